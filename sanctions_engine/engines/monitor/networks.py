"""Keys as networks: sets of rules for durable-rules, small enough for it, and the facts that claims become."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import NamedTuple

from sanctions_engine.engines.monitor.keys import Key
from sanctions_engine.engines.monitor.spelling import END, UNKNOWN, Column, Spelling, is_cut, said, spelt
from sanctions_engine.models.claims import FieldValue

RULES = 128
"""So many rules a network holds, and so many siblings a node has at most: what a hit costs grows with them, and past 512 siblings
durable-rules looks for ever."""
PART = 16
"""So many rules a part of a column holds that is cut into small parts, of which many are alike; those that are alike are one network."""
WITHIN = "in"
"""The symbol of a part itself, for keys that all that is asked of the part has."""
COLUMNS = 4
"""So many fields one network looks at: a fact has 255 properties at most."""

Fact = str
"""A fact as JSON."""


class Meaning(NamedTuple):
    """What a rule of a network stands for.

    Attributes:
        key: The key that is to be compared as a whole, where it is longer than its spelling; None where the hit is enough.
        rules: Ids of the rules that a record with the key can be a subject of.
    """

    key: Key | None
    rules: frozenset[str]


@dataclass(frozen=True, slots=True)
class Network:
    """Rules of one set, by their numbers.

    Attributes:
        spellings: Of each rule the number of its column and the spelling that it looks for.
        meanings: Of each rule what a hit means.
        depths: How many symbols of each column are looked at.
        cut: So many symbols in front are not spelt: all that is asked of the network begins with them.
        is_marked: Whether `WITHIN` is spelt in their place.
    """

    spellings: tuple[tuple[int, Spelling], ...]
    meanings: tuple[tuple[Meaning, ...], ...]
    depths: tuple[int, ...]
    cut: int = 0
    is_marked: bool = False

    @property
    def definition(self) -> str:
        """The rules as durable-rules takes them: flat conjunctions over short texts, each rule with conditions of its own."""
        rules = {}
        for number, (column, spelling) in enumerate(self.spellings):
            tests = [{_name(column, place): symbol} for place, symbol in enumerate(spelling)]
            rules[f"r{number}"] = {"all": [{"m": {"$and": tests} if len(tests) > 1 else tests[0]}]}
        return json.dumps(rules)

    def fact(self, spellings: Mapping[int, Spelling]) -> Fact:
        """Return the fact that says something in some columns."""
        mark = (WITHIN,) if self.is_marked else ()
        return self._fact({column: (*mark, *one[self.cut :]) for column, one in spellings.items()})

    def _fact(self, spellings: Mapping[int, Spelling]) -> Fact:
        told = {
            _name(column, place): symbol
            for column, spelling in spellings.items()
            for place, symbol in enumerate(spelling[: self.depths[column]])
        }
        return json.dumps({"id": "1", **told}, separators=(",", ":"))

    def trials(self) -> Iterator[tuple[Fact, list[int]]]:
        """Yield facts, each with the numbers of the rules that it hits: each rule is hit, and missed by little."""
        numbers = {spelling: number for number, spelling in enumerate(self.spellings)}
        whole: dict[int, Spelling] = {}
        for column, spelling in self.spellings:
            whole.setdefault(column, spelling)
            for other in (spelling, (*spelling, "0", END), (*spelling[:-1], END), (*spelling[:-1], "~")):
                yield self._fact({column: other}), _hits(numbers, {column: other})
        yield self._fact(whole), _hits(numbers, whole)


def _hits(numbers: Mapping[tuple[int, Spelling], int], spellings: Mapping[int, Spelling]) -> list[int]:
    begun = ((column, one[:end]) for column, one in spellings.items() for end in range(1, len(one) + 1))
    return sorted(numbers[one] for one in begun if one in numbers)


def _name(column: int, place: int) -> str:
    return f"{ascii_lowercase[column]}{place}"


class Group:
    """Columns that are looked at together, in one network; or one column with many keys, in a network for each way they begin.

    Attributes:
        networks: The networks, by how what a claim says begins.
    """

    def __init__(self, columns: tuple[Column, ...], keys: Mapping[Column, _Spelt]) -> None:
        self.columns = columns
        if len(columns) > 1 or sum(len(keys[one]) for one in columns) <= RULES:
            every = {
                (place, spelling): what for place, one in enumerate(columns) for spelling, what in keys[one].items()
            }
            self.networks: dict[Spelling, Network] = {(): _network(every, len(columns))}
        else:
            self.networks = _cut(keys[columns[0]])

    def facts(self, values: tuple[FieldValue | None, ...]) -> list[tuple[Network, Fact]]:
        """Return what to ask of which network about the values of the columns; each reading of a code is asked about."""
        every = [said(column, value) for column, value in zip(self.columns, values, strict=True)]
        asked = [{place: one[0] for place, one in enumerate(every)}]
        asked += [{place: other} for place, one in enumerate(every) for other in one[1:]]
        found = []
        for spellings in asked:
            network = self._network_of(spellings)
            if network is not None:
                found.append((network, network.fact(spellings)))
        return found

    def _network_of(self, spellings: Mapping[int, Spelling]) -> Network | None:
        """Return the network of the longest beginning that a spelling has; None where no key begins like it."""
        if () in self.networks and len(self.networks) == 1:
            return self.networks[()]
        (spelling,) = spellings.values()
        begun = (self.networks.get(spelling[:end]) for end in range(len(spelling), -1, -1))
        return next((one for one in begun if one is not None), None)


_Spelt = dict[Spelling, list[Meaning]]
"""What each spelling of a column means."""


def groups(keys: Mapping[Key, Iterable[str]]) -> list[Group]:
    """Return the networks for keys of which each stands for some rules."""
    by_column: dict[Column, _Spelt] = {}
    everything: dict[Column, set[str]] = {}
    for key, rules in sorted(keys.items(), key=lambda one: (one[0].field, one[0].value, one[0].how.name)):
        column = Column.of(key)
        meaning = Meaning(key if is_cut(key) else None, frozenset(rules))
        by_column.setdefault(column, {}).setdefault(spelt(key), []).append(meaning)
        everything.setdefault(column, set()).update(rules)
    for column, rules in everything.items():
        by_column[column][UNKNOWN,] = [Meaning(None, frozenset(rules))]
    found, together = list[tuple[Column, ...]](), list[Column]()
    for column, spellings in sorted(by_column.items(), key=lambda one: len(one[1])):
        if len(spellings) > RULES:
            found.append((column,))
            continue
        if together and (len(together) == COLUMNS or sum(len(by_column[one]) for one in [*together, column]) > RULES):
            found.append(tuple(together))
            together = []
        together.append(column)
    if together:
        found.append(tuple(together))
    return [Group(columns, by_column) for columns in found]


def _cut(keys: _Spelt) -> dict[Spelling, Network]:
    """Return the networks of a column with many keys, by how what they are asked about begins: cut so that there are few rules in all."""
    cuts = [{begins: _part(part, begins) for begins, part in _parts(keys, (), most)} for most in (RULES, PART)]
    return min(cuts, key=lambda networks: sum(map(len, {one.spellings for one in networks.values()})))


def _parts(keys: _Spelt, begins: Spelling, most: int) -> Iterator[tuple[Spelling, _Spelt]]:
    """Yield keys in parts that are small enough, each by how all that is not at hand in a part before begins."""
    above = {one: what for one, what in keys.items() if len(one) <= len(begins)}
    below: dict[Spelling, _Spelt] = {}
    for one, what in keys.items():
        if len(one) > len(begins):
            below.setdefault(one[: len(begins) + 1], {})[one] = what
    if len(keys) <= most:
        yield begins, keys
        return
    if above:
        yield begins, above
    for start, part in below.items():
        yield from _parts({**above, **part}, start, most)


def _part(keys: _Spelt, begins: Spelling) -> Network:
    """Return the network of a part, spelt from where its keys begin to differ: how they all begin is known of what is asked.

    So parts that are alike but for that are one set of rules. A set of rules has memory for itself that fits into no cache if there
    are hundreds.
    """
    cut = len(begins)
    is_marked = any(len(one) <= cut for one in keys)
    rules: dict[tuple[int, Spelling], list[Meaning]] = {}
    for one, what in keys.items():
        spelling = (*((WITHIN,) if is_marked else ()), *one[cut:])
        rules.setdefault((0, spelling), []).extend(what)
    return replace(_network(dict(sorted(rules.items())), 1), cut=cut, is_marked=is_marked)


def _network(rules: Mapping[tuple[int, Spelling], list[Meaning]], columns: int) -> Network:
    depths = [max((len(one) for column, one in rules if column == place), default=0) for place in range(columns)]
    return Network(tuple(rules), tuple(tuple(one) for one in rules.values()), tuple(depths))

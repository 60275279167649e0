"""Words of claims that no rule knows: a report filed as `2397-8-final` is none that a rule looks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sanctions_engine.diagnostics import Code, Problem
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.facts.odd_texts import Field, OddTexts, TextsElsewhere
from sanctions_engine.findings.formulas import formulas_of
from sanctions_engine.language.nodes import Call, Compare, Expr, FieldOf, Literal, Member, children, walk
from sanctions_engine.language.rules import Formula, Pack, Rule, amended
from sanctions_engine.models.claims import Claim, Coverage
from sanctions_engine.models.kinds import FactKind, FieldKind
from sanctions_engine.semantics.calls import names_of

_MOST_WORDS = 6
_EQUAL = ("==", "!=")
_AS_NAME = "names_rule"


def unknown_words(
    packs: Iterable[Pack], claims: Iterable[Claim | Coverage], elsewhere: TextsElsewhere | None = None
) -> Iterator[Problem]:
    """Yield a warning SE427 for each word with which no rule compares its field, at the first claim or coverage that has it.

    Looked at are text fields that rules compare with words, or read as the name of a rule, and in no other way. A field that a rule
    reads in any other way may hold any text. Of an optional field only what is probably meant for one of the words is told.

    Args:
        packs: The packs.
        claims: Claims and coverage.
        elsewhere: Gives the odd texts of claims that are not in memory.
    """
    packs = tuple(packs)
    kinds = {name: kind for pack in packs for name, kind in pack.kinds.items()}
    known = known_words(packs)
    folded = {field: frozenset(map(str.casefold, words)) for field, words in known.items()}
    any_case = read_as_names(packs)
    by_kind: dict[str, list[str]] = {}
    for kind, name in known:
        by_kind.setdefault(kind, []).append(name)
    odd = OddTexts()

    def is_odd(field: Field, text: str) -> bool:
        return text not in known[field] and (field not in any_case or text.casefold() not in folded[field])

    for claim in claims:
        for name in by_kind.get(claim.fact, ()):
            text = claim.fields.get(name)
            if isinstance(text, str) and is_odd((claim.fact, name), text):
                odd.note(claim, name, text)
    for found in (*odd.found(), *(elsewhere(known, is_odd) if elsewhere is not None else ())):
        words = known[found.field]
        nearest = word_meant(found.text, words)
        if nearest is None and kinds[found.field[0]].fields[found.field[1]].optional:
            continue
        listed = ", ".join(f"`{word}`" for word in words[:_MOST_WORDS])
        more = f" and {len(words) - _MOST_WORDS} more" if len(words) > _MOST_WORDS else ""
        help = f"did you mean `{nearest}`?" if nearest else f"rules ask for {listed}{more}"
        yield found.problem(Code.SE427, f"no rule asks for `{found.text}`", help, nearest)


def known_words(packs: Iterable[Pack]) -> dict[Field, tuple[str, ...]]:
    """Return the words with which rules compare a text field, for the fields that they read in no other way.

    Every text that a rule has had counts, amendments by drafts and readings included. A field that `names_rule` reads can hold any
    name of any rule of the packs.
    """
    packs = tuple(packs)
    named = read_as_names(packs)
    words: dict[Field, set[str]] = {}
    free: set[Field] = set()
    kinds: dict[str, FactKind] = {}
    for pack in packs:
        kinds.update(pack.kinds)
        for formula in _formulas(pack):
            _look(formula.node, words, free, named)
    names = {name for pack in packs for rule in pack.rules.values() for name in names_of(rule)}
    for field in named:
        words.setdefault(field, set()).update(names)
    found = {field: tuple(sorted(those)) for field, those in words.items() if field not in free}
    return {(kind, name): those for (kind, name), those in found.items() if _is_free_text(kinds, kind, name)}


def word_meant(text: str, words: Iterable[str]) -> str | None:
    """Return the word that a text probably stands for: one near it, one that it is a part of, or one that it abbreviates.

    Example:
        >>> word_meant("2397-8-final", ["unscr-2397-8-final", "unscr-2397-8-midterm"])
        'unscr-2397-8-final'
        >>> word_meant("UNSC", ["UN Security Council", "EU"]), word_meant("Panama", ["EU"])
        ('UN Security Council', None)
    """
    words = sorted(words)
    plain = _plain(text)
    alike = [word for word in words if plain and _plain(word) == plain]
    part = [word for word in words if len(plain) > 3 and (plain in _plain(word) or _plain(word) in plain)]
    short = [word for word in words if "".join(re.findall("[A-Z]", word)) == text.upper()]
    nearest = suggest(text, words)
    return next(iter((*alike, *short, *([nearest] if nearest else ()), *part)), None)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text.casefold())


def _is_free_text(kinds: Mapping[str, FactKind], kind: str, name: str) -> bool:
    declared = kinds[kind].fields.get(name) if kind in kinds else None
    return declared is not None and declared.kind is FieldKind.TEXT and not declared.one_of and declared.form is None


def _formulas(pack: Pack) -> Iterator[Formula]:
    for rule in pack.rules.values():
        yield from _of_texts(rule)
    for change in pack.changes:
        for id, overrides in change.overrides.items():
            if id in pack.rules:
                yield from _of_texts(amended(pack.rules[id], overrides))


def read_as_names(packs: Iterable[Pack]) -> frozenset[Field]:
    """Return the kind and name of the fields that rules read as the name of a rule, whatever the case of its letters.

    Example:
        >>> from sanctions_engine import load_packs
        >>> read_as_names(load_packs(["un/dprk"]))
        frozenset({('CommitteeApproval', 'covers')})
    """
    packs = tuple(packs)
    parts = (part for pack in packs for formula in _formulas(pack) for part in walk(formula.node))
    fields = (_field(part.arguments[0]) for part in parts if isinstance(part, Call) and part.function == _AS_NAME)
    return frozenset(field for field in fields if field is not None)


def _field(node: Expr) -> Field | None:
    return (node.kind, node.name) if isinstance(node, FieldOf) else None


def _of_texts(rule: Rule) -> Iterator[Formula]:
    yield from formulas_of(rule)
    for reading in rule.readings:
        yield from (one for one in reading.overrides.values() if isinstance(one, Formula))


def _look(node: Expr, words: dict[Field, set[str]], free: set[Field], names: frozenset[Field]) -> None:
    """Note with which words an expression compares the fields in it, and which it reads in another way.

    A field that holds the name of a rule (`names`) may be read in small letters too: its words are the names.
    """
    compared = _compared(node)
    if compared is not None:
        field, found = compared
        words.setdefault(field, set()).update(found)
        return
    if isinstance(node, Call) and node.function in (_AS_NAME, "lower") and _field(node.arguments[0]) in names:
        return
    if isinstance(node, FieldOf):
        free.add((node.kind, node.name))
    for child in children(node):
        _look(child, words, free, names)


def _compared(node: Expr) -> tuple[Field, tuple[str, ...]] | None:
    if isinstance(node, Compare) and node.operator in _EQUAL:
        sides = ((node.left, node.right), (node.right, node.left))
    elif isinstance(node, Member):
        sides = ((node.item, node.options),) * 2
    else:
        return None
    for one, other in sides:
        if isinstance(one, FieldOf) and isinstance(other, Literal):
            value = other.value if isinstance(other.value, tuple) else (other.value,)
            texts = tuple(text for text in value if isinstance(text, str))
            return ((one.kind, one.name), texts) if len(texts) == len(value) else None
    return None

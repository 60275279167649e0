"""The States that rules speak of: ISO 3166-1, their common names, and when they joined the United Nations."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from operator import ne
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from sanctions_engine.diagnostics.suggestions import edit_distance
from sanctions_engine.models.base import Model

if TYPE_CHECKING:
    from pycountry.db import Country

MOST_SUGGESTIONS = 3
"""How many States an `UnknownState` names at most."""

_IN_FULL = {"st": "saint", "rep": "republic", "dem": "democratic"}


class UnknownState(LookupError):
    """No State has this code or name.

    Attributes:
        value: The text as it was given.
        suggestions: Alpha-3 codes of the States that probably were meant, the likeliest first; often empty.

    Example:
        >>> try:
        ...     find_state("Nort Korea")
        ... except UnknownState as error:
        ...     print(error, error.suggestions)
        unknown State `Nort Korea`; did you mean `PRK` (North Korea)? ['PRK']
    """

    def __init__(self, value: str, suggestions: Iterable[str] = ()) -> None:
        self.value = value
        self.suggestions = list(suggestions)
        super().__init__(value, self.suggestions)

    @property
    def help(self) -> str:
        """The remedy as text: the States that are close, or how a State is written."""
        named = [f"`{code}` ({state(code).name})" for code in self.suggestions]
        how = "write the code of ISO 3166-1, such as `FRA`, or the name in English"
        return f"did you mean {' or '.join(named)}?" if named else how

    def __str__(self) -> str:
        return f"unknown State `{self.value}`; {self.help}"


def _to_code(text: str) -> str:
    """Normalise what a file says about a State; an unknown one is a validation error of type `unknown_state`."""
    if is_state_code(text):
        return text
    try:
        return find_state(text).code
    except UnknownState as error:
        context: dict[str, Any] = {"value": error.value, "suggestions": error.suggestions, "help": error.help}
        raise PydanticCustomError("unknown_state", "unknown State `{value}`", context) from error


StateCode = Annotated[
    str,
    AfterValidator(_to_code),
    Field(description="A State: ISO 3166-1 alpha-3, alpha-2 or a name; alpha-3 once read.", examples=["RUS", "KP"]),
]
"""A State in a pydantic model: whatever `find_state` accepts is read, alpha-3 is kept and written.

A text that names no State fails with an error of type `unknown_state`; its context: `value`, `suggestions`, `help`.

Example:
    >>> from pydantic import TypeAdapter
    >>> TypeAdapter(StateCode).validate_python("North Korea")
    'PRK'
"""


class State(Model):
    """A country or territory of ISO 3166-1.

    The register judges nobody's statehood: it has every entry of the standard, and says which are members of the United
    Nations.

    Attributes:
        code: ISO 3166-1 alpha-3.
        name: Common short name in English.
        un_member_since: Date of admission to the United Nations, None for those that are not members. A seat that was
            continued counts from its first holder, as the United Nations counts it: Russia's from 1945-10-24.
        exists_since: The day on which it became a State, None for those that were there before the year 2000.
    """

    code: StateCode
    name: str
    un_member_since: date | None = None
    exists_since: date | None = None

    def un_member_on(self, day: date) -> bool:
        """Return whether the State is a member of the United Nations on a day; the day of admission counts.

        Example:
            >>> state("CHE").un_member_on(date(2002, 9, 9)), state("CHE").un_member_on(date(2002, 9, 10))
            (False, True)
        """
        return self.un_member_since is not None and self.un_member_since <= day


def state(code: str) -> State:
    """Return the State with an alpha-3 code, spelled exactly.

    Args:
        code: ISO 3166-1 alpha-3 in capitals. For text that people wrote use `find_state`.

    Raises:
        UnknownState: If no State has the code; alpha-2 codes and names are not accepted here.

    Example:
        >>> state("PRK")
        State(code='PRK', name='North Korea', un_member_since=datetime.date(1991, 9, 17), exists_since=None)
    """
    found = _register().states.get(code)
    if found is None:
        raise UnknownState(code, _suggestions(code))
    return found


def find_state(text: str) -> State:
    """Return the State that a text names.

    Accepted are the alpha-3 and alpha-2 codes and the names of ISO 3166-1, common names ("Russia"), usual other names
    and abbreviations ("Burma", "DPRK"), and the shortened names of trade statistics ("Rep. of Korea"). Capitals,
    accents, punctuation, surrounding space and a leading "the" make no difference. A text that may mean two States
    ("Korea") is not guessed at; plain "Congo" is the Republic of the Congo, whose name it is in ISO 3166-1.

    Raises:
        UnknownState: If the text names no State.

    Example:
        >>> [find_state(text).code for text in ("ru", "DPRK", "cote d'ivoire", "Iran (Islamic Republic of)")]
        ['RUS', 'PRK', 'CIV', 'IRN']
    """
    register = _register()
    found = register.states.get(text)
    if found is not None:
        return found
    code = register.codes_by_name.get(_fold(text))
    if code is None:
        raise UnknownState(text, _suggestions(text))
    return register.states[code]


def all_states() -> tuple[State, ...]:
    """Return every State of the register, by code.

    Example:
        >>> [s.code for s in all_states() if s.un_member_since and s.un_member_since.year > 2000]
        ['CHE', 'MNE', 'SSD', 'TLS']
    """
    return tuple(_register().states.values())


@cache
def new_states() -> Mapping[str, State]:
    """Return the States that came into being since the year 2000, by code.

    Example:
        >>> {code: str(state.exists_since) for code, state in new_states().items()}
        {'MNE': '2006-06-03', 'SSD': '2011-07-09', 'TLS': '2002-05-20'}
    """
    return {one.code: one for one in all_states() if one.exists_since is not None}


def is_state_code(text: str) -> bool:
    """Return whether a text is an alpha-3 code of the register, spelled exactly; one set lookup.

    Example:
        >>> is_state_code("RUS"), is_state_code("RU"), is_state_code("rus")
        (True, False, False)
    """
    return text in _codes()


@dataclass(frozen=True, slots=True)
class _Register:
    """Everything that is looked up, built once.

    Attributes:
        states: The States by alpha-3 code, in the order of their codes.
        codes_by_name: Alpha-3 codes by folded code or name.
    """

    states: dict[str, State]
    codes_by_name: dict[str, str]


@cache
def _countries() -> tuple["Country", ...]:
    import pycountry  # here, so that importing the library stays light: loading the standard is left to the first use

    return tuple(sorted(pycountry.countries, key=lambda country: str(country.alpha_3)))


@cache
def _codes() -> frozenset[str]:
    return frozenset(country.alpha_3 for country in _countries())


@cache
def _register() -> _Register:
    admitted = {row["code"]: date.fromisoformat(row["admitted"]) for row in _rows("un_members.csv")}
    since = {row["code"]: date.fromisoformat(row["since"]) for row in _rows("new_states.csv")}
    ours = {row["code"]: row for row in _rows("state_names.csv")}
    states: dict[str, State] = {}
    codes_by_name: dict[str, str] = {}
    for country in _countries():
        code = country.alpha_3
        row = ours.get(code, {"name": "", "also": ""})
        name = row["name"] or getattr(country, "common_name", country.name)
        states[code] = State(code=code, name=name, un_member_since=admitted.get(code), exists_since=since.get(code))
        also = (text for text in row["also"].split(";") if text)
        for text in (code, country.alpha_2, name, *also, *_iso_names(country)):
            other = codes_by_name.setdefault(_fold(text), code)
            if other != code:
                raise ValueError(f"`{text}` names both {other} and {code}")
    if stray := (admitted.keys() | ours.keys() | since.keys()) - states.keys():
        raise ValueError(f"not in ISO 3166-1: {sorted(stray)}")
    return _Register(states, codes_by_name)


def _iso_names(country: "Country") -> Iterator[str]:
    """Yield the names that the standard gives, "Iran, Islamic Republic of" also as "Islamic Republic of Iran"."""
    for kind in ("name", "official_name", "common_name"):
        name: str | None = getattr(country, kind, None)
        if name is not None:
            yield name
            head, comma, tail = name.partition(", ")
            if comma:
                yield f"{tail} {head}"


def _rows(name: str) -> list[dict[str, str]]:
    text = files("sanctions_engine.models").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=4096)
def _fold(text: str) -> str:
    """Return what remains of a name without capitals, accents, punctuation, shortened words and a leading "the"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    joined = re.sub(r"['\u2018\u2019`.]", "", letters).replace("&", " and ")
    words = re.sub(r"[\W_]+", " ", joined).split()
    if len(words) > 1:
        words = [_IN_FULL.get(word, word) for word in words[words[0] == "the" :]]
    return " ".join(words)


@lru_cache(maxsize=1024)
def _suggestions(text: str) -> tuple[str, ...]:
    """Return the codes of the States that probably were meant.

    Of a code one letter may be wrong, or the order; of a name one letter in five, or words may be missing.
    """
    folded = _fold(text)
    if len(folded) <= 3:
        typed = folded.upper()
        swapped = [code for code in _codes() if sorted(code) == sorted(typed)]
        mistyped = [code for code in _codes() if len(code) == len(typed) and sum(map(ne, code, typed)) == 1]
        # The later the first wrong letter, the likelier.
        near = sorted(swapped or mistyped, key=lambda code: (*map(ne, code, typed), code))
        return tuple(near[:MOST_SUGGESTIONS])
    names = _register().codes_by_name
    words, limit = set(folded.split()), max(1, len(folded) // 5)
    misspelled = sorted(
        (distance, code)
        for name, code in names.items()
        if abs(len(name) - len(folded)) <= limit and (distance := edit_distance(folded, name, limit)) <= limit
    )
    shortened = sorted(code for name, code in names.items() if words <= set(name.split()))
    return tuple(dict.fromkeys((*(code for _, code in misspelled), *shortened)))[:MOST_SUGGESTIONS]

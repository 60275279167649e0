"""Arguments of the public functions, checked where they come in: a slip in a call is told before anything is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.findings.formulas import rules_named
from sanctions_engine.language.rules import Pack
from sanctions_engine.models.claims import Dossier

Packs = Pack | Iterable[Pack]
Assume = Mapping[str, date | None] | Iterable[str]


def packs_given(packs: Packs) -> tuple[Pack, ...]:
    """Return the packs that are given, each once.

    Raises:
        TypeError: If something else than packs is given, such as the name of one.
        BadQuestion: If a pack needs rules of another one that is not among them (SE111).
    """
    found: dict[tuple[str, str], Pack] = {}
    for one in (packs,) if isinstance(packs, Pack) else _items("packs", packs, "packs from `load_pack`"):
        if not isinstance(one, Pack):
            raise TypeError(f"`packs` holds {one!r}, which is no pack: load it with `load_pack`")
        found.setdefault((one.name, one.digest), one)
    problems = list(_needs(tuple(found.values())))
    if problems:
        raise BadQuestion(problems)
    return tuple(found.values())


def _needs(packs: tuple[Pack, ...]) -> Iterator[Problem]:
    """Yield what packs need of the packs that they require and that are not given."""
    names = {one.name for one in packs}
    ids = {id for one in packs for id in one.rules}
    for pack in packs:
        absent = [name for name in pack.requires if name not in names]
        if not absent:
            continue
        needed = {id for change in pack.changes for id in change.targets}
        needed |= {id for rule in pack.rules.values() for id in rules_named(rule)}
        for id in sorted(needed - ids):
            message = f"pack `{pack.name}` needs rule `{id}` of {' or '.join(f'`{name}`' for name in absent)}"
            yield Problem(Code.SE111, message, help="`load_packs` returns a pack with those that it requires: give all")


def dossier_given(dossier: object) -> Dossier:
    """Return the dossier.

    Raises:
        TypeError: If it is something else, such as its path.
    """
    if not isinstance(dossier, Dossier):
        raise TypeError(f"`dossier` is {dossier!r}, which is no dossier: load it with `load_dossier`")
    return dossier


def day_given(name: str, day: object) -> date:
    """Return a day.

    Raises:
        TypeError: If it is something else: a text, or a point in time, which no calendar day equals.

    Example:
        >>> day_given("as_of", "2020-01-24")
        Traceback (most recent call last):
        TypeError: `as_of` is '2020-01-24', not a day: give a `datetime.date`
    """
    if isinstance(day, datetime) or not isinstance(day, date):
        raise TypeError(f"`{name}` is {day!r}, not a day: give a `datetime.date`")
    return day


def optional_day(name: str, day: object) -> date | None:
    """Return a day that need not be given; see `day_given`."""
    return None if day is None else day_given(name, day)


def text_given(name: str, text: object) -> str:
    """Return a text that is not empty.

    Raises:
        TypeError: If it is no text.
        BadQuestion: If it is empty (SE507).
    """
    if not isinstance(text, str):
        raise TypeError(f"`{name}` is {text!r}, not a text")
    if not text:
        raise BadQuestion([Problem(Code.SE507, f"`{name}` is empty")])
    return text


def optional_text(name: str, text: object) -> str | None:
    """Return a text that need not be given; see `text_given`."""
    return None if text is None else text_given(name, text)


def texts_given(name: str, texts: object) -> tuple[str, ...]:
    """Return a list of texts.

    Raises:
        TypeError: If it is one text, whose letters would be taken for the items, or holds something else.

    Example:
        >>> texts_given("rules", ["unscr-2397-*"])
        ('unscr-2397-*',)
        >>> texts_given("rules", "unscr-2397-*")
        Traceback (most recent call last):
        TypeError: `rules` is a text, not a list of texts: write `["unscr-2397-*"]`
    """
    return tuple(text_given(name, one) for one in _items(name, texts, "texts"))


def paths_given(name: str, paths: object) -> tuple[str | Path, ...]:
    """Return a list of paths or names.

    Raises:
        TypeError: If it is one path, or holds something else.
    """
    found: list[str | Path] = []
    for one in _items(name, paths, "paths"):
        if not isinstance(one, (str, Path)):
            raise TypeError(f"`{name}` holds {one!r}, not a path or a name")
        found.append(one)
    return tuple(found)


def assume_given(assume: Assume) -> Mapping[str, date | None] | tuple[str, ...]:
    """Return what a scenario assumes.

    Raises:
        TypeError: If it is one text, or a mapping to something else than days.
    """
    if not isinstance(assume, Mapping):
        return texts_given("assume", assume)
    return {text_given("assume", name): optional_day(f"assume[{name!r}]", day) for name, day in assume.items()}


def _items(name: str, given: object, what: str) -> Iterable[object]:
    if isinstance(given, (str, Path)):
        kind = "text" if isinstance(given, str) else "path"
        written = f'"{given}"' if isinstance(given, str) else repr(given)
        raise TypeError(f"`{name}` is a {kind}, not a list of {what}: write `[{written}]`")
    if not isinstance(given, Iterable):
        raise TypeError(f"`{name}` is {given!r}, not a list of {what}")
    return given

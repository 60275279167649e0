"""Checks `due_of("rule")`: the rule exists, has a due day for the same subject, and no due day rests on itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sanctions_engine.diagnostics import Code, Label, Problems, Span
from sanctions_engine.language.nodes import Call, Literal, walk
from sanctions_engine.language.rulefiles.changes import KnownRule
from sanctions_engine.language.rulefiles.cycles import note_cycles
from sanctions_engine.language.rulefiles.patterns import RuleIds
from sanctions_engine.language.rulefiles.pieces import Piece, RuleText
from sanctions_engine.language.rulefiles.rule_typing import TypedText


@dataclass(frozen=True, slots=True)
class _Use:
    """One `due_of("rule")`: which rule it names, where, and whether the due day of the reading rule rests on it."""

    target: str
    span: Span
    for_due: bool


def check_due_of(
    texts: Mapping[str, Iterable[TypedText]],
    rules: Mapping[str, KnownRule],
    ids: RuleIds,
    problems: Problems,
) -> None:
    """Check each `due_of`: SE109 (no such rule), SE208 (no due day, or another subject), SE309 (a cycle).

    Args:
        texts: The texts to check, by rule: as the rule is written, and as amendments leave it.
        rules: All rules that can be named.
        ids: Their ids.
        problems: Gets the problems.
    """
    uses: dict[str, list[_Use]] = {}
    seen: dict[TypedText, list[_Use]] = {}
    for rule, ones in texts.items():
        for typed in ones:
            if typed not in seen:
                seen[typed] = list(_uses(typed))
                for use in seen[typed]:
                    _check_use(use, rules[rule], rules, ids, problems)
            if seen[typed]:
                uses.setdefault(rule, []).extend(seen[typed])
    rests = {rule: {use.target: use.span for use in found if use.for_due} for rule, found in uses.items()}
    note_cycles(rests, Code.SE309, "cycle in `due_of`", problems)


def _uses(typed: TypedText) -> Iterator[_Use]:
    due_pieces: set[int] | None = None
    for piece, formula in typed.sources:
        if "due_of" not in piece.text:
            continue
        if due_pieces is None:
            due_pieces = {id(one) for text in _texts(typed.text) for one in _behind_due(text)}
        for node in walk(formula.node):
            match node:
                case Call(function="due_of", arguments=(Literal(value=str(target)), *_)):
                    yield _Use(target, piece.locate(node.start, node.end), id(piece) in due_pieces)


def _texts(text: RuleText) -> Iterator[RuleText]:
    yield text
    for reading in text.readings:
        yield text.with_overrides(reading.overrides)


def _behind_due(text: RuleText) -> list[Piece]:
    """Return the pieces that the due day rests on: its formula, and each `let` that it reads."""
    waiting = [text.formulas["due"]] if "due" in text.formulas else []
    found: list[Piece] = []
    while waiting:
        piece = waiting.pop()
        if piece not in found:
            found.append(piece)
            waiting.extend(let for name, let in text.let.items() if name in piece.names)
    return found


def _check_use(use: _Use, known: KnownRule, rules: Mapping[str, KnownRule], ids: RuleIds, problems: Problems) -> None:
    target = rules.get(use.target)
    if target is None:
        if not ids.is_broken(use.target):
            message, rows = f"`due_of` names no rule: `{use.target}`", ids.row_help(use.target)
            help, meant = (rows, None) if rows else (ids.help(use.target), ids.suggestion(use.target))
            problems.add(Code.SE109, message, use.span, help=help, offending=use.target, suggestion=meant)
        return
    if target.rule.due is None:
        also = [Label(target.rule.place, "this rule")]
        problems.add(Code.SE208, f"rule `{use.target}` has no due day", use.span, also=also, offending=use.target)
    elif target.rule.each.kind.name != known.rule.each.kind.name:
        also = [Label(target.rule.place, f"for each `{target.rule.each.kind.name}`")]
        message = f"`due_of` names a rule for another subject: `{use.target}`"
        help = f"name a rule for each `{known.rule.each.kind.name}`"
        problems.add(Code.SE208, message, use.span, also=also, help=help, offending=use.target)

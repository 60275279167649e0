"""Resolves and checks what rules say of other rules: `covers` of exemptions, `points_to` of indicators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sanctions_engine.diagnostics import Code, Label, Problems, Span
from sanctions_engine.language.rulefiles.changes import KnownRule
from sanctions_engine.language.rulefiles.cycles import note_cycles
from sanctions_engine.language.rulefiles.patterns import RuleIds
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.norms import Modality

_CAN_BE_EXEMPTED = (Modality.OBLIGATION, Modality.PROHIBITION)


@dataclass(frozen=True, slots=True)
class _Link:
    """One pattern of one rule, with its place and the rules that it names."""

    pattern: str
    span: Span
    targets: tuple[str, ...]


def resolve_links(
    own: Iterable[KnownRule], rules: Mapping[str, KnownRule], ids: RuleIds, problems: Problems
) -> dict[str, Rule]:
    """Return the rules of a pack, by id, with the ids of rules in the place of the patterns of `covers` and `points_to`.

    Problems noted: SE109 (a pattern that matches nothing); for exemptions SE304 (a cycle), SE305 (another subject), SE308 (a norm
    that cannot be exempted). The rows of a table share their patterns, and their problems.
    """
    covers: dict[int, list[_Link]] = {}
    points: dict[int, list[_Link]] = {}
    resolved: dict[str, Rule] = {}
    firsts: list[KnownRule] = []
    for known in own:
        rule = known.rule
        resolved[rule.id] = rule
        if not rule.covers and not rule.points_to:
            continue
        draft = id(known.draft)
        if draft not in covers:
            firsts.append(known)
            covers[draft] = _links(known, "covers", rule.covers, ids, problems)
            points[draft] = _links(known, "points_to", rule.points_to, ids, problems)
        resolved[rule.id] = replace(rule, covers=_joined(covers[draft]), points_to=_joined(points[draft]))
    _check_covers([(known, covers[id(known.draft)]) for known in firsts], rules, problems)
    return resolved


def _links(known: KnownRule, key: str, patterns: tuple[str, ...], ids: RuleIds, problems: Problems) -> list[_Link]:
    links = []
    document, path = known.draft.file.document, known.draft.path
    for index, pattern in enumerate(patterns):
        link = _Link(pattern, document.span(*path, key, index), ids.matching(pattern))
        links.append(link)
        if not link.targets and not ids.is_broken(pattern):
            meant = ids.suggestion(pattern)
            message = f"`{key}` names no rule: `{pattern}`"
            problems.add(Code.SE109, message, link.span, help=ids.help(pattern), offending=pattern, suggestion=meant)
    return links


def _joined(links: Iterable[_Link]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(target for link in links for target in link.targets))


def _check_covers(
    exemptions: Iterable[tuple[KnownRule, list[_Link]]], rules: Mapping[str, KnownRule], problems: Problems
) -> None:
    listed = [(known, links) for known, links in exemptions if links]
    edges: dict[str, dict[str, Span]] = {}
    for known, links in listed:
        for link in links:
            for target in link.targets:
                if rules[target].rule.modality is Modality.EXEMPTION:
                    edges.setdefault(known.draft.id, {})[rules[target].draft.id] = link.span
    on_cycle = note_cycles(edges, Code.SE304, "cycle in exemptions", problems)
    for known, links in listed:
        for link in links:
            _check_link(known, link, rules, on_cycle, problems)


def _check_link(
    known: KnownRule, link: _Link, rules: Mapping[str, KnownRule], on_cycle: set[str], problems: Problems
) -> None:
    """Tell at most one problem of each sort for a pattern, with the first rule that shows it."""
    told: set[Code] = set()
    for target in link.targets:
        other = rules[target]
        found = _misfit(known, other, on_cycle)
        if found is None or found[0] in told:
            continue
        code, message, help = found
        told.add(code)
        also = [Label(other.rule.place, f"this {other.rule.modality.value}")]
        problems.add(code, message, link.span, also=also, help=help, offending=target)


def _misfit(known: KnownRule, other: KnownRule, on_cycle: set[str]) -> tuple[Code, str, str] | None:
    rule = other.rule
    if rule.modality not in _CAN_BE_EXEMPTED:
        if known.draft.id in on_cycle and other.draft.id in on_cycle:
            return None
        help = "an exemption covers obligations and prohibitions; narrow the pattern"
        return Code.SE308, f"{_a(rule.modality)} cannot be exempted: `{rule.id}`", help
    own, theirs = known.rule.each.kind.name, rule.each.kind.name
    if own != theirs:
        message = f"exemption for each `{own}` covers `{rule.id}`, which is for each `{theirs}`"
        return Code.SE305, message, f"write an exemption with `each: {theirs} as …` for it"
    keys, theirs_by = known.rule.group_by, rule.group_by
    if keys is not None and (theirs_by is None or [key for key, _ in keys] != [key for key, _ in theirs_by]):
        message = f"exemption judges groups, and `{rule.id}` {'other groups' if theirs_by else 'single records'}"
        return Code.SE305, message, "leave `group_by` out, or give both the same keys"
    return None


def _a(modality: Modality) -> str:
    return f"an {modality.value}" if modality.value[0] in "eio" else f"a {modality.value}"

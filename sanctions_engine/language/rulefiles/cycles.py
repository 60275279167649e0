"""Finds and tells cycles among rules that name each other."""

from __future__ import annotations

from collections.abc import Mapping

from sanctions_engine.diagnostics import Code, Label, Problems, Span


def note_cycles(edges: Mapping[str, Mapping[str, Span]], code: Code, title: str, problems: Problems) -> set[str]:
    """Note each cycle once, with every step of it; return all that are on one."""
    on_cycle: set[str] = set()
    for start in edges:
        if start in on_cycle:
            continue
        way = _way_back(start, edges)
        if not way:
            continue
        on_cycle.update(way)
        steps = list(zip(way, [*way[1:], way[0]], strict=True))
        first, *rest = [Label(edges[one][other], f"`{one}` names `{other}`") for one, other in steps]
        message = f"{title}: {' -> '.join(f'`{rule}`' for rule in [*way, way[0]])}"
        problems.add(code, message, first.span, first.text, also=rest, help="remove one of the steps")
    return on_cycle


def _way_back(start: str, edges: Mapping[str, Mapping[str, Span]]) -> list[str]:
    """Return the shortest way from a rule back to itself, without the return; empty where there is none."""
    ways = [[start]]
    seen: set[str] = set()
    for way in ways:
        for rule in edges.get(way[-1], ()):
            if rule == start:
                return way
            if rule not in seen:
                seen.add(rule)
                ways.append([*way, rule])
    return []

"""The order of `let` names: each may read only those that stand above it."""

from __future__ import annotations

from collections.abc import Mapping

from sanctions_engine.diagnostics import Code, Label, Problems, Span
from sanctions_engine.language.rulefiles.pieces import Piece, RuleText


def check_names(text: RuleText, problems: Problems) -> None:
    """Note SE104 where a `let` has the name of the record."""
    piece = text.let.get(text.each.variable)
    if piece is not None:
        also = [Label(text.each_text.span, "the record has this name")]
        message = f"`let` cannot be called `{text.each.variable}`: the record is called so"
        problems.add(Code.SE104, message, _key(piece), also=also, help="choose another name")


def order_problems(lets: Mapping[str, Piece], problems: Problems) -> set[str]:
    """Return the `let` names that cannot be typed because of their order, after noting SE220 for them.

    A cycle is told once, with every step of it; a name that is read above the line that defines it is told with both lines.
    """
    names = list(lets)
    if not any(piece.reads(later) for index, piece in enumerate(lets.values()) for later in names[index:]):
        return set()
    position = {name: index for index, name in enumerate(lets)}
    reads = {name: frozenset(other for other in lets if piece.reads(other)) for name, piece in lets.items()}
    bad: set[str] = set()
    for name, read in reads.items():
        later = sorted((other for other in read if position[other] >= position[name]), key=position.__getitem__)
        if not later or name in bad:
            continue
        cycle = _cycle(name, reads)
        if cycle:
            _note_cycle(cycle, lets, problems)
            bad |= set(cycle)
            continue
        bad.add(name)
        also = [Label(_key(lets[later[0]]), "defined here, further down")]
        message = f"`{name}` reads `{later[0]}`, which stands below it"
        problems.add(
            Code.SE220, message, lets[name].first(later[0]), also=also, help=f"move `{later[0]}` above `{name}`"
        )
    return bad


def _cycle(start: str, reads: Mapping[str, frozenset[str]]) -> list[str]:
    """Return the shortest way from a name back to itself, without the return; empty where there is none."""
    ways = [[start]]
    seen: set[str] = set()
    for way in ways:
        for name in sorted(reads[way[-1]]):
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def _note_cycle(cycle: list[str], lets: Mapping[str, Piece], problems: Problems) -> None:
    steps = list(zip(cycle, [*cycle[1:], cycle[0]], strict=True))
    first, *rest = [Label(lets[name].first(read), f"`{name}` reads `{read}`") for name, read in steps]
    message = f"cycle in `let`: {' -> '.join(f'`{name}`' for name in [*cycle, cycle[0]])}"
    help = "write one of them without the others"
    problems.add(Code.SE220, message, first.span, first.text, also=rest, help=help)


def _key(piece: Piece) -> Span:
    return piece.document.key_span(*piece.path)

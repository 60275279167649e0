"""A picture of how cost grows: panels with both axes logarithmic, a line for each contender, as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, TOP, BELOW, LABELS = 300, 300, 64, 36, 44, 190
COLOURS = ("#0b6e99", "#c2410c", "#4d7c0f", "#7e22ce", "#be123c", "#475569", "#a16207", "#0f766e")
LEAST_GAP = 14
"""Pixels between two labels, so that they can be read."""

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One diagram: seconds over a number of lines or bans, by contender."""

    title: str
    axis: str
    lines: Mapping[str, Points]


def svg(panels: Sequence[Panel]) -> str:
    """Return the picture; a contender has one colour in all panels."""
    names = list(dict.fromkeys(name for panel in panels for name in panel.lines))
    colours = {name: COLOURS[number % len(COLOURS)] for number, name in enumerate(names)}
    seconds = [y for panel in panels for points in panel.lines.values() for _, y in points]
    low, high = floor(log10(min(seconds))), ceil(log10(max(seconds)))
    each = LEFT + WIDTH + LABELS
    drawn = "".join(
        f'<g transform="translate({number * each},0)">{"".join(_panel(panel, colours, low, high))}</g>\n'
        for number, panel in enumerate(panels)
    )
    size = f'width="{each * len(panels)}" height="{TOP + HEIGHT + BELOW}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12" fill="#1f2937">\n'
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n{drawn}</svg>\n'
    )


def _panel(panel: Panel, colours: Mapping[str, str], low: int, high: int) -> Iterable[str]:
    numbers = sorted({x for points in panel.lines.values() for x, _ in points})
    first, last = log10(numbers[0]), log10(numbers[-1])

    def place(x: float, y: float) -> tuple[float, float]:
        across = (log10(x) - first) / (last - first) if last > first else 0.5
        return LEFT + WIDTH * across, TOP + HEIGHT * (high - log10(y)) / (high - low)

    yield f'<text x="{LEFT}" y="{TOP - 14}" font-weight="bold">{escape(panel.title)}</text>'
    for power in range(low, high + 1):
        _, down = place(numbers[0], 10.0**power)
        yield f'<line x1="{LEFT}" x2="{LEFT + WIDTH}" y1="{down:.1f}" y2="{down:.1f}" stroke="#e5e7eb"/>'
        yield f'<text x="{LEFT - 6}" y="{down + 4:.1f}" text-anchor="end">{_seconds(power)}</text>'
    for number in numbers:
        across, _ = place(number, 10.0**low)
        yield f'<text x="{across:.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{number:,.0f}</text>'
    yield f'<text x="{LEFT + WIDTH / 2}" y="{TOP + HEIGHT + 36}" text-anchor="middle">{escape(panel.axis)}</text>'
    ends = sorted((place(*points[-1])[1], name) for name, points in panel.lines.items())
    label = -1.0 * HEIGHT
    for down, name in ends:
        label = max(down + 4, label + LEAST_GAP)
        yield f'<text x="{LEFT + WIDTH + 8}" y="{label:.1f}" fill="{colours[name]}">{escape(name)}</text>'
    for name, points in panel.lines.items():
        path = " ".join(f"{across:.1f},{down:.1f}" for across, down in (place(*point) for point in points))
        yield f'<polyline points="{path}" fill="none" stroke="{colours[name]}" stroke-width="2"/>'
        for across, down in (place(*point) for point in points):
            yield f'<circle cx="{across:.1f}" cy="{down:.1f}" r="3" fill="{colours[name]}"/>'


def _seconds(power: int) -> str:
    """Write a power of ten of a second.

    Example:
        >>> [_seconds(power) for power in (-3, -1, 0, 2)]
        ['1 ms', '100 ms', '1 s', '100 s']
    """
    return f"{10 ** (power + 3)} ms" if power < 0 else f"{10**power} s"

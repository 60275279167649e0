"""A comparison as text: what was compared, every finding that changed and why, and how many did not."""

from __future__ import annotations

from sanctions_engine.models.findings import Change, Comparison, Run
from sanctions_engine.models.verdicts import BY_GRAVITY, Verdict
from sanctions_engine.reports.lines import WIDTH, Line, Piece, columns, length, paragraph, row
from sanctions_engine.reports.words import STYLE_OF, pack_text, several, spoken

_NOTHING = "no finding"
_SAME = "nothing but what both have"


def comparison_lines(comparison: Comparison, *, width: int = WIDTH) -> list[Line]:
    """Return a comparison as lines."""
    before, after = _run(comparison.before), _run(comparison.after)
    same = [part for part in before if part in after]
    lines = row("before", ", ".join(part for part in before if part not in after) or _SAME, width=width, indent=0)
    lines += row("after", ", ".join(part for part in after if part not in before) or _SAME, width=width, indent=0)
    lines += row("both", ", ".join(same), width=width, indent=0) if same else []
    for warning in comparison.after.warnings:
        if warning not in comparison.before.warnings:
            lines += row("note", warning, width=width, indent=0)
    changes = sorted(comparison.changes, key=lambda one: (one.invented, *_gravity(one)))
    made_up = sum(one.invented for one in changes)
    rules = min(max((length(one.rule) for one in changes), default=0), 28)
    subjects = min(max((length(one.subject) for one in changes), default=0), 28)
    first_made_up = changes[-made_up] if made_up else None
    for change in changes:
        lines.append(())
        if change is first_made_up:
            lines += [*paragraph(Piece("On made-up evidence:", "mark"), width=width), ()]
        lines += columns(
            [
                (Piece(change.subject, "name"), subjects),
                (Piece(change.rule, "name"), rules),
                (Piece(_verdict(change.before), _style(change.before)), 0),
                (Piece("->"), 0),
                (Piece(_verdict(change.after), _style(change.after)), 0),
            ],
            width=width,
        )
        for index, why in enumerate(change.why):
            lines += row("" if index else "because", why, width=width)
    lines.append(())
    of_them: list[Piece | str] = [f" ({made_up:,} ", Piece("on made-up evidence", "mark"), ")"] if made_up else []
    told = [several(len(changes), "finding"), " changed", *of_them, f", {comparison.unchanged:,} did not"]
    return [*lines, *paragraph(*told, width=width)]


def _run(run: Run) -> list[str]:
    told = [f"as of {run.as_of}"]
    told += [f"as known at {run.known_at}"] if run.known_at else []
    told += [f"believing {run.perspective} first"] if run.perspective else []
    told += [f"under the reading {run.reading}"] if run.reading else []
    told += [f"{instrument} assumed adopted on {day}" for instrument, day in sorted(run.assumed.items())]
    told += [f"rules {pack_text(pack)}" for pack in run.packs]
    told += [f"evidence {', '.join(run.inputs)} ({run.input_digest[:12]})"] if run.inputs else []
    told += [f"engine {run.engine} {run.engine_version}"] if run.engine != "reference" else []
    return told


def _gravity(change: Change) -> tuple[int, int, str, str]:
    last = len(BY_GRAVITY)
    places = [last if one is None else BY_GRAVITY.index(one) for one in (change.before, change.after)]
    return min(places), max(places), change.rule, change.subject


def _verdict(verdict: Verdict | None) -> str:
    return _NOTHING if verdict is None else spoken(verdict).upper()


def _style(verdict: Verdict | None) -> str:
    return "quiet" if verdict is None else STYLE_OF[verdict]

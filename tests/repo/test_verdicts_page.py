"""`docs/reference/verdicts.md` says what the verdict table, the order of gravity and the exit codes say.

python tests/repo/test_verdicts_page.py     writes the page anew
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from sanctions_engine.cli.app import EXIT_CODES
from sanctions_engine.cli.exits import Exit
from sanctions_engine.models.verdicts import BY_GRAVITY, DEFINITE, Verdict
from sanctions_engine.semantics.verdict_table import ADJUSTMENTS, BASE, SHAPES, Row, Situation, possible, verdict

PAGE = Path("docs/reference/verdicts.md")

MEANING: Mapping[Verdict, str] = {
    Verdict.ERROR: "the rule failed to evaluate; no verdict of law",
    Verdict.VIOLATED: "the duty was not met by its due day and is not known to be met since; or what is forbidden happened",
    Verdict.FULFILLED_LATE: "met, and after the due day",
    Verdict.UNDETERMINED: "the evidence does not decide; the finding says what is missing and what is still possible",
    Verdict.RAISED: "an indicator: the sign is there, and calls for a question",
    Verdict.PENDING: "not shown to be met, and there is time left; or a group that a later fact could still join",
    Verdict.EXEMPT: "an exception or exemption lets the bearer off",
    Verdict.FULFILLED: "met in time; or what is forbidden did not happen",
    Verdict.CLEAR: "an indicator: the sign is not there",
    Verdict.CLEAN: "a single event that a prohibition does not forbid; counted, and a finding where it is asked for by name or disputed",
    Verdict.NOT_APPLICABLE: "the rule does not apply to the subject",
    Verdict.NOT_IN_FORCE: "the rule was no law on the day that counts",
}
SHAPE_WORDS: Mapping[str, str] = {
    "due": "obligation with a due day",
    "no_due": "obligation without a due day",
    "promptly": "obligation due `promptly`",
    "event": "prohibition on a single event",
    "group": "prohibition over a group",
    "state": "prohibition on a State or a status",
    "indicator": "indicator",
}
ENTRY_WORDS: Mapping[str, str] = {
    "in_force": "in force on the law's day",
    "applies": "`applies_when`, and `where`",
    "overdue": "after the due day",
    "now": "`satisfied_when` on the day judged",
    "at_due": "`satisfied_when` on the due day",
    "since": "`satisfied_when` on a day since then",
    "violated": "`violated_when`",
    "joinable": "a later fact could still join",
    "raised": "`raised_when`",
    "exempt": "an exception or exemption",
}
OVERDUE_HEAD = (
    "facts|nothing else|an exception is true|an exception is unknown, burden: authority|unknown whether it applies"
)
ANSWERS = {"T": "true", "F": "false", "U": "unknown"}
OBLIGATION_CELLS = [
    Situation("due", overdue="T", at_due=at_due, since=since, applies=applies, exempt=exempt)
    for at_due, since in (("T", "F"), ("F", "T"), ("F", "F"), ("U", "F"))
    for applies, exempt in (("T", "F"), ("T", "T"), ("T", "U"), ("U", "F"))
]


def conditions(when: Mapping[str, str]) -> str:
    """Return the conditions of a row in words."""
    said = (f"{ENTRY_WORDS[name]}: {' or '.join(ANSWERS[one] for one in answers)}" for name, answers in when.items())
    return "; ".join(said) or "always"


def shapes(row: Row) -> str:
    """Return what a row is for."""
    if row.shapes == SHAPES:
        return "all"
    return "; ".join(SHAPE_WORDS[shape] for shape in row.shapes)


def table(head: str, rows: Iterable[Iterable[str]]) -> str:
    """Return a table in Markdown; `head` holds the names of its columns, separated by `|`."""
    columns = [f" {name} " for name in head.split("|")]
    lines = [f"|{'|'.join(columns)}|", f"|{'---|' * len(columns)}", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines)


def code(one: Verdict) -> str:
    return f"`{one.value}`"


def overdue_rows() -> Iterable[list[str]]:
    """Yield the verdicts on an obligation whose due day has passed, as the table gives them."""
    for start in range(0, len(OBLIGATION_CELLS), 4):
        cells = OBLIGATION_CELLS[start : start + 4]
        done = {"T": "done by the due day", "U": "unknown whether it was done by then"}.get(cells[0].at_due)
        late = "not by then, done since" if cells[0].since == "T" else "not by then, and not shown since"
        yield [done or late, *(code(verdict(cell)) for cell in cells)]


def page() -> str:
    """Return the page."""
    gravity = table(
        "verdict|meaning|definite", ([code(v), MEANING[v], "yes" if v in DEFINITE else ""] for v in BY_GRAVITY)
    )
    base = table(
        "for|condition|verdict|in words",
        ([shapes(row), conditions(row.when), code(row.verdict), row.says] for row in BASE),
    )
    after = table(
        "condition|turns|into|in words",
        (
            [
                conditions(one.when),
                ", ".join(code(v) for v in BY_GRAVITY if v in one.turns),
                code(one.into),
                one.says,
            ]
            for one in ADJUSTMENTS
        ),
    )
    overdue = table(OVERDUE_HEAD, overdue_rows())
    exits = table("code|meaning", (line.split(maxsplit=1) for line in EXIT_CODES))
    open_ones = ", ".join(
        code(v) for v in BY_GRAVITY if v in possible(Situation("due", overdue="T", at_due="U", since="U"))
    )
    return f"""# Verdicts

<!-- Written by `python tests/repo/test_verdicts_page.py` from `sanctions_engine/semantics/verdict_table.py`. -->

One (rule, subject) has one verdict. The gravest stands first; `worst` and `--fail-on` go by this order. A *definite* verdict is
one that more evidence of the same kind does not overturn; [the limits of that](../explanation/meaning.md#what-a-definite-verdict-is-worth).

{gravity}

## The table

The first row that fits gives the verdict. The law's day of an obligation with a due day is the due day, or the day judged while
that is earlier; else it is the day that `on` names (the record's own day where the rule does not say), and for a State the day
judged.

{base}

An `undetermined` verdict lists what it can become under `possible`. Where it is unknown whether a duty was met by its due day,
that is {open_ones}. Where the due day or the day in force is imprecise, the
verdict is the one that every choice gives, `pending` before the first day that can be the due day, else `undetermined`.

## What changes a verdict afterwards

With the facts up to the day judged, one row after the other:

{after}

So for an obligation whose due day has passed:

{overdue}

Hortatory norms (`binding: hortatory`) are judged alike; `--fail-on` leaves them out. Pleas and assessments change nothing.

## Exit codes

{exits}
"""


def test_the_page_is_the_one_that_the_table_makes(root: Path) -> None:
    assert (root / PAGE).read_text(encoding="utf-8") == page(), "run `python tests/repo/test_verdicts_page.py`"


def test_every_word_of_the_table_is_explained() -> None:
    # A new verdict, shape or entry without words would fail while the page is made; one too many would never be seen.
    assert MEANING.keys() == set(Verdict)
    assert SHAPE_WORDS.keys() == set(SHAPES)
    assert {
        name for when in (*(row.when for row in BASE), *(one.when for one in ADJUSTMENTS)) for name in when
    } == ENTRY_WORDS.keys()
    assert [int(line.split()[0]) for line in EXIT_CODES] == sorted(Exit)


def test_a_row_that_changes_changes_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    before = page()
    monkeypatch.setitem(globals(), "BASE", BASE[1:])
    assert page() != before


if __name__ == "__main__":
    (Path(__file__).resolve().parents[2] / PAGE).write_text(page(), encoding="utf-8")

"""`why-not`: the smallest changes of evidence that would give another verdict."""

from __future__ import annotations

from typing import Annotated

from typer import Option

from sanctions_engine.cli.inquiry import Inquiry, about_one
from sanctions_engine.cli.values import read_choice
from sanctions_engine.models.verdicts import Verdict

EXAMPLES = (
    "sanctions-engine why-not examples/russia-2020 --rule unscr-2397-8 --subject RUS --verdict fulfilled --as-of 2020-01-24",
)


@about_one
def why_not(
    inquiry: Inquiry,
    verdict: Annotated[
        str, Option("--verdict", metavar="VERDICT", help="The verdict asked about, such as `fulfilled`.")
    ],
    sets: Annotated[int, Option("--sets", min=1, metavar="N", help="Stop after so many sets of changes.")] = 2000,
) -> int:
    """Find the smallest changes of evidence that would give another verdict, and tell how far the search went."""
    from sanctions_engine.findings.inquiries import why_not as search
    from sanctions_engine.reports.why_not import why_not_lines

    wanted = read_choice("--verdict", verdict, Verdict)
    return inquiry.answer(search, why_not_lines, verdict=wanted, sets=sets)

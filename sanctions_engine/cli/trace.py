"""`trace`: every part of the formulas that judged one rule and subject, with its value."""

from __future__ import annotations

from sanctions_engine.cli.inquiry import Inquiry, about_one

EXAMPLES = ("sanctions-engine trace examples/russia-2020 --rule unscr-2397-8 --subject RUS --as-of 2020-01-24",)


@about_one
def trace(inquiry: Inquiry) -> int:
    """Show every part of a rule's formulas for one subject: its value, bounds, causes and claims."""
    from sanctions_engine.findings.inquiries import trace as trace_of
    from sanctions_engine.reports.tracing import trace_lines

    return inquiry.answer(trace_of, trace_lines)

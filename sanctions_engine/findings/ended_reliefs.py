"""Exemptions that were law once and no more on the day whose law applies, such as a wind-down: the reader sees that they are known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sanctions_engine.findings.wording import law_in_words
from sanctions_engine.models.findings import ExceptionConsidered
from sanctions_engine.semantics.judge import OPEN
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.law import Law, Text
from sanctions_engine.semantics.values import Interval

_GONE = frozenset({"ended", "repealed", "suspended"})


def ended_reliefs(law: Law, judged: Judgement) -> Iterator[ExceptionConsidered]:
    """Yield the exemptions of a rule that were no longer law on the law's day; they change no verdict.

    They are of interest where an exemption would have mattered. Of a group none is told: its records have days of their own.

    Args:
        law: The law.
        judged: The judgement, with the text that judged.
    """
    rule, days = judged.rule, judged.law_day
    if rule is None or days is None or rule.group_by is not None or judged.verdict not in OPEN:
        return
    on = Interval(days.low, days.high)
    looked_at = {one.id for one in judged.considered}
    for exemption in law.exemptions(rule.id):
        texts = law.texts(exemption.id)
        touched = [text for text in texts if text.touches(on)]
        if exemption.id in looked_at or any(text.rule is not None for text in touched):
            continue
        if (last := touched[-1]).why in _GONE:
            norm = exemption.norm
            yield ExceptionConsidered(
                id=norm.id,
                title=norm.title,
                citation=norm.citation,
                burden=exemption.burden.value,
                holds="false",
                decided=False,
                note=_how(last),
            )


def _how(text: Text) -> str:
    """Return how an exemption came to an end."""
    if text.why == "ended" and text.since is not None:
        return f"ended: the last day was {text.since - timedelta(days=1)}"
    return law_in_words(text) or text.why

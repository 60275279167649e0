"""What a finding says apart from the day on which it is told."""

from __future__ import annotations

from sanctions_engine.models.findings import Finding

Essence = tuple[object, ...]


def essence(finding: Finding) -> Essence:
    """Return what has to differ for a finding to have changed: all but what only counts the days.

    The verdict under every reading and speaker, due day, exceptions, claims, complete lists, what is missing and presumed, pleas
    and assessments.
    The days overdue, the words of the remedies and the days in the proof are not part of it.
    """
    return (
        finding.verdict.value,
        finding.contested,
        finding.worst.value,
        tuple(one.value for one in finding.possible),
        tuple((one.perspective, one.reading, one.verdict.value) for one in finding.verdicts),
        finding.rests_on,
        str(finding.due),
        finding.bearer,
        finding.exception,
        tuple((one.id, one.holds, one.decided, one.takes_out) for one in finding.exceptions),
        tuple((one.id, one.invented) for one in finding.claims),
        tuple((one.kind, one.says, one.source, one.invented) for one in finding.complete),
        tuple((one.kind, *sorted(one.series.items()), one.field, one.why) for one in finding.missing),
        tuple(one.text for one in finding.presumed),
        tuple((one.by, one.ground, one.words, one.source, one.matches) for one in finding.pleas),
        tuple((one.by, one.says, one.words, one.source, one.agrees) for one in finding.assessments),
        finding.text_in_force,
        finding.error is None,
    )

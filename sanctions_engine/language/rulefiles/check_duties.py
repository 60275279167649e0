"""Warns of duties that are well-formed and probably do not say what their author means."""

from __future__ import annotations

from sanctions_engine.diagnostics import Code, Problems
from sanctions_engine.language.rulefiles.rules_from_document import DraftRule
from sanctions_engine.models.norms import Modality


def check_duty(draft: DraftRule, problems: Problems) -> None:
    """Note SE311 or SE313 for a duty that has no due day and does not say so, SE312 for `on` that does not choose the law.

    A duty without a due day is judged at once, and on every day: what is not done yet is violated, in a period on its first day.
    `due: none` says that this is meant. One with a due day is judged by the text in force on that day, or on the day judged if that
    comes first; `on` only decides which values of parameters apply.
    """
    if draft.modality is not Modality.OBLIGATION:
        return
    document, path, text = draft.file.document, draft.path, draft.text
    has_due = "due" in text.formulas
    forgotten = not (has_due or text.promptly or text.standing)
    if forgotten and text.every is None:
        message = f"duty `{draft.id}` has no due day: it is judged on every day from the first on"
        help = (
            "add the last day in time, such as `due: instrument.adopted + days(90)`, or `due: promptly` where the text names no number "
            "of days; `due: none` says that it is a standing duty, which is broken on every day on which it is not kept"
        )
        problems.add(Code.SE313, message, text.place, help=help, offending=draft.id)
    if forgotten and text.every is not None:
        message = f"recurring duty `{draft.id}` has no due day: each period is judged from its first day on"
        help = "add the last day in time, such as `due: period.end + days(30)`"
        problems.add(Code.SE311, message, document.key_span(*path, "every"), help=help, offending=draft.id)
    on = text.formulas.get("on")
    own = f"{text.each.variable}.{text.each.kind.dated}"
    if has_due and on is not None and on.text.strip() != own:
        message = f"`on` of duty `{draft.id}` does not choose the text that judges: its due day does"
        help = "remove `on`, unless it is meant for the values of parameters alone"
        problems.add(Code.SE312, message, document.key_span(*path, "on"), help=help, offending=draft.id)

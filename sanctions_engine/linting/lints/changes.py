"""SE713, SE714: changes of rules that are not in force, and exemptions from rules that never were when they were."""

from __future__ import annotations

from sanctions_engine.diagnostics import Code, Label, Problems
from sanctions_engine.language.rules import Change
from sanctions_engine.linting.linted import Linted
from sanctions_engine.linting.lints.days import in_force, meet
from sanctions_engine.models.norms import Modality
from sanctions_engine.semantics.law import Law


def check_changes(linted: Linted, problems: Problems) -> None:
    """Note each change without which every rule would have the same texts, and each exemption that is law only when its rules are not."""
    for change in (change for pack in linted.own for change in pack.changes):
        if linted.law.adopted(change.instrument) is not None:
            _change(linted, change, problems)
    _exemptions(linted, problems)


def _change(linted: Linted, change: Change, problems: Problems) -> None:
    idle = [target for target in change.targets if not _has_effect(linted, change, target)]
    if len(idle) < len(change.targets):
        return
    named = f"`{idle[0]}`" if len(idle) == 1 else f"any of {len(idle):,} rules"
    message = f"`{change.action}` has no effect: it reaches no text of {named}"
    also = [Label(linted.law.rules[idle[0]].place, "not in force then")] if len(idle) == 1 else []
    help = "look at the day of the change, and until when the rule is in force: `explain` shows its texts"
    problems.add(Code.SE713, message, change.place, also=also, help=help, offending=idle[0])


def _has_effect(linted: Linted, change: Change, target: str) -> bool:
    law = linted.law
    if change.action == "amend":
        return any(change in text.changes for text in law.texts(target) if text.rule is not None)
    without = Law(())
    without.rules = law.rules
    without.changes = [one for one in law.changes if one is not change and target in one.targets]
    without.assumed = law.assumed
    spans = [(one.since, one.until) for one in without.texts(target) if one.rule is not None]
    return spans != in_force(linted, law.rules[target])


def _exemptions(linted: Linted, problems: Problems) -> None:
    for rule in linted.rules:
        spans = in_force(linted, rule)
        if rule.modality is not Modality.EXEMPTION or not spans:
            continue
        covered = [linted.law.rules[id] for id in rule.covers]
        theirs = [span for one in covered for span in in_force(linted, one)]
        if theirs and not any(meet(span, other) for span in spans for other in theirs):
            message = f"exemption `{rule.id}` is never in force when what it covers is"
            also = [Label(one.place, "covered") for one in covered[:1]]
            help = "look at the days of both; an exemption has to be law on the day that the rule is judged by"
            problems.add(Code.SE714, message, rule.place, also=also, help=help, offending=rule.id)

"""A rule over time: its first text, every amendment with what it changed, repeals, suspensions, and what drafts would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sanctions_engine.findings.rulebook.days import in_force, stretch
from sanctions_engine.findings.rulebook.parts import Part, Parts, Statement, cited, code, joined, rule_named, words
from sanctions_engine.findings.rulebook.texts import burden_words, changed, formula_of, rules_named, text_statements
from sanctions_engine.language.rules import Change, Rule, amended
from sanctions_engine.models.instruments import InstrumentStatus
from sanctions_engine.semantics.law import Law, Text

_DONE = {"amend": "amended", "repeal": "repealed", "suspend": "suspended"}
_GAPS = {
    "before": "not in force yet",
    "ended": "ended",
    "no parameter": "in force, but no value of a parameter applies",
}


def history(law: Law, id: str) -> tuple[Statement, ...]:
    """Return every text that a rule has had and will have, in order of time, with what changed from one to the next.

    Args:
        law: The packs, with what a scenario assumes.
        id: Id of the rule.
    """
    rule = law.rules[id]
    if law.adopted(rule.instrument) is None:
        told = f"never: {rule.instrument.title} is a {rule.instrument.status.value}, no law"
        return (Statement("in force", "in force", (words(told),)),)
    found: list[Statement] = []
    said, is_first = written(law, rule), True
    applied: tuple[Change, ...] = ()
    for text in law.texts(id):
        if text.rule is None:
            if text.why != "before" or text.until is None or not is_first:
                found.append(_at(text, _gap(text)))
            continue
        saying = written(law, text.rule)
        found.append(_at(text, _news(applied, text, is_first), changed(said, saying)))
        said, applied, is_first = saying, text.changes, False
    return tuple(found)


def written(law: Law, rule: Rule) -> tuple[Statement, ...]:
    """Return what a text says, with all that an amendment can change."""
    norm = rule.norm
    head = {"title": norm.title, "binding": norm.binding.value, "severity": norm.severity.value, "note": norm.note}
    named = (Statement(key, key, (words(told),)) for key, told in head.items() if told)
    return *named, *text_statements(law, rule)


def _at(text: Text, parts: Parts, below: tuple[Statement, ...] = ()) -> Statement:
    days = stretch(text.since, text.until) or "always"
    return Statement(
        f"in force {text.since}", "in force", (Part(days), *((Part(": "), *parts) if parts else ())), below
    )


def _gap(text: Text) -> Parts:
    told = joined([_by(change) for change in text.changes if change.action != "amend"], "; ")
    return told or (Part(_GAPS.get(text.why, text.why)),)


def _news(applied: Iterable[Change], text: Text, is_first: bool) -> Parts:
    """Return what made a text: the amendments that are new in it, and those that have ended."""
    before, now = [id(one) for one in applied], [id(one) for one in text.changes]
    told = [_by(change) for change in text.changes if id(change) not in before]
    told += [(Part("no longer "), *_by(change)) for change in applied if id(change) not in now]
    if is_first:
        return joined([(Part("the first text"),), *told], "; ") if told else (Part("the first text"),)
    return joined(told, "; ") or (Part("in force again"),)


def _by(change: Change) -> Parts:
    title = words(f" ({change.title})") if change.title else Part("")
    return Part(f"{_DONE.get(change.action, change.action)} by "), *cited(change.citation), title


def drafts(law: Law, id: str) -> Iterator[Statement]:
    """Yield what drafts would do to a rule; they are no law."""
    for change in law.changes:
        if id not in change.targets or law.adopted(change.instrument) is not None:
            continue
        below: tuple[Statement, ...] = ()
        if change.action == "amend":
            latest = _before(law, id, change)
            below = changed(written(law, latest), written(law, amended(latest, change.overrides[id])))
        parts = [Part("would be "), *_by(change), *_days(change), Part(f"; {status(change)}")]
        yield Statement(f"draft {change.instrument.id} {change.place}", "draft", tuple(parts), below)


def change_statement(law: Law, change: Change) -> Statement:
    """Return what a change does: to which rules, since and until when, and what it sets."""
    is_law = law.adopted(change.instrument) is not None
    rules = rules_named(law, change.targets)
    title = words(f": {change.title}") if change.title else Part("")
    parts = [Part(f"{change.action}s " if is_law else f"would {change.action} "), *rules, *_days(change), title]
    parts += [Part(" ["), *cited(change.citation), Part("]")]
    below: dict[Statement, None] = {}
    for id in change.targets if change.action == "amend" else ():
        rule = _before(law, id, change)
        below |= dict.fromkeys(changed(written(law, rule), written(law, amended(rule, change.overrides[id]))))
    return Statement(f"change {change.place}", "", tuple(parts), tuple(below))


def _before(law: Law, id: str, change: Change) -> Rule:
    """Return the text that a change finds; the latest one for a change that never came to be."""
    found = law.rules[id]
    for text in law.texts(id):
        if any(one is change for one in text.changes):
            break
        found = text.rule or found
    return found


def _days(change: Change) -> Parts:
    since = (Part(", from "), code(formula_of(change.since))) if change.since else ()
    until = (Part(", until before "), code(formula_of(change.until))) if change.until else ()
    return *since, *until


def status(change: Change) -> str:
    """Return what the text of a change is, in words: a draft, or one that has lapsed."""
    lapsed = change.instrument.status is InstrumentStatus.LAPSED
    return "lapsed, no law" if lapsed else f"a {change.instrument.status.value}, no law"


def exemptions(law: Law, id: str) -> Iterator[Statement]:
    """Yield the exemptions that cover a rule, with the days on which they are law and the burden of proof."""
    for other in law.exemptions(id):
        is_law = law.adopted(other.instrument) is not None
        parts = [rule_named(other.id), words(f": {other.norm.title}")]
        if other.when is not None:
            parts += [Part("; when "), code(other.when.text)]
        if any(text.changes for text in law.texts(other.id)):
            parts.append(Part(" (as first written; changed since)"))
        days = f"; {in_force(law, other.id)}" if is_law else f"; {other.instrument.status.value}, no law"
        parts += [Part(f"; {burden_words(other.burden)}{days} ["), *cited(other.norm.citation), Part("]")]
        label = "exempt" if is_law else "draft"
        yield Statement(f"exempt {other.id}", label, tuple(parts if is_law else [Part("would exempt by "), *parts]))

"""What the laws allow: which verdict another may become, and which duties stay done once they are done."""

from __future__ import annotations

from sanctions_engine.language.nodes import Aggregate, And, Compare, Expr, LetRef, Literal, Or, Special, walk
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.kinds import FactKind, Nature
from sanctions_engine.models.norms import Burden
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.models.verdicts import DEFINITE, Verdict
from sanctions_engine.semantics.environment import Trace
from sanctions_engine.semantics.evidence import Evidence, View
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, cases, rules_asked
from sanctions_engine.semantics.verdict_table import T, U

V = Verdict
Judgements = dict[tuple[str, Subject], Judgement]

ALLOWED: dict[Verdict, frozenset[Verdict]] = {
    # It may come out that it was done after all, too late; that lay after the due day and was not known.
    V.VIOLATED: frozenset({V.FULFILLED_LATE}),
    # What the bearer was let off from need not have been let off: it was done in time. The same of an event that was exempt
    # while nobody knew whether it is forbidden: it is not (`clean`, or `fulfilled` for a group or a State).
    V.EXEMPT: frozenset({V.FULFILLED, V.CLEAN}),
    # Done, whether or not it had to be: `applies_when` unknown leaves these as they are, and so does a day that may lie outside
    # the time in force, which the table treats alike.
    V.FULFILLED: frozenset({V.NOT_APPLICABLE, V.NOT_IN_FORCE}),
    # It binds nobody either way: a record to which the rule does not apply may turn out to be of a day without the rule.
    V.NOT_APPLICABLE: frozenset({V.NOT_IN_FORCE}),
    V.CLEAN: frozenset({V.NOT_APPLICABLE, V.NOT_IN_FORCE}),
    V.CLEAR: frozenset({V.NOT_APPLICABLE, V.NOT_IN_FORCE}),
}
"""What each definite verdict may become besides itself, as more is said of the same world."""


def judge_all(law: Law, dossier: Dossier, question: Question) -> Judgements:
    """Return the reference's judgement of each rule on each subject; each has a trace of its own, so that it knows what it presumed."""
    view = View(Evidence(dossier, law.kinds), question.known_at, question.perspective)
    found: Judgements = {}
    for rule in rules_asked(question, law):
        lister = Judge(law, view, question.reading)
        for case in cases(rule, question, lister):
            judge = Judge(law, view, question.reading, Trace())
            found[rule.id, case.subject] = judge.judge(rule.id, case, question.as_of)
    return found


def may_become(before: Judgement) -> frozenset[Verdict]:
    """Return what a judgement may become under any completion.

    Example:
        >>> sorted(may_become(Judgement(Verdict.VIOLATED)))
        [<Verdict.FULFILLED_LATE: 'fulfilled_late'>, <Verdict.VIOLATED: 'violated'>]
    """
    if before.verdict is V.UNDETERMINED:
        # A group whose only member may belong elsewhere has none in the end, unless one that the law did not reach joins.
        none = {V.NOT_APPLICABLE, V.NOT_IN_FORCE} if before.situation and before.situation.shape == "group" else set()
        return before.possible | (none if V.NOT_APPLICABLE in before.possible else set())
    allowed = {before.verdict, *ALLOWED.get(before.verdict, ())}
    # The bearer has not shown an exception yet and may still do so. (The table treats being late like not having done it.)
    if before.verdict in (V.VIOLATED, V.FULFILLED_LATE) and any(
        one.burden is Burden.BEARER and one.holds.is_unknown for one in before.considered
    ):
        allowed.add(V.EXEMPT)
    return frozenset(allowed)


def is_sound(before: Judgement, said: Verdict, then: Verdict | None) -> bool:
    """Whether a verdict may follow another when more is said of the same world.

    Args:
        before: What the reference makes of the evidence before: what it presumed, and whose burden it was.
        said: The verdict before.
        then: The verdict after; None where the subject is not judged any more.
    """
    after = V.NOT_APPLICABLE if then is None else then
    if then is None and said is V.NOT_IN_FORCE:
        return True  # the record turned out to be dated later: before and after, nothing is judged
    if before.presumed or after not in DEFINITE or said not in DEFINITE | {V.UNDETERMINED}:
        return True
    if said is before.verdict:
        return after in may_become(before)
    return after in {said, *ALLOWED.get(said, ())}


RANK = {V.VIOLATED: 3, V.UNDETERMINED: 2, V.PENDING: 1}
"""How far a capped group is from being in order; all else is."""

BREACHES = frozenset({V.VIOLATED, V.FULFILLED_LATE})
RELIEVED = frozenset({*BREACHES, V.PENDING, V.UNDETERMINED})
"""What an exception that holds turns into `exempt`."""


def is_no_worse(before: Verdict, after: Verdict, judged: Judgement, *, group: bool = False) -> bool:
    """Whether a verdict may follow another when an exception or exemption is added.

    Worse is read from the law, not from an order of gravity: a verdict may become `exempt`, and where the burden is on the authority
    a breach may become open; nothing else changes. Of a group, single members may be taken out.

    Args:
        before: The verdict without it.
        after: The verdict with it.
        judged: What the reference makes of it with the exception.
        group: Whether the subject is a group.

    Example:
        >>> is_no_worse(Verdict.VIOLATED, Verdict.EXEMPT, Judgement(Verdict.EXEMPT))
        True
        >>> is_no_worse(Verdict.PENDING, Verdict.VIOLATED, Judgement(Verdict.PENDING))
        False
    """
    if after is before or V.ERROR in (before, after):
        return True
    if group and RANK.get(after, 0) <= RANK.get(before, 0):
        return True
    # Whoever is let off from what perhaps does not apply to him is neither: the table turns `exempt` into `undetermined` there.
    is_open = judged.situation is not None and judged.situation.applies == U and judged.situation.exempt == T
    if after is V.EXEMPT or (after is V.UNDETERMINED and is_open):
        return before in RELIEVED
    # A breach becomes open only where an authority has not shown that there was no ground.
    doubted = any(one.burden is Burden.AUTHORITY and one.holds.is_unknown for one in judged.considered)
    return after is V.UNDETERMINED and before in BREACHES | {V.EXEMPT} and bool(doubted or judged.choices)


def stays_done(rule: Rule, kinds: dict[str, FactKind]) -> bool:
    """Whether a duty stays done once it is done: its condition only asks whether events have happened, and how many.

    Example:
        >>> from sanctions_engine import load_pack
        >>> pack = load_pack("un/dprk")
        >>> kinds = dict(pack.kinds)
        >>> stays_done(pack.rules["unscr-2397-8-final"], kinds), stays_done(pack.rules["unscr-2397-8"], kinds)
        (True, False)
    """
    return rule.satisfied_when is not None and _grows(rule.satisfied_when.node, rule, kinds)


def _grows(node: Expr, rule: Rule, kinds: dict[str, FactKind]) -> bool:
    match node:
        case And(operands=parts) | Or(operands=parts):
            return all(_grows(part, rule, kinds) for part in parts)
        case LetRef(name=name):
            return _grows(next(formula.node for other, formula in rule.let if other == name), rule, kinds)
        case Aggregate(function="any"):
            return _only_adds(node, kinds)
        case Compare(operator=">=" | ">", left=Aggregate(function="count" | "sum") as sum_, right=Literal()):
            return _only_adds(sum_, kinds)
        case _:
            return False


def _only_adds(node: Aggregate, kinds: dict[str, FactKind]) -> bool:
    """Whether facts about events add up, whatever the day on which one looks."""
    looks_at_days = any(isinstance(one, Special) and one.name in ("due", "as_of") for one in walk(node))
    nested = any(isinstance(one, (Aggregate, LetRef)) and one is not node for one in walk(node))
    return kinds[node.kind].nature is Nature.EVENT and node.window is None and not looks_at_days and not nested

"""The laws hold for the reference engine, and each goes red on an engine with one fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from sanctions_engine import Pack, load_pack
from sanctions_engine.models.findings import Answered
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, outcomes
from sanctions_engine.testing import laws

V = Verdict

FILES = {
    "pack.yaml": "name: policy\nversion: 0.1.0\ntitle: Reviews\n",
    "instruments.yaml": "instruments:\n  policy-7: {title: Policy 7, body: Bank, adopted: 2019-01-31}\n",
    "facts.yaml": """\
kinds:
  Hit:
    is: event
    dated: found
    identity: [customer]
    fields: {customer: text, found: date, amount: decimal? >= 0, cleared: bool?}
  Review:
    is: event
    dated: done
    identity: [customer]
    fields: {customer: text, done: date}
""",
    "reviews.yaml": """\
instrument: policy-7
rules:
  - id: review
    obligation: Review a customer within 30 days of a hit
    each: Hit as hit
    satisfied_when: any(r for r in Review if r.customer == hit.customer)
    due: hit.found + days(30)
  - id: large
    prohibition: Accept a large sum
    each: Hit as hit
    on: hit.found
    violated_when: hit.amount > 1000
    exceptions:
      - {id: cleared, when: hit.cleared}
""",
}


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = tmp_path_factory.mktemp("policy")
    for name, text in FILES.items():
        Path(folder, name).write_text(text, encoding="utf-8")
    return load_pack(folder)


Faulty = Callable[[Question, Law, Evidence], Iterator[Outcome]]


class Planted:
    """The reference engine with one fault."""

    def __init__(self, name: str, answer: Faulty) -> None:
        self.name = name
        self.answered: Answered | None = None
        self._answer = answer

    def outcomes(self, question: Question, law: Law, evidence: Evidence) -> Iterator[Outcome]:
        return self._answer(question, law, evidence)


def absent_is_false(question: Question, law: Law, evidence: Evidence) -> Iterator[Outcome]:
    for one in outcomes(question, law, evidence):
        yield replace(one, verdict=V.CLEAN) if one.rule == "large" and one.verdict is V.UNDETERMINED else one


def forgets_the_last_claim(question: Question, law: Law, evidence: Evidence) -> Iterator[Outcome]:
    dossier = evidence.dossier
    return outcomes(question, law, Evidence(dossier.model_copy(update={"claims": dossier.claims[:-1]}), law.kinds))


def hindsight(question: Question, law: Law, evidence: Evidence) -> Iterator[Outcome]:
    return outcomes(replace(question, known_at=None), law, evidence)


def no_patience(question: Question, law: Law, evidence: Evidence) -> Iterator[Outcome]:
    for one in outcomes(question, law, evidence):
        yield replace(one, verdict=V.VIOLATED) if one.verdict is V.PENDING else one


def late_is_in_time(question: Question, law: Law, evidence: Evidence) -> Iterator[Outcome]:
    for one in outcomes(question, law, evidence):
        yield replace(one, verdict=V.FULFILLED) if one.verdict is V.FULFILLED_LATE else one


def a_ground_is_a_confession(question: Question, law: Law, evidence: Evidence) -> Iterator[Outcome]:
    asked = law.rules["large"].exceptions
    for one in outcomes(question, law, evidence):
        confessed = asked and one.rule == "large" and one.verdict in (V.CLEAN, V.UNDETERMINED)
        yield replace(one, verdict=V.VIOLATED) if confessed else one


PLANTED: dict[Callable[..., tuple[str, ...]], Faulty] = {
    laws.soundness_of_unknowns: absent_is_false,
    laws.order_independence: forgets_the_last_claim,
    laws.known_at_monotonicity: hindsight,
    laws.deadline_monotonicity: no_patience,
    laws.agreement_of_engines: late_is_in_time,
    laws.exemption_never_worsens: a_ground_is_a_confession,
}
"""For each law the fault that it has to find."""


@contextmanager
def not_shrinking() -> Iterator[None]:
    """Let hypothesis stop at the first dossier that breaks a law."""
    settings.register_profile("no-shrinking", settings.get_profile("ci"), phases=[Phase.generate], database=None)
    before = settings.get_current_profile_name()
    settings.load_profile("no-shrinking")
    try:
        yield
    finally:
        settings.load_profile(before)


def test_every_law_has_a_planted_fault() -> None:
    assert set(PLANTED) == set(laws.LAWS)


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_a_law_holds_for_our_engines(law: Callable[..., tuple[str, ...]], policy: Pack) -> None:
    tried = law(policy, examples=40)
    assert tried, "a law that is tried on nothing cannot fail"


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_a_law_goes_red_on_an_engine_that_breaks_it(law: Callable[..., tuple[str, ...]], policy: Pack) -> None:
    with not_shrinking(), pytest.raises(laws.LawBroken):
        law(policy, engine=Planted(law.__name__, PLANTED[law]), examples=300)


def test_what_breaks_a_law_is_cut_down(policy: Pack) -> None:
    with pytest.raises(laws.LawBroken) as raised:
        laws.agreement_of_engines(policy, engine=Planted("hasty", no_patience), rules=["review"])
    # hypothesis shows the smallest scene: one hit, and nothing else
    shown = "\n".join(raised.value.__notes__)
    assert shown.count("Hit {") == 1
    assert "Review {" not in shown


def test_laws_say_what_they_were_tried_on(policy: Pack) -> None:
    # a rule whose condition can become false again has no deadline to try; one without a ground has no exemption
    assert laws.deadline_monotonicity(policy, examples=1) == ("review",)
    assert laws.exemption_never_worsens(policy, examples=1) == ("large",)
    assert laws.exemption_never_worsens(policy, rules=["review"], examples=1) == ()


def test_our_engines_agree_on_packs_of_invented_law() -> None:
    laws.agreement_on_any_pack(examples=25)


def test_a_fault_shows_on_a_pack_of_invented_law() -> None:
    with not_shrinking(), pytest.raises(laws.LawBroken, match="reference against hasty"):
        laws.agreement_on_any_pack(engine=Planted("hasty", no_patience), examples=300)

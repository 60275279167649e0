"""Questions that name what does not exist, and arguments of another sort: each is told before anything is judged."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from sanctions_engine import BadQuestion, Pack, evaluate, load_packs, timeline
from sanctions_engine.findings.questions import state_or_name
from sanctions_engine.models.claims import Dossier

Russia = tuple[tuple[Pack, ...], Dossier]
AS_OF = date(2020, 1, 24)

UNKNOWN: list[tuple[dict[str, Any], str, str, str | None]] = [
    (
        {"rules": ["unscr-2397-8-finl"]},
        "SE501",
        "there is no rule `unscr-2397-8-finl` in `un/dprk`, `us/dprk`",
        "did you mean `unscr-2397-8-final`?",
    ),
    ({"rules": ["unscr-2397-8", "ununscr-*"]}, "SE501", "there is no rule `ununscr-*` in `un/dprk`, `us/dprk`", None),
    (
        {"rules": ["eu-crude-price-cap"]},
        "SE501",
        "there is no rule `eu-crude-price-cap` in `un/dprk`, `us/dprk`",
        "`eu/russia` has it: that pack ships and is not judged here; write `--rules un/dprk --rules us/dprk --rules eu/russia`",
    ),
    ({"reading": "earning-nwo"}, "SE503", "there is no reading `earning-nwo`", "did you mean `earning-now`?"),
    ({"perspective": "RSU"}, "SE504", "there is no speaker `RSU`", "did you mean `RUS`?"),
    ({"perspective": "Rusia"}, "SE504", "there is no speaker `Rusia`", "did you mean `RUS`?"),
    ({"subjects": ["Rusia"]}, "SE506", "no rule that is asked for has a subject `Rusia` in this evidence", "did you mean `RUS`?"),
    ({"bearers": ["Rusia"]}, "SE506", "no rule that is asked for binds `Rusia` in this evidence", "did you mean `RUS`?"),
    ({"assume": ["lifting"]}, "SE502", "there is no instrument `lifting`", "there is `draft-2019-12-16`, `draft-2022-05-26`"),
    ({"engine": "referense"}, "SE505", "there is no engine `referense`", "the engines are `reference`, `relational`"),
    ({"subjects": ["RSU"]}, "SE506", "no rule that is asked for has a subject `RSU` in this evidence", "did you mean `RUS`?"),
    (
        {"subjects": ["invented-statue"], "rules": ["unscr-2321-29/*"]},
        "SE506",
        "no rule that is asked for has a subject `invented-statue` in this evidence",
        "did you mean `invented-statues`?",
    ),
    ({"assume": ["draft-2019-12-61"]}, "SE502", "there is no instrument `draft-2019-12-61`", "did you mean `draft-2019-12-16`?"),
    ({"assume": ["unscr-2397"]}, "SE502", "`unscr-2397` was adopted on 2017-12-22: it is no draft", None),
    ({"assume": ["draft-2019-12-16=2020-02-30"]}, "SE507", "the date `2020-02-30` does not exist", "write `draft-2019-12-16=2020-01-01`"),
    ({"engine": ""}, "SE507", "`engine` is empty", None),
    ({"perspective": ""}, "SE507", "`perspective` is empty", None),
    ({"rules": [""]}, "SE507", "`rules` is empty", None),
]  # fmt: skip


@pytest.mark.parametrize("asked, code, message, help", UNKNOWN, ids=[str(one[0]) for one in UNKNOWN])
def test_what_does_not_exist_is_refused_with_what_was_meant(
    russia: Russia, asked: dict[str, Any], code: str, message: str, help: str | None
) -> None:
    # An empty answer to a slip would look like good news.
    with pytest.raises(BadQuestion) as caught:
        evaluate(*russia, as_of=AS_OF, **asked)
    (problem,) = caught.value.problems
    assert (problem.code.name, problem.message) == (code, message)
    assert help is None or problem.help == help


def test_all_that_is_wrong_with_a_question_is_told_at_once(russia: Russia) -> None:
    with pytest.raises(BadQuestion) as caught:
        evaluate(*russia, as_of=AS_OF, rules=["nothing"], reading="none", perspective="FRA")
    assert [one.code.name for one in caught.value.problems] == ["SE501", "SE503", "SE504"]


def test_states_and_speakers_go_by_any_of_their_names(russia: Russia) -> None:
    by_code = evaluate(*russia, as_of=AS_OF, rules=["unscr-2397-8"], subjects=["RUS"], perspective="RUS")
    by_name = evaluate(*russia, as_of=AS_OF, rules=["unscr-2397-8"], subjects=["Russia"], perspective="ru")
    assert by_code == by_name
    assert by_code.run.perspective == "RUS"


def test_a_speaker_whose_name_is_that_of_a_state_can_be_believed(study: Any) -> None:
    # A dossier that is built in Python may name its speakers as it likes.
    made = study(
        "- {id: file, obligation: File, each: State as s, satisfied_when: any(r for r in Report if r.state == s.code)}",
        "claims:\n  - {fact: Report, state: FRA, about: x, filed: 2018-05-01, by: FRA, source: paper}\n",
    )
    renamed = made.with_claims([one.model_copy(update={"by": "France"}) for one in made.dossier.claims])
    assert renamed.evaluate(perspective="France").run.perspective == "France"


def test_a_record_without_its_last_part_is_not_taken_for_a_state() -> None:
    # Trap: what a State is called is compared without punctuation.
    assert [state_or_name(one) for one in ("China", "CHN/", "CHN/ 2019-01-01..2019-12-31")] == [
        "CHN",
        "CHN/",
        "CHN/ 2019-01-01..2019-12-31",
    ]


def test_a_state_of_which_nothing_is_said_is_a_subject(russia: Russia) -> None:
    (finding,) = evaluate(*russia, as_of=AS_OF, rules=["unscr-2397-8"], subjects=["Chad"])
    assert (finding.subject, finding.verdict.value) == ("TCD", "undetermined")


def test_a_subject_that_comes_later_is_no_mistake(russia: Russia) -> None:
    # Two days are compared: what is there on the second only is asked for on both.
    found = evaluate(*russia, as_of=date(2019, 12, 1), rules=["unscr-2321-29"], subjects=["invented-statues"])
    assert len(found) == 0


def test_a_subject_whose_first_period_comes_later_is_no_mistake(study: Any) -> None:
    rules = """
- id: monthly
  obligation: Report every month
  each: Order as o
  every: {period: months(1), from: date("2019-05-01")}
  satisfied_when: any(r for r in Report if r.about == o.id)
  due: period.end
"""
    later = "  - {fact: Order, id: p, state: FRA, served: 2019-06-01, by: FRA, source: paper}\n"
    order = f"claims:\n{later.replace('id: p', 'id: o').replace('2019-06-01', '2018-01-01')}{later}"
    assert len(study(rules, order).evaluate("2019-04-30", subjects=["o"])) == 0
    assert len(study(rules, order).evaluate("2019-05-01", subjects=["o"])) == 1


def test_an_exemption_has_no_verdicts_of_its_own(study: Any) -> None:
    made = study(
        """
- {id: file, obligation: File, each: State as s, satisfied_when: any(r for r in Report if r.state == s.code)}
- {id: relief, exemption: Relief, each: State as s, covers: [file], when: s.code == "BEL"}
"""
    )
    for ask in (
        lambda: made.evaluate(rules=["relief"]),
        lambda: timeline(made.pack, made.dossier, rule="relief", subject="BEL", as_of=AS_OF),
    ):
        with pytest.raises(BadQuestion) as caught:
            ask()
        (problem,) = caught.value.problems
        assert (problem.code.name, problem.help) == ("SE501", "ask for a rule that it covers: `file`")
    assert len(made.evaluate(rules=["*"], subjects=["BEL"])) == 1


def test_a_rule_of_a_draft_that_is_asked_for_by_name_is_told_to_be_no_law(study: Any) -> None:
    text = "- {id: soon, cite: draft-more 1, obligation: File, each: State as s, satisfied_when: s.un_member}"
    made = study(f"{text}\n- {{id: now, obligation: File, each: State as s, satisfied_when: s.un_member}}")
    found = made.evaluate(rules=["soon"], subjects=[])
    assert (len(found), found.run.warnings) == (
        0, ("rule `soon` is not judged: `draft-more` is a draft, and nothing assumes it adopted",),
    )  # fmt: skip
    assert made.evaluate().run.warnings == ()
    assert [one.rule for one in made.evaluate(rules=["soon"], subjects=["FRA"], assume=["draft-more"])] == ["soon"]


def test_a_draft_that_changes_nothing_is_told(russia: Russia) -> None:
    # Trap: `0 findings changed` reads as if the draft had been looked at.
    def warnings(*assume: str) -> list[str]:
        found = evaluate(*russia, as_of=AS_OF, rules=["unscr-2397-8"], assume=assume)
        return [one for one in found.run.warnings if "assumed adopted" in one]

    assert warnings("draft-2019-12-16") == []
    assert warnings("draft-2022-05-26") == [
        "`draft-2022-05-26` is assumed adopted, and the packs hold nothing that it demands or changes"
    ]
    assert warnings("draft-2019-12-16=2020-02-01") == [
        "`draft-2019-12-16` is assumed adopted on 2020-02-01, after the day judged"
    ]


SORTS: list[tuple[dict[str, Any], str]] = [
    ({"rules": "unscr-2397-8"}, '`rules` is a text, not a list of texts: write `["unscr-2397-8"]`'),
    ({"subjects": "RUS"}, '`subjects` is a text, not a list of texts: write `["RUS"]`'),
    ({"assume": "draft-2019-12-16"}, '`assume` is a text, not a list of texts: write `["draft-2019-12-16"]`'),
    ({"assume": {"draft-2019-12-16": "2019-12-16"}}, "`assume['draft-2019-12-16']` is '2019-12-16', not a day"),
    ({"rules": [8]}, "`rules` is 8, not a text"),
    ({"rules": None}, "`rules` is None, not a list of texts"),
    ({"as_of": "2020-01-24"}, "`as_of` is '2020-01-24', not a day: give a `datetime.date`"),
    ({"as_of": datetime(2020, 1, 24)}, "not a day: give a `datetime.date`"),  # noqa: DTZ001
    ({"known_at": datetime(2020, 1, 24)}, "`known_at` is datetime"),  # noqa: DTZ001
    ({"perspective": ["RUS"]}, "`perspective` is ['RUS'], not a text"),
    ({"reading": 1}, "`reading` is 1, not a text"),
    ({"engine": 7}, "`engine` is 7, not a text"),
]


@pytest.mark.parametrize("asked, told", SORTS, ids=[str(one[0]) for one in SORTS])
def test_an_argument_of_another_sort_is_refused(russia: Russia, asked: dict[str, Any], told: str) -> None:
    # The letters of one text would be taken for a list of patterns, each of which matches nothing.
    with pytest.raises(TypeError) as caught:
        evaluate(*russia, **{"as_of": AS_OF, **asked})
    assert told in str(caught.value)


LOOSE: list[tuple[Any, Any, str]] = [
    ("un/dprk", None, "`packs` is a text, not a list of packs"),
    (["un/dprk"], None, "`packs` holds 'un/dprk', which is no pack"),
    (8, None, "`packs` is 8, not a list of packs"),
    (None, "examples", "`dossier` is 'examples', which is no dossier"),
    (None, 8, "`dossier` is 8, which is no dossier"),
]


@pytest.mark.parametrize("packs, dossier, told", LOOSE)
def test_packs_and_dossiers_have_to_be_loaded(russia: Russia, packs: Any, dossier: Any, told: str) -> None:
    with pytest.raises(TypeError) as caught:
        evaluate(packs or russia[0], dossier or russia[1], as_of=AS_OF)
    assert told in str(caught.value)


def test_packs_may_come_from_a_generator(russia: Russia) -> None:
    # It can be gone through once only.
    packs, dossier = russia
    found = evaluate((one for one in packs), dossier, as_of=AS_OF, assume=(one for one in ["draft-2019-12-16"]))
    assert found == evaluate(packs, dossier, as_of=AS_OF, assume={"draft-2019-12-16": None})
    assert found.run.assumed == {"draft-2019-12-16": date(2019, 12, 16)}


def test_a_pack_that_changes_the_rules_of_another_needs_it(study: Any, tmp_path: Any) -> None:
    root = tmp_path / "rules"
    for name, text in {
        "a/pack.yaml": 'name: a\nversion: "1"\ntitle: A\n',
        "a/instruments.yaml": "instruments: {law: {title: Law, body: B, adopted: 2018-01-01}}\n",
        "a/a.yaml": "instrument: law\nparagraph: '1'\nrules: [{id: one, obligation: X, each: State as s, satisfied_when: s.un_member}]\n",
        "b/pack.yaml": 'name: b\nversion: "1"\ntitle: B\nrequires: [a]\n',
        "b/instruments.yaml": "instruments: {end: {title: End, body: B, adopted: 2019-01-01}}\n",
        "b/b.yaml": "instrument: end\nparagraph: '1'\nchanges: [{title: End it, repeal: [one]}]\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    packs = load_packs([root / "b"])
    with pytest.raises(BadQuestion) as caught:
        evaluate(packs[-1], Dossier(), as_of=AS_OF)
    (problem,) = caught.value.problems
    assert (problem.code.name, problem.message) == ("SE111", "pack `b` needs rule `one` of `a`")
    assert evaluate(packs, Dossier(), as_of=AS_OF, subjects=["FRA"])[0].verdict.value == "not_in_force"


def test_a_pack_that_uses_only_the_kinds_of_another_can_be_asked_alone(russia: Russia) -> None:
    packs, dossier = russia
    (alone,) = [one for one in packs if one.name == "us/dprk"]
    assert {one.rule for one in evaluate(alone, dossier, as_of=AS_OF)} == {"us-dprk-blocked-party"}


def test_packs_that_are_no_shipped_ones_are_asked_for_by_their_folder(study: Any) -> None:
    made = study(
        "- {id: file, obligation: File, each: State as s, satisfied_when: any(r for r in Report if r.state == s.code)}"
    )
    with pytest.raises(BadQuestion) as caught:
        made.evaluate(rules=["us-*", "fil"])
    theirs, slip = caught.value.problems
    pack = made.pack
    assert theirs.message == f"there is no rule `us-*` in `{pack.name}`"
    assert theirs.help == (
        f"`us/dprk` has it: that pack ships and is not judged here; write `--rules {pack.path} --rules us/dprk`"
    )
    assert (slip.message, slip.help) == (f"there is no rule `fil` in `{pack.name}`", "did you mean `file`?")


def test_several_packs_that_have_rules_of_a_pattern_are_all_named(russia: Russia) -> None:
    packs = tuple(pack for pack in russia[0] if pack.name == "un/dprk")
    with pytest.raises(BadQuestion) as caught:
        evaluate(packs, russia[1], as_of=AS_OF, rules=["[eo][uf]*"])
    told = "`eu/russia` and `us/reporting` have it: these packs ship and are not judged here; write `--rules un/dprk --rules eu/russia"
    assert told in str(caught.value.problems[0].help)

"""The second matcher finds what the index finds; where it does not, or fails, or is not there, nothing is missed."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from random import Random
from string import ascii_lowercase
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanctions_engine.diagnostics import BadQuestion, EngineUnavailable
from sanctions_engine.engines.monitor import networks, trial
from sanctions_engine.engines.monitor.keys import How, Key, met_by
from sanctions_engine.engines.monitor.matchers import DurableRules, NotNoted, matcher_named, with_durable_rules
from sanctions_engine.engines.monitor.networks import RULES, Network, groups
from sanctions_engine.engines.monitor.record_rules import RecordRules
from sanctions_engine.engines.monitor.spelling import MOST, UNKNOWN, symbols
from sanctions_engine.models.claims import NONE, Claim, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.models.text_forms import is_code

KNOWN = DateRange.of(date(2020, 1, 1))
LONG = "x" * MOST


def claim(**fields: FieldValue) -> Claim:
    return Claim(fact="Deal", fields=fields, by="press", source="s", known=KNOWN)


def rules_of(keys: dict[Key, set[str]]) -> RecordRules:
    rules = RecordRules({})
    for key, ids in keys.items():
        for id in ids:
            rules._enter(id, key)
    return rules


def both(keys: dict[Key, set[str]]) -> tuple[RecordRules, DurableRules]:
    rules = rules_of(keys)
    (second,) = with_durable_rules({"Deal": rules}, NotNoted())
    return rules, second


CODES = st.text("0123", min_size=1, max_size=10)
TEXTS = st.one_of(
    CODES,
    st.sampled_from(
        ["", "CHN", "CH", "true", "1", "é", "漢字", '"', "\\", "$and", LONG, LONG + "y", LONG + "z", "end"]
    ),
    st.text(max_size=4),
)
KEYS = st.one_of(
    st.builds(Key, st.sampled_from("hbq"), TEXTS, st.just(How.IS)),
    st.builds(Key, st.sampled_from("hc"), CODES.filter(is_code), st.sampled_from((How.BEGINS, How.COARSER))),
)
VALUES = st.one_of(TEXTS, st.sampled_from((None, NONE, True, False, NumberRange.of(1), KNOWN)))


@pytest.mark.parametrize("most", [(networks.RULES, networks.PART), (4, 1)], ids=["as it is", "cut small"])
@given(
    st.dictionaries(KEYS, st.sets(st.sampled_from("abcd"), min_size=1), min_size=1, max_size=30),
    st.lists(st.fixed_dictionaries(dict.fromkeys("hbqc", VALUES)), min_size=5, max_size=5),
)
@settings(max_examples=15)
def test_durable_rules_finds_what_the_index_finds(
    most: tuple[int, int], keys: dict[Key, set[str]], said: list[dict[str, Any]]
) -> None:
    pytest.importorskip("durable_rules_engine", exc_type=ImportError)
    with patch.multiple(networks, RULES=most[0], PART=most[1]):
        rules, second = both(keys)
    every = [claim(**{name: value for name, value in one.items() if value is not None}) for one in said]
    for key in keys:
        every += [claim(**{key.field: key.value}), claim(**{key.field: key.value + "0"})]
    for one in every:
        assert second.found(one) == rules.met(one), one
        assert rules.matches(one) == rules.met(one)
    assert second.counted.claims == len(every)
    assert second.counted.differences == second.counted.failures == 0


def test_many_keys_of_one_field_are_cut_into_networks_by_how_they_begin(driving: Any) -> None:
    codes = [f"{one:04}" for one in range(0, 3_000, 2)]
    keys = {Key("hs", code, How.BEGINS): {code} for code in codes} | {Key("hs", "27", How.BEGINS): {"coal"}}
    (group,) = groups(keys)
    assert len(group.networks) > len(codes) // RULES
    assert all(len(one.spellings) <= RULES for one in group.networks.values())
    _, second = both(keys)
    for said, wanted in (
        ("2700", {"coal", "2700"}),
        ("2799", {"coal"}),
        ("000012", {"0000"}),
        ("99", set()),
        ("27", {"coal"}),
    ):
        assert second.found(claim(hs=said)) == wanted


def test_parts_that_differ_in_how_they_begin_alone_are_one_network(driving: Any) -> None:
    codes = [f"{chapter}{heading}" for chapter in range(20, 60) for heading in ("01", "0210", "03", "9905")]
    keys = {Key("hs", code, How.BEGINS): {code} for code in codes} | {Key("hs", "27", How.BEGINS): {"coal"}}
    (group,) = groups(keys)
    assert len(group.networks) == 40 + 1, "one is for what is no code"
    assert len({one.definition for one in group.networks.values()}) == 3, (
        "one of them has a key of all that it is asked"
    )
    _, second = both(keys)
    (asking,) = second._asking
    assert len({id(one) for one in asking.running.values()}) == 2 + 1
    for said, wanted in (
        ("2701", {"coal", "2701"}),
        ("2801", {"2801"}),
        ("2799", {"coal"}),
        ("27", {"coal"}),
        ("590210", {"590210"}),
        ("5902", set()),
        ("6101", set()),
    ):
        assert second.found(claim(hs=said)) == wanted


def test_names_that_share_nothing_are_cut_into_few_networks(driving: Any) -> None:
    chance = Random(1)
    names = ["".join(chance.choices(ascii_lowercase, k=9)) for _ in range(600)]
    keys = {Key("ship", name): {name} for name in names}
    (group,) = groups(keys)
    assert len(group.networks) <= 40
    _, second = both(keys)
    assert all(second.found(claim(ship=one)) == {one} for one in names[:50])
    assert second.found(claim(ship="zzz")) == set()


def test_a_symbol_stands_for_itself() -> None:
    # A text that is spelt like a marker is not taken for it.
    assert symbols("unknown") != (UNKNOWN,)
    assert symbols("hC") != symbols("é")[:1]
    assert {value for value, _ in met_by("27")} == {"2", "27"}


BUYER = {Key("buyer", "CHN"): {"ban"}}


def test_a_difference_is_counted_and_all_that_either_finds_is_judged(
    driving: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules, second = both(BUYER)
    monkeypatch.setattr(second, "found", lambda one: {"other"})
    assert rules.matches(claim(buyer="CHN")) == {"ban", "other"}
    assert rules.matches(claim(buyer="PRK")) == {"other"}
    assert second.counted.differences == 2


def test_a_failure_is_counted_and_what_the_index_finds_is_judged(driving: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rules, second = both(BUYER)

    def fails(*_: Any) -> Any:
        raise driving.Failed("error code: 303")

    monkeypatch.setattr(driving.durable_rules_engine, "assert_fact", fails)
    assert rules.matches(claim(buyer="CHN")) == {"ban"}
    assert second.counted.failures == 1
    monkeypatch.undo()
    assert rules.matches(claim(buyer="CHN")) == {"ban"}
    assert (second.counted.failures, second.counted.differences) == (1, 0)


class Alone(NotNoted):
    """Knows of a fact that was being matched at two crashes, and keeps what it is told."""

    def __init__(self, *alone: str) -> None:
        self.alone = alone
        self.begun: list[str] = []

    def begin(self, fact: str) -> None:
        self.begun.append(fact)


def test_a_fact_that_crashed_twice_goes_to_the_index_alone(driving: Any) -> None:
    noted = Alone('{"id":"1","a0":"C","a1":"H","a2":"N","a3":"end"}')
    rules = rules_of(BUYER)
    (second,) = with_durable_rules({"Deal": rules}, noted)
    assert rules.matches(claim(buyer="CHN")) == {"ban"}
    assert noted.begun == []
    assert rules.matches(claim(buyer="PRK")) == set()
    assert len(noted.begun) == 1
    assert (second.counted.alone, second.counted.claims) == (1, 2)


# the trial ---------------------------------------------------------------------------------------------------------------


def network(*tests: str, wrong: bool = False) -> Network:
    """Return a network of tests of one symbol, or one that answers otherwise than its trials want."""

    class Wrong(Network):
        def trials(self) -> Any:
            return [('{"id":"1","a0":"x"}', [1])]

    spellings = tuple((0, (one,)) for one in tests)
    return (Wrong if wrong else Network)(spellings, tuple(() for _ in tests), (1,))


@pytest.mark.parametrize(
    "network, why",
    [
        (network(*(f"x{one}" for one in range(513))), "did not end within 2 seconds"),
        (network(*(f"x{one}" for one in range(512))), "did not end within 2 seconds"),
        (network(*["x"] * 257), r"signal|error code"),
        (network("x", "y", wrong=True), r"hits \[0\] rather than \[1\]"),
    ],
    ids=["built for ever", "asked for ever", "crashes", "wrong"],
)
def test_networks_are_tried_out_in_another_process(driving: Any, network: Network, why: str) -> None:
    with pytest.raises(EngineUnavailable, match=rf"SE604.*failed a trial run(.|\n)*{why}"):
        trial.try_out([network], seconds=2)


def test_what_passed_its_trial_is_not_tried_again(driving: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = network("x", "y", "z")
    trial.try_out([one])
    monkeypatch.setattr(subprocess, "run", None)
    trial.try_out([one])


def test_where_it_cannot_be_imported_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    # As on Python 3.13, where it installs and its import fails.
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    monkeypatch.delitem(sys.modules, "sanctions_engine.engines.monitor.driving", raising=False)
    with pytest.raises(EngineUnavailable) as caught:
        with_durable_rules({"Deal": rules_of(BUYER)}, NotNoted())
    (problem,) = caught.value.problems
    version = ".".join(map(str, sys.version_info[:2]))
    assert problem.message.startswith(f"the matcher `durable-rules` cannot be imported on Python {version}: ")
    assert "leave `matcher` out" in (problem.help or "")


def test_there_are_two_matchers() -> None:
    with pytest.raises(BadQuestion, match=r"no matcher `rete`(.|\n)*`index`, `durable-rules`"):
        matcher_named("rete")

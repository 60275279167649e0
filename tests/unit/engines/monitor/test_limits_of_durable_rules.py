"""Each limit of durable-rules 2.0.28 that the second matcher keeps clear of, as it is; and beside it what keeps the matcher clear.

What crashes or never ends runs in a process of its own, with a time limit. A limit that is gone one day makes its test fail: then the
protection can go too.
"""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from threading import Thread
from typing import Any

import pytest

from sanctions_engine.engines.monitor.keys import How, Key
from sanctions_engine.engines.monitor.networks import COLUMNS, RULES, Network, groups
from sanctions_engine.engines.monitor.spelling import MOST, symbols

c = pytest.importorskip("durable_rules_engine", reason="durable-rules cannot be imported here", exc_type=ImportError)
SECONDS = 10

SETUP = """
import json, sys
import durable_rules_engine as c
def network(*tests):
    return c.create_ruleset("raw", json.dumps({f"r{n}": {"all": [{"m": one}]} for n, one in enumerate(tests)}))
def hits(handle, **said):
    code, state = c.assert_fact(handle, json.dumps({"id": "1", **said}))
    found, told = 0, (c.start_action_for_state(handle, state) or ("", None))[1] if code == 0 else None
    while told is not None:
        found, told = found + 1, c.complete_and_start_action(handle, state)
    return found
"""


def alone(code: str, seconds: float = SECONDS) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own."""
    command = [sys.executable, "-c", SETUP + textwrap.dedent(code)]
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)


def raw(*tests: dict[str, Any]) -> int:
    rules = {f"r{number}": {"all": [{"m": one}]} for number, one in enumerate(tests)}
    handle: int = c.create_ruleset("raw", json.dumps(rules))
    return handle


def facts(handle: int) -> list[str]:
    return [one["id"] for one in json.loads(c.get_facts(handle, "0"))]


def networks_of(keys: dict[Key, set[str]]) -> list[Network]:
    return [network for group in groups(keys) for network in group.networks.values()]


def many_keys(number: int) -> dict[Key, set[str]]:
    """Return keys of one field, of two lengths, and a few of others."""
    codes = {Key("hs", f"{one:05}0", How.BEGINS): {f"ban-{one}"} for one in range(number)}
    heads = {Key("hs", f"{one:03}", How.COARSER): {f"ban-{one}", "other"} for one in range(number // 10)}
    texts = {Key(f"field{one}", f"value {one}", How.IS): {"text"} for one in range(10)}
    return {**codes, **heads, **texts}


# identity ----------------------------------------------------------------------------------------------------------------


def test_identity_is_a_hash_of_32_bits() -> None:
    one, other = "claim-139599", "claim-322382"  # found by trying: their hashes are the same
    handle = raw({"p": "x"})
    assert c.assert_fact(handle, json.dumps({"id": one, "p": "x"}))[0] == 0
    assert c.assert_fact(handle, json.dumps({"id": other, "p": "x"}))[0] == 2, "a new fact is refused"
    assert facts(handle) == [one]
    assert c.retract_fact(handle, json.dumps({"id": other, "p": "x"}))[0] == 0
    assert facts(handle) == [], "to take one back deletes the other"


def test_one_fact_is_held_at_a_time(driving: Any) -> None:
    ((network,),) = ([*one.networks.values()] for one in groups({Key("buyer", "CHN"): {"ban"}}))
    ruleset = driving.Ruleset(network.definition)
    for said in ("CHN", "PRK", "CHN"):
        fact = network.fact({0: (*symbols(said), "end")})
        assert json.loads(fact)["id"] == "1"
        assert len(ruleset.hits(fact)) == (said == "CHN")
        assert facts(ruleset._handle) == []


def test_a_fact_that_was_left_behind_is_noticed_and_cleared_away(driving: Any) -> None:
    (group,) = groups({Key("buyer", "CHN"): {"ban"}})
    ((network, fact),) = group.facts(("CHN",))
    ruleset = driving.Ruleset(network.definition)
    c.assert_fact(ruleset._handle, fact)  # as if the process had been interrupted between asserting and taking back
    with pytest.raises(driving.Failed, match="refused"):
        ruleset.hits(fact)
    assert len(ruleset.hits(fact)) == 1


# sizes -------------------------------------------------------------------------------------------------------------------


def test_sixty_five_siblings_that_match_at_once_raise() -> None:
    below = 'print(hits(network(*({f"p{n}": "1"} for n in range(64))), **{f"p{n}": "1" for n in range(64)}))'
    assert alone(below).stdout == "64\n"
    assert "error code: 303" in alone(below.replace("64", "65")).stderr


def test_five_hundred_and_twelve_tests_under_one_node_never_end() -> None:
    below = 'print(hits(network(*({"p": f"x{n}"} for n in range(511))), p="none"))'
    assert alone(below).stdout == "0\n"
    with pytest.raises(subprocess.TimeoutExpired):
        alone(below.replace("511", "512"), seconds=2)


def test_a_batch_with_a_message_that_no_rule_looks_at_tells_its_hits_with_a_later_one() -> None:
    # Hence one fact at a time, and by hand a rule that looks at every message.
    told = alone("""
        import logging
        from durable import logger
        from durable.lang import m, post, post_batch, ruleset, when_all
        logger.setLevel(logging.CRITICAL)
        hit = []
        with ruleset("batches"):
            when_all(m.p == "x")(lambda found: hit.append(found.m.id))
        try:
            post_batch("batches", [{"id": "1", "p": "x"}, {"id": "2", "p": "y"}])
        except Exception as error:
            print(type(error).__name__, hit)
        post("batches", {"id": "3", "p": "x"})
        print(sorted(hit))
    """).stdout
    assert told.splitlines() == ["MessageNotHandledException []", "['1', '3']"]


def test_two_hundred_and_fifty_six_rules_of_one_condition_hit_others_or_crash() -> None:
    # The list of rules behind a condition has no end then: what lies behind it in memory is taken for rules.
    below = 'print(hits(network(*({"p": "x"} for n in range(255)), {"q": "y"}), p="x"))'
    assert alone(below).stdout == "255\n"
    assert alone(below.replace("255", "256")).stdout != "256\n"


def test_a_network_takes_at_most_4096_rules() -> None:
    built = alone("""
        tests = ({"$and": [{"a": str(n // 400)}, {"b": str(n % 400)}]} for n in range(5000))
        network(*tests)
    """)
    assert "error code: 106" in built.stderr


@pytest.mark.parametrize("number", [1, 300, 3_000])
def test_networks_stay_far_below_every_size(number: int) -> None:
    networks = networks_of(many_keys(number))
    for one in networks:
        assert len(one.spellings) <= RULES + MOST
        assert len(set(one.spellings)) == len(one.spellings), "no two rules share all their conditions"
        assert len(one.depths) <= COLUMNS
        assert sum(one.depths) + 2 <= 255, "a fact has no more properties"
        siblings: dict[tuple[int, tuple[str, ...]], set[str]] = {}
        for column, spelling in one.spellings:
            for place, symbol in enumerate(spelling):
                siblings.setdefault((column, spelling[:place]), set()).add(symbol)
        root = sum(len(found) for (_, before), found in siblings.items() if not before)
        assert max(root, *map(len, siblings.values())) <= 128


# values ------------------------------------------------------------------------------------------------------------------


def test_true_is_one_and_one_is_a_text() -> None:
    found = alone("""
        print([hits(network({"p": test}), p=said) for test, said in ((1, True), (True, 1), ("1", 1), (1, "1"))])
        print([hits(network({"p": "1"}), p=said) for said in (None, 10**30)])
    """)
    assert found.stdout == "[1, 1, 1, 1]\n[0, 0]\n"


def test_values_and_constants_are_texts_of_symbols_that_need_no_escape() -> None:
    odd = ('"', "\\", "é", "\n", "\x00", "漢字", "{}", "$and", "true", "1", " ")
    for network in networks_of({Key("buyer", text): {text} for text in odd}):
        for _, spelling in network.spellings:
            assert all(json.dumps(one) == f'"{one}"' for one in spelling)


# what its Python interface does ------------------------------------------------------------------------------------------

LANG = "from durable.lang import assert_fact, m, ruleset, when_all\nfired = []\n"


def test_an_action_of_two_parameters_is_taken_for_one_that_tells_when_it_is_done() -> None:
    code = """
        with ruleset("two"):
            @when_all(m.p == "x")
            def one(c, more=None): fired.append("one")
            @when_all(m.p == "x")
            def other(c): fired.append("other")
        assert_fact("two", {"id": "1", "p": "x"})
        print(fired, flush=True)
        import os; os._exit(0)
    """
    assert alone(LANG + textwrap.dedent(code)).stdout == "['one']\n", "the other one never runs"
    assert alone(LANG + textwrap.dedent(code.replace("c, more=None", "c"))).stdout == "['one', 'other']\n"


def test_an_exception_in_an_action_is_swallowed_and_a_name_belongs_to_the_whole_process() -> None:
    code = """
        with ruleset("once"):
            @when_all(m.p == "x")
            def one(c): raise ValueError("lost")
        assert_fact("once", {"id": "1", "p": "x"})
        print("goes on", flush=True)
        try:
            with ruleset("once"):
                @when_all(m.p == "x")
                def one(c): pass
            assert_fact("once", {"id": "2", "p": "x"})
        except Exception as error:
            print(error, flush=True)
        import os; os._exit(0)
    """
    assert alone(LANG + textwrap.dedent(code)).stdout == "goes on\nRuleset with name once already registered\n"


def test_the_matcher_uses_no_part_of_that_interface() -> None:
    code = """
        from sanctions_engine.engines.monitor.trial import driving
        driving().Ruleset('{"r0": {"all": [{"m": {"a0": "x"}}]}}')
        import threading
        print("durable.engine" in sys.modules, threading.active_count())
    """
    assert alone(code, seconds=60).stdout == "False 1\n"


# several, and for long -----------------------------------------------------------------------------------------------------


def test_networks_of_the_same_rules_know_nothing_of_each_other(driving: Any) -> None:
    (group,) = groups({Key("buyer", "CHN"): {"ban"}})
    ((network, fact),) = group.facts(("CHN",))
    one, other = driving.Ruleset(network.definition), driving.Ruleset(network.definition)
    c.assert_fact(one._handle, fact)
    assert len(other.hits(fact)) == 1
    assert facts(one._handle) == ["1"]
    c.retract_fact(one._handle, fact)


def test_networks_answer_in_two_threads_as_in_one(driving: Any) -> None:
    (group,) = groups({Key("buyer", f"{one}"): {f"ban-{one}"} for one in range(100)})
    asked = [group.facts((f"{one}",))[0] for one in range(100)]
    wanted = [driving.Ruleset(network.definition).hits(fact) for network, fact in asked]
    assert all(len(one) == 1 for one in wanted)
    answers: list[list[list[int]]] = []

    def ask() -> None:
        ruleset = driving.Ruleset(asked[0][0].definition)
        answers.extend([ruleset.hits(fact) for _, fact in asked] for _ in range(20))

    threads = [Thread(target=ask) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert answers == [wanted] * 40


MEMORY = """
def megabytes():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 1e6
def said(n): return json.dumps({"id": f"claim-{n}", "p": "x"})
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_memory_of_facts_that_were_taken_back_is_kept_and_a_fact_costs_8_kb() -> None:
    code = """
        handle = network({"p": "x"})
        before = megabytes()
        for n in range(5000): c.assert_fact(handle, said(n))
        held = megabytes() - before
        for n in range(5000): c.retract_fact(handle, said(n))
        print(30 < held < 60, held - (megabytes() - before) < 2)
    """
    assert alone(MEMORY + textwrap.dedent(code), seconds=60).stdout == "True True\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_network_that_holds_one_fact_at_a_time_does_not_grow_and_is_used_again() -> None:
    code = """
        from sanctions_engine.engines.monitor.driving import Ruleset
        rules = json.dumps({f"r{n}": {"all": [{"m": {"a0": str(n)}}]} for n in range(100)})
        asked = Ruleset(rules)
        asked.hits('{"id":"1","a0":"7"}')
        before = megabytes()
        for n in range(20000): asked.hits('{"id":"1","a0":"7"}')
        print(megabytes() - before < 1)
        for n in range(100): Ruleset(rules).hits('{"id":"1","a0":"7"}')
        print(megabytes() - before < 5)
        for n in range(100):
            handle = c.create_ruleset("raw", rules)
            c.assert_fact(handle, '{"id":"1","a0":"7"}')
            c.delete_ruleset(handle)
        print("freed, it leaves most behind:", megabytes() - before > 50)
    """
    told = alone(MEMORY + textwrap.dedent(code), seconds=60)
    assert told.stdout == "True\nTrue\nfreed, it leaves most behind: True\n", told.stderr

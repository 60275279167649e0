"""Every rule of the pack `un/dprk` has the cases that its meaning needs: kept, broken, open, and each way out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sanctions_engine import Pack, load_pack
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.norms import Modality
from sanctions_engine.semantics.law import Law

RULES = Path(__file__).resolve().parents[2] / "rules" / "un" / "dprk"
KEPT = {"fulfilled", "clean", "clear"}
BROKEN = {"violated", "raised"}
OPEN = {"undetermined"}

SPARED = {
    "unscr-2375-14-annual": "replaced before its first day, so nothing was ever judged by it",
}
"""Rules that cannot have all of the cases, and why."""

SPARED_EXEMPTIONS = {
    "unscr-2397-4-approved": "takes single supplies out of a sum: the cap is kept or broken without them, and never exempt",
}
"""Exemptions that decide no verdict by themselves, and why."""


def expectations() -> Iterator[dict[str, Any]]:
    for path in sorted(RULES.rglob("*.cases.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]:
            yield from case["expect"]


@pytest.fixture(scope="module")
def verdicts() -> dict[str, set[str]]:
    """The verdicts that cases expect, by rule."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in expectations():
        found[one["rule"]].add(one["verdict"])
    return found


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("un/dprk")


def judged(pack: Pack) -> Iterator[Rule]:
    for rule in pack.rules.values():
        if rule.modality is not Modality.EXEMPTION and rule.id not in SPARED:
            yield rule


def test_every_rule_is_seen_kept_broken_and_open(pack: Pack, verdicts: dict[str, set[str]]) -> None:
    lacking = [
        f"{rule.id}: {' or '.join(sorted(wanted))}"
        for rule in judged(pack)
        # a group that anything may still join is kept as long as it is pending
        for wanted in (KEPT | ({"pending"} if rule.group_by is not None else set()), BROKEN, OPEN)
        if not wanted & verdicts[rule.id] and not (wanted is BROKEN and rule.promptly)  # no number of days, no breach
    ]
    assert lacking == []


def test_every_exception_and_exemption_decides_a_case(pack: Pack) -> None:
    law = Law([pack])
    decided: dict[str, set[str]] = defaultdict(set)
    by_rule: dict[str, set[str]] = defaultdict(set)
    for one in expectations():
        if "exception" in one:
            decided[one["exception"]].add(one["rule"])
            by_rule[one["rule"].partition("/")[0]].add(one["exception"])
    lacking = [
        f"{rule.id}: {clause.id}"
        for rule in judged(pack)
        for text in law.texts(rule.id)
        if text.rule is not None
        for clause in text.rule.exceptions
        if clause.id not in by_rule[rule.id.partition("/")[0]]
    ]
    lacking += [
        rule.id
        for rule in pack.rules.values()
        if rule.modality is Modality.EXEMPTION and rule.id not in decided and rule.id not in SPARED_EXEMPTIONS
    ]
    assert sorted(set(lacking)) == []


def test_every_rule_is_seen_before_its_first_day(pack: Pack, verdicts: dict[str, set[str]]) -> None:
    # the periods of a recurring duty begin with it: there is none before
    lacking = [rule.id for rule in judged(pack) if rule.every is None and "not_in_force" not in verdicts[rule.id]]
    assert lacking == []

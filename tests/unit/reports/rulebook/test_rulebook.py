"""The rulebook in print: the terminal and the documentation say the same, links lead somewhere, the bytes are the same."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sanctions_engine.findings.ordering import natural
from sanctions_engine.findings.rulebook.cases import cases_by_rule
from sanctions_engine.findings.rulebook.pages import RulePage, rule_page
from sanctions_engine.language.packs import load_packs
from sanctions_engine.reports.lines import length, plain
from sanctions_engine.reports.rulebook.book import INDEX, rulebook
from sanctions_engine.reports.rulebook.lines import page_lines
from sanctions_engine.reports.rulebook.markdown import Headings, escaped, slug
from sanctions_engine.semantics.law import Law


def page(law: Law, id: str) -> RulePage:
    return rule_page(law, id, cases_by_rule(law.packs))


def bare(text: str) -> str:
    """Return a text without what Markdown or the width of a terminal adds to its words."""
    unlinked = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"\\(.)", r"\1", text.replace("<http", "http")))
    return re.sub(r"[\s`*>-]+|\\", "", unlinked)


def section(text: str, heading: str) -> str:
    """Return what stands under a heading."""
    found = re.search(rf"^##+ {re.escape(heading)}$(.*?)(?=^## |^### |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


@pytest.mark.parametrize("id", ["report", "cap", "flag", "aid"])
def test_the_terminal_and_the_documentation_say_the_same(law: Law, id: str) -> None:
    printed = bare(section(rulebook(law)["first.md"], id))
    for line in plain(page_lines(page(law, id), width=10_000)).splitlines()[1:]:
        label, _, words = line.strip().partition(" ")
        words = re.sub(r":\d+,", ",", words)  # of a place the terminal names the line too
        assert bare(words) in printed, (label, words)


def test_rows_of_a_table_share_what_all_of_them_say(law: Law) -> None:
    text = rulebook(law)["first.md"]
    common, coal, pearls = (section(text, heading) for heading in ("ban/\\*", "ban/coal", "ban/pearls"))
    assert "- **broken** when `hs_in(flow.hs, row.hs)`" in common
    assert "broken" not in coal + pearls
    assert "`hs` = 2701" in coal
    assert "`hs` = 7101" in pearls
    assert "**except**" in coal
    assert "**except**" not in common + pearls


def test_an_instrument_tells_its_rules_its_changes_and_what_is_not_evaluated(law: Law) -> None:
    pages = rulebook(law)
    first, second = pages["first.md"], pages["second.md"]
    assert first.startswith("# First act\n\n`first`: B, adopted on 2018-01-31. <https://example.org/first>\n")
    assert "| 4 | [`report`](#report) | obligation | Report once | 2018-01-31 to 2019-08-31, from 2019-10-01 |" in first
    assert "| 4 (not verified) | [`ban/coal`](#bancoal) | prohibition | Buy coal |" in first
    assert "| 4 | [`cap`](#cap) | prohibition, hortatory |" in first
    assert (
        "## Not evaluated, and why\n\n- **9** (`first-9`): not evaluated. Recalls other texts\n"
        "- **10** (number not verified) (`first-10`): a change, of `ban`. It stands in the ban\n"
    ) in first
    assert (
        "- amends [`report`](first.md#report): More time \\[Second act, paragraph 1\\]\n  - **severity** high\n"
        in second
    )
    assert "draft, tabled on 2021-01-01: no law" in pages["hope.md"]
    assert "- would amend [`report`](first.md#report)" in pages["hope.md"]


def test_the_index_lists_every_instrument_and_every_rule(law: Law) -> None:
    index = rulebook(law)[INDEX]
    assert "`own/x`, Invented. 7 rules, of which 2 cite a paragraph whose number was not verified" in index
    rows = re.findall(r"^\| \[(?!`)(.+?)\]\((.+?)\.md\) \| (\S+)", index, re.MULTILINE)
    assert [(file, day) for _, file, day in rows] == [
        ("first", "2018-01-31"),
        ("second", "2019-06-01"),
        ("third", "2020-06-01"),
        ("hope", "draft"),
        ("past-hope", "lapsed"),
    ]
    assert set(re.findall(r"^\| \[`(.+?)`\]", index, re.MULTILINE)) == set(law.rules)


def test_the_same_packs_give_the_same_bytes_whatever_their_order(law: Law, tmp_path: Path) -> None:
    again = Law(load_packs(["x"]))
    assert rulebook(again) == rulebook(law)
    shuffled = replace(law.packs[0], rules=dict(reversed(list(law.packs[0].rules.items()))))
    assert rulebook(Law([shuffled])).keys() == rulebook(law).keys()
    assert str(tmp_path) not in "".join(rulebook(law).values())


def test_a_page_keeps_to_the_width_of_the_terminal(law: Law) -> None:
    for id in law.rules:
        lines = plain(page_lines(page(law, id), width=80)).splitlines()
        longest = max(len(word) for line in lines for word in line.split())
        assert max(map(length, lines)) <= 80 + longest


def test_the_lines_of_a_page(law: Law) -> None:
    text = plain(page_lines(page(law, "report"), width=120))
    assert text.startswith(
        "OBLIGATION  report  mandatory, severity medium (otherwise 2019-06-01 to 2019-08-31)\n"
        "  demands  Report once\n  of       the State itself\n"
    )
    assert (
        "           2019-06-01 to 2019-08-31: amended by Second act, paragraph 1 (More time)\n"
        "             severity high\n"
        '             due instrument.adopted + months(18, round="down") = 2019-07-31\n'
    ) in text
    assert "  cases    x/a.cases.yaml\n             late\n" in text
    assert "  written  x/rules.yaml:4, pack own/x\n" in text


def test_words_of_a_rule_cannot_break_the_page() -> None:
    assert escaped("a | b_c # <i> [x](y)") == "a \\| b\\_c \\# \\<i\\> \\[x\\](y)"
    assert escaped("the `a_b` of *it*") == "the `a_b` of \\*it\\*"
    assert escaped("one ` alone") == "one \\` alone"


def test_headings_that_would_share_an_anchor_are_told_apart() -> None:
    headings = Headings()
    assert [headings.anchor(one) for one in ("ban/*", "ban", "Ban", "rules")] == ["ban", "ban-1", "ban-2", "rules"]
    assert slug("Rules & more") == "rules--more"


def test_paragraphs_sort_by_number() -> None:
    assert sorted(["10", "9 (b)", "9", "annex", ""], key=natural) == ["", "9", "9 (b)", "10", "annex"]

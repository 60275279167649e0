"""Problems as text: the style of the design page to the letter, and underlines that stand under what they mean."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.diagnostics import Code, Label, Problem, Span
from sanctions_engine.diagnostics.cells import clip, width
from sanctions_engine.diagnostics.rendering import ROOM, render, render_all

FILE = "rules/un/dprk/unscr-2397/08-workers.yaml"
RULES = (
    "# workers\n" * 8 + "    each: State as state\n    let:\n      present: latest(w.cuont for w in WorkerPresence)\n"
)


def problem(line: str, start: int, end: int, text: str = "here") -> tuple[Problem, dict[str, str]]:
    return Problem(Code.SE203, "unknown name", (Label(Span("a", 1, start + 1, 1, end + 1), text),)), {"a": line}


def cells(text: str) -> int:
    return sum(width(character) for character in text)


def test_the_example_of_the_design_page() -> None:
    labels = (
        Label(Span(FILE, 11, 23, 11, 28), "not a field of `WorkerPresence`"),
        Label(Span(FILE, 9, 11, 9, 16)),
    )
    message = "unknown field `cuont` on `WorkerPresence`"
    found = render(Problem(Code.SE204, message, labels, help="did you mean `count`?"), {FILE: RULES})
    assert found.splitlines() == [
        "error[SE204]: unknown field `cuont` on `WorkerPresence`",
        "  --> rules/un/dprk/unscr-2397/08-workers.yaml:11:23",
        "   | 9  each: State as state",
        "   |          -----",
        "   | 11   present: latest(w.cuont for w in WorkerPresence)",
        "   |                      ^^^^^ not a field of `WorkerPresence`",
        "  help: did you mean `count`?",
    ]


def test_several_labels_on_one_line_and_in_other_files() -> None:
    labels = (
        Label(Span("b", 1, 8, 1, 9), "main"),
        Label(Span("b", 1, 1, 1, 2), "other"),
        Label(Span("a", 2, 1, 2, 4), "elsewhere"),
    )
    assert render(Problem(Code.SE205, "x", labels), {"a": "\nabc", "b": "a and b"}).splitlines() == [
        "error[SE205]: x",
        "  --> b:1:8",
        "   | 1 a and b",
        "   |   - other",
        "   |          ^ main",
        "  ::: a:2:1",
        "   | 2 abc",
        "   |   --- elsewhere",
    ]


def test_a_label_over_several_lines_underlines_the_first() -> None:
    found = Problem(Code.SE103, "x", (Label(Span("a", 1, 4, 3, 2)),))
    assert render(found, {"a": "a: [b,\n c\n]"}).splitlines()[-1] == "   |      ^^^"


def test_an_empty_label_still_shows_its_place() -> None:
    found = Problem(Code.SE103, "x", (Label(Span("a", 1, 3, 1, 3), "nothing"),))
    assert render(found, {"a": "a:"}).splitlines()[-2:] == ["   | 1 a:", "   |     ^ nothing"]


def test_a_file_without_text_shows_what_its_labels_say() -> None:
    found = Problem(Code.SE103, "x", (Label(Span("a", 1, 3, 1, 3), "nothing"), Label(Span("a", 2, 3, 2, 3))))
    expected = ["error[SE103]: x", "  --> a:1:3", "   | nothing"]
    assert render(found, {}).splitlines() == render(found, lambda file: None).splitlines() == expected


def test_a_place_that_is_not_in_the_text_does_no_harm() -> None:
    found = Problem(Code.SE103, "x", (Label(Span("a", 99, 500, 99, 510), "gone"),))
    assert render(found, {"a": "b"}).splitlines()[-1] == "   |    ^ gone"


@pytest.mark.parametrize(
    "line, start, end",
    [
        ("title: 朝鮮民主 here", 12, 16),
        ("\ttab:\there", 6, 10),
        ("e\u0301e\u0301 combining here", 15, 19),
        ("\u200bzero width here", 12, 16),
        ("\uff46\uff55 here", 3, 7),
    ],
)
def test_underlines_stand_under_wide_and_combining_characters(line: str, start: int, end: int) -> None:
    found, sources = problem(line, start, end, "")
    shown, underline = render(found, sources).splitlines()[-2:]
    assert cells(shown[: shown.index("here")]) == underline.index("^")
    assert underline.count("^") == 4


def test_a_wide_character_is_underlined_whole() -> None:
    found, sources = problem("k: 国", 3, 4, "")
    assert render(found, sources).splitlines()[-1].endswith(" ^^")


def test_a_tab_in_the_indentation_can_be_underlined() -> None:
    # what all lines are indented by is left out, but never what a label is about
    found, sources = problem("\ta: b", 0, 1)
    assert render(found, sources).splitlines()[-2:] == ["   | 1     a: b", "   |   ^^^^ here"]


def test_long_lines_are_clipped_around_each_label() -> None:
    line = "a" * 300 + "FIRST" + "b" * 300 + "SECOND" + "c" * 300
    labels = (Label(Span("a", 1, 301, 1, 306), "one"), Label(Span("a", 1, 606, 1, 612), "two"))
    first, one, second, two = render(Problem(Code.SE203, "x", labels), {"a": line}).splitlines()[2:]
    assert first.index("FIRST") == one.index("^^^^^")
    assert second.index("SECOND") == two.index("------")
    assert all(
        shown.startswith("   | 1 …") and shown.endswith("…") and len(shown) < ROOM + 10 for shown in (first, second)
    )


def test_a_huge_line_is_rendered_at_once() -> None:
    found, sources = problem("x" * 5_000_000, 4_000_000, 4_900_000)
    assert all(len(row) < ROOM + 20 for row in render(found, sources).splitlines())


@pytest.mark.parametrize("nasty", ["\x1b[2J", "\r", "\x00", "\u202e", "\u2066", "\x9b", "\u2028"])
def test_nothing_reaches_the_terminal_that_could_change_it(nasty: str) -> None:
    label = Label(Span(f"a{nasty}", 1, 1, 1, 2), f"label{nasty}")
    found = Problem(Code.SE203, f"message{nasty}", (label,), help=f"help{nasty}")
    assert nasty not in render(found, {f"a{nasty}": f"line{nasty}"})
    assert "\x1b" not in render(found, {f"a{nasty}": f"line{nasty}"})


def test_a_help_of_several_lines_is_indented() -> None:
    assert render(Problem(Code.SE505, "x", help="one\ntwo"), {}).splitlines()[1:] == ["  help: one", "        two"]


def test_all_problems_are_sorted_and_counted() -> None:
    def at(file: str, line: int, code: Code = Code.SE203) -> Problem:
        return Problem(code, f"{file}{line}", (Label(Span(file, line, 1, line, 2)),))

    found = [at("b", 1), at("a", 10), at("a", 9, Code.SE219), Problem(Code.SE505, "none")]
    rows = render_all(found, {}).splitlines()
    heads = ["error[SE505]: none", "warning[SE219]: a9", "error[SE203]: a10", "error[SE203]: b1"]
    assert [row for row in rows if "[" in row] == heads
    assert rows[-1] == "3 errors, 1 warning"


@pytest.mark.parametrize(
    "codes, count",
    [
        ([], "no problems"),
        ([Code.SE203], "1 error"),
        ([Code.SE219] * 2, "2 warnings"),
        ([Code.SE219, Code.SE203, Code.SE203], "2 errors, 1 warning"),
    ],
)
def test_the_count(codes: list[Code], count: str) -> None:
    assert render_all([Problem(code, "x") for code in codes], {}).splitlines()[-1] == count


LINES = st.text(st.sampled_from("ab \té国e\u0301\u200b\x1b…"), max_size=150)


@given(LINES, st.integers(0, 150), st.integers(0, 150), st.integers(5, 60))
def test_clipping_shows_where_the_label_begins(line: str, start: int, end: int, room: int) -> None:
    start, end = min(start, len(line)), min(max(start, end), len(line))
    excerpt = clip(line, start, end, room)
    assert excerpt.shows(start) or not any(width(character) for character in line[start:])
    assert cells(excerpt.text) <= room + 2


@given(st.text(max_size=30), st.integers(-3, 40), st.integers(-3, 40), st.integers(0, 3), st.integers(0, 3))
def test_no_label_makes_rendering_fail(text: str, start: int, end: int, line: int, end_line: int) -> None:
    found = Problem(Code.SE203, text, (Label(Span("a", line, max(1, start), end_line, max(1, end)), text),), help=text)
    assert all(unicodedata.category(c) not in {"Cc", "Cs"} or c == "\n" for c in render(found, {"a": text}))

"""Reading YAML: nothing is typed, everything has its place, and no file can do harm."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.diagnostics import Code, Problems
from sanctions_engine.diagnostics.lines import Lines
from sanctions_engine.diagnostics.rendering import render_all
from sanctions_engine.language.yaml import yaml_text
from sanctions_engine.language.yaml.yaml_document import Document
from sanctions_engine.language.yaml.yaml_text import read_yaml

PARSERS = {"libyaml": yaml.CSafeLoader, "pure": yaml.SafeLoader}


@pytest.fixture(params=PARSERS)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "_PARSER", PARSERS[request.param])


def read(text: str, **options: int) -> tuple[Document | None, Problems]:
    problems = Problems()
    return read_yaml(text, "a", problems, **options), problems


def document(text: str) -> Document:
    found, problems = read(text)
    assert not problems.found
    assert found is not None
    return found


def told(text: str, **options: int) -> list[str]:
    """Return code and place of each problem."""
    return [f"{problem.code.name} {str(problem.span)[2:]}" for problem in read(text, **options)[1]]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    "text, data",
    [
        ("a: no\nb: 12:30\nc: 2019-12-22", {"a": "no", "b": "12:30", "c": "2019-12-22"}),
        ("a: 1.10\nb: 0x1F\nc: 010", {"a": "1.10", "b": "0x1F", "c": "010"}),
        ("a: true\nb: 1_000\nc: .inf\nd: =", {"a": "true", "b": "1_000", "c": ".inf", "d": "="}),
        ("a: null\nb: ~\nc:\nd: Null\ne: NULL", {"a": None, "b": None, "c": None, "d": "Null", "e": "NULL"}),
        ("a: 'null'\nb: \"~\"\nc: ''\nd: |\n", {"a": "null", "b": "~", "c": "", "d": ""}),
        ("- a\n-\n- [b, {c: d}]\n- {e, f: }", ["a", None, ["b", {"c": "d"}], {"e": None, "f": None}]),
        ("null: a\n~: b\n1: c", {"null": "a", "~": "b", "1": "c"}),
        ("? a\n: b\n? |\n  c\n: d", {"a": "b", "c\n": "d"}),
        ("a:\n- b\n- c\nd: e", {"a": ["b", "c"], "d": "e"}),
        ("just text", "just text"),
        ("---\na: b\n...\n", {"a": "b"}),
        ("%YAML 1.1\n---\na: b", {"a": "b"}),
        ("\ufeffa: b", {"a": "b"}),
        ("a: b\r\nc: |\r\n  d\r\n  e\r\n", {"a": "b", "c": "d\ne\n"}),
        ("schlüssel: wért\n国: \U0001d4b3", {"schlüssel": "wért", "国": "\U0001d4b3"}),
        ("~", None),
    ],
)  # fmt: skip
def test_nothing_is_typed_but_null(text: str, data: object) -> None:
    assert document(text).data == data


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("mark", ["", "\ufeff", "\ufeff\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_count_characters_and_no_byte_order_mark(mark: str, end: str) -> None:
    found = document(mark + end.join(["é国\U0001d4b3: 'a'", "ä: [x, {y: 国z}]", "last: |", "  t", "  u", "", "# c"]))
    assert str(found.key_span("é国\U0001d4b3")) == "a:1:1"
    assert str(found.span("é国\U0001d4b3")) == "a:1:6"
    assert str(found.span("ä")) == "a:2:4"
    assert found.span("ä").end_column == 16
    assert str(found.key_span("ä", 1, "y")) == "a:2:9"
    assert str(found.key_span("ä", 1)) == str(found.span("ä", 1)) == "a:2:8"
    assert str(found.text_span(("ä", 1, "y"), 1, 2)) == "a:2:13"
    literal = found.span("last")  # ends with its text, not with the blank line after it
    assert (literal.line, literal.column, literal.end_line, literal.end_column) == (3, 7, 5, 4)
    assert str(found.text_span(("last",), 2, 3)) == "a:5:3"


@pytest.mark.usefixtures("parser")
def test_a_block_ends_with_its_last_value() -> None:
    found = document("a:\n  b: c\n  d:\n    - e\n\n\n# comment\nf: g\n")
    span = found.span("a")
    assert (span.line, span.column, span.end_line, span.end_column) == (2, 3, 4, 8)
    assert found.span().end_line == 8


def test_what_is_missing_has_the_place_of_its_nearest_ancestor() -> None:
    found = document("a:\n  b: [c]\n")
    assert found.span("a", "x", "y") == found.span("a")
    assert found.span("a", "b", 7) == found.span("a", "b")
    assert found.span("a", 0) == found.span("a")
    assert found.key_span("a", "x") == found.key_span("a")
    assert found.key_span("a", "b", 0, "z") == found.span("a", "b", 0)
    assert found.key_span() == found.span()
    assert found.key_span("nope") == found.span()
    assert found.node("a", "x") is None
    assert found.text_span(("a", "x"), 0, 1) == found.span("a")


def test_a_value_that_is_nothing_has_an_empty_span_after_its_key() -> None:
    found = document("a:\nb: # c\n")
    assert (str(found.span("a")), found.span("a").end_column) == ("a:1:3", 3)
    assert str(found.text_span(("a",), 0, 5)) == "a:1:3"


# --- what rule files may not hold ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("parser")
def test_duplicate_keys_show_both_places_and_the_first_counts() -> None:
    found, problems = read("a: 1\nb: {c: 2, c: 3}\na: [4]\n'a': 5")
    assert found is not None
    assert found.data == {"a": "1", "b": {"c": "2"}}
    assert [problem.code for problem in problems] == [Code.SE007] * 3
    assert [str(label.span) for label in problems.found[1].labels] == ["a:3:1", "a:1:1"]
    assert str(found.span("a")) == "a:1:4"


@pytest.mark.usefixtures("parser")
def test_an_anchor_is_one_problem_with_its_uses() -> None:
    found, problems = read("a: &x [b]\nc: *x\nd: [*x, *x, *x, *x, *x]")
    assert found is not None
    assert found.data == {"a": ["b"], "c": None, "d": [None] * 5}
    assert [problem.code for problem in problems] == [Code.SE008]
    assert [str(label.span) for label in problems.found[0].labels][:3] == ["a:1:4", "a:2:4", "a:3:5"]
    assert len(problems.found[0].labels) == 5  # the rest adds nothing


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    "text, places",
    [
        ("covers: *all", ["SE008 1:9"]),  # meant as text, and no anchor is near
        ("a: &x b\nc: &x d\ne: *x", ["SE008 1:4", "SE008 2:4"]),
        ("a: {b: c}\n<<: {d: e}", ["SE008 2:1"]),
        ("a: &x {b: c}\nd:\n  <<: *x", ["SE008 3:3", "SE008 1:4"]),
        ("*x : a", ["SE008 1:1"]),
        ("a: !!str b", ["SE012 1:4"]),
        ("a: !any(x) y", ["SE012 1:4"]),
        ("!t {a: !u [b]}", ["SE012 1:1", "SE012 1:8"]),
        ("? [a, b]\n: c\n? {d: e}\n: f\n: g", ["SE103 1:3", "SE103 3:3", "SE006 5:1"]),
        ("? \n: a", ["SE103 1:2"]),
        ("a: 1\n---\nb: 2\n---\nc: 3", ["SE011 2:1"]),
        ("# only\n\n# comments", ["SE004 1:1"]),
        ("", ["SE004 1:1"]),
        ("a: \x01b", ["SE005 1:4"]),
        ("a: \ud800", ["SE005 1:4"]),
    ],
)
def test_what_is_not_allowed_has_its_code_and_place(text: str, places: list[str]) -> None:
    assert sorted(told(text)) == sorted(places)


@pytest.mark.usefixtures("parser")
def test_a_quoted_merge_key_is_a_key() -> None:
    assert document("'<<': a").data == {"<<": "a"}


@pytest.mark.usefixtures("parser")
def test_a_comma_inside_brackets_does_not_end_an_entry_of_a_list() -> None:
    # The trap: `grounds: [permits (work, stay)]` would quietly be two grounds that nobody pleads.
    document = read("a: [permits (work, stay, transit), visas, x (1, (2, 3)), y]\nb: ['(a', b), c]\n")[0]
    assert document is not None
    assert document.data == {
        "a": ["permits (work, stay, transit)", "visas", "x (1, (2, 3))", "y"],
        "b": ["(a", "b)", "c"],
    }
    assert str(document.span("a", 0)).endswith(":1:5")
    assert document.span("a", 0).end_column == 34
    assert str(document.span("a", 1)).endswith(":1:36")


def test_a_comma_inside_brackets_does_not_end_a_formula() -> None:
    found = document("{total: max(a, b, c), part: d}")
    assert found.data == {"total": "max(a, b, c)", "part": "d"}
    assert str(found.text_span(("total",), 7, 8)) == "a:1:16"


def test_a_bracket_that_never_closes_does_not_swallow_a_large_list() -> None:
    # The trap: joining without a limit takes quadratic time.
    found = read(f"[({', a' * 200_000}]")[0]
    assert found is not None
    assert isinstance(found.data, list)
    assert len(found.data) > 190_000


def test_problems_of_all_kinds_are_told_together() -> None:
    text = "a: 1\na: 2\nb: &x [c]\nd: @e\nf: !t g\nh: k: l\n"
    assert sorted(told(text)) == ["SE006 4:4", "SE006 6:5", "SE007 2:1", "SE008 3:4", "SE012 5:4"]


# --- nasty files: a limit on everything ------------------------------------------------------------------------------


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "[a: ", "{a: ", "[{a: ", "- - ? "])
def test_a_hundred_thousand_brackets_are_one_problem(opening: str) -> None:
    found, problems = read(opening * 100_000)
    assert found is None
    assert [problem.code for problem in problems] == [Code.SE009]


@pytest.mark.usefixtures("parser")
def test_deep_blocks_are_one_problem() -> None:
    found, problems = read("".join(" " * level + "a:\n" for level in range(2_000)))
    assert found is None
    assert [f"{problem.code.name} {problem.span}" for problem in problems] == ["SE009 a:61:61"]


@pytest.mark.usefixtures("parser")
def test_the_depth_limit_is_exact_and_reading_goes_on_after_it() -> None:
    assert read("[" * 60 + "]" * 60)[0] is not None
    assert told("[[[]]]", max_depth=2) == ["SE009 1:3"]
    assert told("- [[[[a]]]]\n- {a: 1, a: 2}\n- [[[]]]", max_depth=3) == ["SE009 1:5", "SE007 2:10", "SE009 3:5"]


@pytest.mark.usefixtures("parser")
def test_an_alias_bomb_is_not_expanded() -> None:
    names = "abcdefghijkl"
    lines = [f"{this}: &{this} [{', '.join([f'*{last}'] * 9)}]" for last, this in pairwise(names)]
    bomb = "\n".join(["a: &a [lol, lol]", *lines])
    found, problems = read(bomb)
    assert found is not None
    assert len(str(found.data)) < 2_000
    assert {problem.code for problem in problems} == {Code.SE008}
    assert len(problems) == 12


@pytest.mark.parametrize(
    "text",
    ["a: b\n" * 100_000, "- !x y\n" * 100_000, "- *a\n" * 100_000, "- " + "[[[[" + "]]]]" + "\n- [[[[]]]]" * 50_000],
)
def test_the_number_of_problems_is_limited_and_the_last_one_says_so(text: str) -> None:
    _, problems = read(text, max_depth=3)
    assert len(problems) == 101
    assert problems.found[-1].message == "more than 100 problems in one file; the rest is not read"


def test_many_syntax_errors_end_after_some() -> None:
    assert 5 <= len(read("a: @b\n" * 1_000)[1].errors) <= 200


# --- laws ------------------------------------------------------------------------------------------------------------

TEXT = st.text(st.sampled_from("ab: #-'\"\\{}[],&*!|>%@`~\n\t é国\U0001d4b30\x85\u2028\ufeff\x07"), max_size=12)
DATA = st.recursive(
    st.none() | TEXT | st.sampled_from(["null", "~", "", "no", "1.10", "<<", "---", "...", "? ", "- "]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
STYLES = st.fixed_dictionaries(
    {
        "default_style": st.sampled_from([None, "'", '"', "|", ">"]),
        "default_flow_style": st.sampled_from([True, False, None]),
        "allow_unicode": st.booleans(),
        "width": st.integers(5, 90),
        "indent": st.integers(2, 6),
        "explicit_start": st.booleans(),
    }
)


class Quoting(yaml.Dumper):
    """Writes None as plain `null` and text as text, anchors never."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def scalars(data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield each text in plain data with its path."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from scalars(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from scalars(value, (*path, index))


def written(data: object, options: dict[str, Any]) -> str:
    """Return data as YAML; None is plain in every style."""
    text: str = yaml.dump({"top": data}, Dumper=Quoting, **options)
    return text.replace('!!null "null"', "null").replace("!!null 'null'", "null")


def fits(text: str) -> bool:
    """Whether the text is one that this project reads: no tags, no keys that need `? ` and are merge keys."""
    return "!!" not in text and "<<" not in text


@given(DATA, STYLES)
def test_what_is_written_is_read(data: object, options: dict[str, Any]) -> None:
    text = written(data, options)
    found, problems = read(text)
    if fits(text):
        assert not problems.found, (text, problems.found)
        assert found is not None
        expected = yaml.load(text, Loader=yaml.CBaseLoader)
        assert same(found.data, expected)


def same(data: object, base: object) -> bool:
    """Whether data is what PyYAML's BaseLoader gives, which knows no null."""
    if isinstance(data, dict):
        return isinstance(base, dict) and list(data) == list(base) and all(same(data[key], base[key]) for key in data)
    if isinstance(data, list):
        return isinstance(base, list) and len(data) == len(base) and all(map(same, data, base))
    return data == base or (data is None and base in {"", "~", "null"})


@given(DATA, STYLES, st.booleans())
def test_every_character_of_every_text_has_its_place(data: object, options: dict[str, Any], windows: bool) -> None:
    text = written(data, options)
    text = text.replace("\n", "\r\n") if windows else text
    found, problems = read(text)
    if found is None or problems.found:
        return
    for path, value in scalars(found.data):
        assert_places(found, path, value)


def assert_places(found: Document, path: tuple[str | int, ...], value: str) -> None:
    lines, end = found.lines, 0
    outer = found.span(*path)
    for index, character in enumerate(value):
        span = found.text_span(path, index, index + 1)
        start = lines.start(span.line) + span.column - 1
        assert start >= end, "characters stand one after the other"
        end = lines.start(span.end_line) + span.end_column - 1
        assert stands_for(found.text[start:end], character), (found.text, value, index, found.text[start:end])
        assert (span.line, span.column) >= (outer.line, outer.column)


def stands_for(source: str, character: str) -> bool:
    """Whether a stretch of the file is one character of a text: itself, doubled, escaped, or a folded line end."""
    if source == character or (source == "''" and character == "'"):
        return True
    if source.startswith("\\"):
        return bool(yaml.safe_load(f'"{source}"') == character)
    return character in " \n\u2028\u2029" and source != "" and not source.strip(" \t\r\n\x85\u2028\u2029")


@given(
    st.lists(
        st.sampled_from([*"ab:-?{}[],'\"#&*!|>%@`\t\r\n \\é\x85\x01", ": ", "\n  ", "- ", "<<: ", "---\n"]), max_size=30
    )
)
def test_no_text_makes_reading_or_rendering_fail(pieces: list[str]) -> None:
    text = "".join(pieces)
    found, problems = read(text)
    assert found is not None or problems.errors
    lines = Lines(text)
    for problem in problems:
        assert problem.help or problem.code is Code.SE004
        for label in problem.labels:
            assert 1 <= label.span.line <= len(lines)
            assert (label.span.line, label.span.column) <= (label.span.end_line, label.span.end_column)
    assert render_all(problems, {"a": text})

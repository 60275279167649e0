"""Places of characters: hand-made scalars in every style, with what makes each of them difficult."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.diagnostics import Problems
from sanctions_engine.language.yaml.yaml_document import Document
from sanctions_engine.language.yaml.yaml_text import read_yaml


def document(text: str) -> Document:
    problems = Problems()
    found = read_yaml(text, "a", problems)
    assert not problems.found
    assert found is not None
    return found


def source(text: str, needle: str) -> str:
    """Return what stands in the file where `needle` stands in the text under `k`."""
    found = document(text)
    assert isinstance(found.data, dict)
    start = found.data["k"].index(needle)
    span = found.text_span(("k",), start, start + len(needle))
    lines = found.lines
    return text[lines.start(span.line) + span.column - 1 : lines.start(span.end_line) + span.end_column - 1]


@pytest.mark.parametrize(
    "text, needle, stretch",
    [
        ("k: a < b", "<", "<"),
        ("k: a\n  b\n  c", "b c", "b\n  c"),
        ("k: a\n  b\n\n\n  c", "\n\n", "\n\n"),
        ("k: a  \n  \t b", "a b", "a  \n  \t b"),
        ("k: 'it''s b'", "s b", "s b"),
        ("k: 'it''s b'", "'", "''"),
        ("k: 'a\n\n  b'", "b", "b"),
        ('k: "a\\tb"', "b", "b"),
        ('k: "a\\u0020< \\x62"', "b", "\\x62"),
        ('k: "\\U0001F600b"', "b", "b"),
        ('k: "a\\\n   b"', "ab", "a\\\n   b"),
        ('k: "a\\\n\n   b"', "b", "b"),
        ('k: "a\\\n  \\ b"', " b", "\\ b"),
        ('k: "a\n  b"', " ", "\n  "),
        ('k: " a "', " a", " a"),
        ("k: |\n  a\n   b\n  c\n", " b", " b"),
        ("k: |\n  a\n   b\n  c\n", "\nc", "\n  c"),
        ("k: |-\n\n\n  a\n\n  b", "b", "b"),
        ("k: |+\n  a\n\n", "\n\n", "\n\n"),
        ("k: |2\n   a\n  b\n", "b", "b"),  # the indentation is not that of the first line
        ("k: | # comment\n  a\n  b\n", "b", "b"),
        ("k: >\n  a\n  b\n\n  c\n", "a b", "a\n  b"),
        ("k: >\n  a\n  b\n\n  c\n", "c", "c"),
        ("k: >\n  a\n\n    b\n    c\n\n  d\n", "c", "c"),  # lines that are indented more do not fold
        ("k: >\n  a\n\n    b\n    c\n\n  d\n", "d", "d"),
        ("k: >-\n\n  a\n  b\n\n\n", "b", "b"),
        ("x:\n- y\nk: |\n a\n b\n", "b", "b"),
        ("k: |\n  \xa0\n  b\n", "b", "b"),  # no blank to YAML
        ("k: |\n  a\n     \n  b\n", "b", "b"),
        ("k: é国\U0001d4b3 b", "b", "b"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_where_a_text_stands(text: str, needle: str, stretch: str, end: str) -> None:
    assert source(text.replace("\n", end), needle) == stretch.replace("\n", end)


def test_what_is_no_text_has_its_own_span() -> None:
    found = document("k: [x]")
    assert found.text_span(("k",), 0, 1) == found.span("k")


@pytest.mark.parametrize("text", ["k: abc", "k: 'abc'", 'k: "a\\x62c"', "k: |\n  abc"])
def test_stretches_outside_the_text_count_as_its_ends(text: str) -> None:
    found = document(text)
    begin, end = found.text_span(("k",), 0, 1), found.text_span(("k",), 2, 3)
    whole = found.text_span(("k",), -7, 99)
    assert (whole.line, whole.column) == (begin.line, begin.column)
    assert (whole.end_line, whole.end_column) == (end.end_line, end.end_column)
    after = found.text_span(("k",), 3, 3)
    assert (after.column, after.end_column) == (end.end_column, end.end_column)
    empty = found.text_span(("k",), 1, 1)
    assert empty.column == empty.end_column == begin.column + 1


LINES = st.lists(st.text(st.sampled_from("ab #:-é \t"), max_size=6), min_size=1, max_size=6)


@given(
    LINES,
    st.sampled_from("|>"),
    st.sampled_from(["", "-", "+"]),
    st.integers(1, 4),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(0, 3),
)
def test_block_scalars_of_any_form(
    lines: list[str], style: str, chomp: str, indent: int, explicit: bool, end: str, nested: int
) -> None:
    outer = "".join(f"{' ' * level}n:\n" for level in range(nested))
    header = f"{style}{indent if explicit else ''}{chomp}"
    body = "".join(f"{' ' * (nested + indent)}{line}\n" for line in lines)
    text = f"{outer}{' ' * nested}k: {header}\n{body}".replace("\n", end)
    problems = Problems()
    found = read_yaml(text, "a", problems)
    if found is None:
        return  # such as a first line that is indented more than the next one
    path = ("n",) * nested + ("k",)
    node = found.node(*path)
    value = getattr(node, "value", "")
    places = []
    for index, character in enumerate(value):
        span = found.text_span(path, index, index + 1)
        start = found.lines.start(span.line) + span.column - 1
        stop = found.lines.start(span.end_line) + span.end_column - 1
        assert text[start:stop] == character or (character in " \n" and not text[start:stop].strip(" \t\r\n"))
        places.append((start, stop))
    assert places == sorted(places)

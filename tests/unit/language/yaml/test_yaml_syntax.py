"""Syntax errors: each usual mistake is told in this project's words, at its own place, by either parser."""

import pytest
import yaml

from sanctions_engine.diagnostics import Code, Problem, Problems
from sanctions_engine.language.yaml import yaml_text
from sanctions_engine.language.yaml.yaml_text import read_yaml


@pytest.fixture(params=["libyaml", "pure"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "_PARSER", yaml.CSafeLoader if request.param == "libyaml" else yaml.SafeLoader)


def faults(text: str) -> list[Problem]:
    problems = Problems()
    assert read_yaml(text, "a", problems) is None
    assert {problem.code for problem in problems} == {Code.SE006}
    return problems.found


@pytest.mark.parametrize(
    "text, place, message, help",
    [
        ("a:\n\tb: c", "2:1", "tab in the indentation", "indent with spaces"),
        ("a: b\n\tc: d", "2:1", "tab in the indentation", "indent with spaces"),
        ("a: |\n  x\n\ty", "3:1", "tab in the indentation", "indent with spaces"),
        ("a: @b", "1:4", "text cannot begin with `@`", 'put the text in quotes: `"@b"`'),
        ("a: `b`", "1:4", "text cannot begin with a backtick", "put the text in quotes: "),
        ("a: 50\nb: %", "2:4", "text cannot begin with `%`", 'put the text in quotes: `"%"`'),
        ("a: * b", "1:4", "text cannot begin with `*`", 'put the text in quotes: `"* b"`'),
        ("a: *b c", "1:4", "text cannot begin with `*`", 'put the text in quotes: `"*b c"`'),
        ("a: & b", "1:4", "text cannot begin with `&`", 'put the text in quotes: `"& b"`'),
        ("a: !x{b}", "1:4", "text cannot begin with `!`", 'put the text in quotes: `"!x{b}"`'),
        ("a: !e!x b", "1:4", "text cannot begin with `!`", "put the text in quotes"),
        ("a: ]", "1:4", "text cannot begin with `]`", "put the text in quotes"),
        ("a: , b", "1:4", "text cannot begin with `,`", "put the text in quotes"),
        ("a: ? b", "1:4", "text cannot begin with `? `", "put the text in quotes"),
        ("a: - b", "1:4", "text cannot begin with `- `", "begin the list on the next line"),
        ("a: [- b]", "1:5", "text cannot begin with `- `", "begin the list on the next line"),
        ("a: > 3", "1:4", "`>` announces text on the following lines", 'put the text in quotes: `"> 3"`'),
        ("a: |x\n  b", "1:4", "`|` announces text on the following lines", "start the text on the next line"),
        ("a: b: c", "1:5", "`: ` inside text without quotes", 'put the text in quotes: `"b: c"`'),
        ("a: {b: c: d}", "1:9", "`: ` inside text without quotes", "put the text in quotes"),
        ("a: [b: c: d]", "1:9", "`: ` where no key can stand", "put the text in quotes"),
        ("a: b\n  c: d", "2:3", "a key inside the text that begins in line 1", "same indentation"),
        ("a\nb: c", "2:1", "a key inside the text that begins in line 1", "write `key: value` in line 1"),
        ("a: b\nc\nd: e", "2:1", "a line without a key", "write `key: value`"),
        ("a: b\nc:d\ne: f", "2:1", "a line without a key", "put a space after the colon"),
        ("a: b # c\n   d\ne: f", "1:6", "` #` ends text without quotes", "put the text in quotes"),
        ("a: b # c\n   d", "1:6", "` #` ends text without quotes", "put the text in quotes"),
        ("k" * 1030 + ": b", "1:1", "key of more than 1,024 characters", "shorten the key"),
        ('a: "b\nc: d', "1:4", "quote that is never closed", 'add the closing "'),
        ("a: 'b\n", "1:4", "quote that is never closed", "add the closing '; inside, an apostrophe"),
        ('a: "b\n---\n', "1:4", "quote that is never closed", 'add the closing "'),
        ('a: "b\nc: "d"', "1:4", "quote that is closed only in line 2", 'is a closing " missing?'),
        ("a: 'it's'", "1:8", "text after the closing '", "inside, write '' for '"),
        ('a: "b" c', "1:8", 'text after the closing "', 'inside, write \\" for "'),
        ("a: {row.goods} b", "1:16", "text after the closing `}`", 'put the text in quotes: `"{row.goods} b"`'),
        ("a: [b] c", "1:8", "text after the closing `]`", 'put the text in quotes: `"[b] c"`'),
        ('a: "\\q"', "1:5", "unknown escape `\\q`", "use single quotes"),
        ('a: "\\xzz"', "1:5", "unknown escape `\\x`", "use single quotes"),
        ("a: [b\nc: d", "1:4", "`[` is never closed", "add `]`"),
        ("a: {b: c", "1:4", "`{` is never closed", "add `}`"),
        ("a: [b, ", "1:4", "`[` is never closed", "add `]`"),
        ("a: [b}", "1:6", "`[` is closed by `}`", "close it with `]`"),
        ("a: {b: ]", "1:8", "`{` is closed by `]`", "close it with `}`"),
        ("a: [,]", "1:5", "nothing before `,`", "remove the comma"),
        ("a: [b {c}]", "1:7", "expected `,` or `]`", "put the text in quotes"),
        ("a:\n    b: c\n  d: e", "3:3", "indentation of 2 fits no level above", "begin in the same column"),
        ("- - a\n - b", "2:2", "indentation of 1 fits no level above", "the entries of a list"),
        ("  a: b\n c: d", "2:2", "indented less than the first line", "the same indentation"),
        ("- a\nb: c", "2:1", "a key among the entries of a list", "begin the line with `- `"),
        ("a: b\n- c", "2:1", "an entry of a list among the keys of a mapping", "indent the list"),
        ("a: b\n}", "2:1", "`}` closes nothing", "remove it"),
        (": a", "1:1", "no key before `:`", "write `key: value`"),
        ("a: b\n, c", "2:1", "neither a key nor the end of the mapping", "write `key: value`"),
        ("a: &b &c d", "1:7", "text where none can stand", "put the text in quotes"),
        ("a: b\n...\nc", "3:1", "text after the end of the document", "remove the line `...`"),
        ("%YAML 3.0\n---\na: b", "1:1", "line that begins with `%`", "remove the line"),
    ],
)
def test_a_mistake_has_its_place_and_its_remedy(text: str, place: str, message: str, help: str) -> None:
    problems = Problems()
    assert read_yaml(text, "a", problems) is None
    fault = next(problem for problem in problems if problem.code is Code.SE006)
    assert str(fault.span) == f"a:{place}"
    assert fault.message.startswith(message)
    assert fault.help is not None
    assert help in fault.help


def test_the_other_place_is_shown() -> None:
    assert [str(label.span) for label in faults("a: b\n  c: d")[0].labels] == ["a:2:3", "a:1:4"]
    assert [str(label.span) for label in faults('a: "b\nc: "d"')[0].labels] == ["a:1:4", "a:2:5"]
    assert [str(label.span) for label in faults("a: [b,\n c}")[0].labels] == ["a:2:3", "a:1:4"]


def test_mistakes_whose_cause_is_plain_do_not_hide_others() -> None:
    text = "a: @b\nc: d: e\nf: [g, `h`]\ni: > 3\nj: - k\nl\nm: *n o\np: |q\nr: 'it's'\ns: @never\n"
    assert [str(fault.span) for fault in faults(text)] == [
        *("a:1:4", "a:2:5", "a:3:8", "a:4:4", "a:5:4", "a:6:1", "a:7:4", "a:8:4"),
        "a:9:8",  # after this one nothing is certain
    ]


def test_one_line_is_one_problem() -> None:
    assert [str(fault.span) for fault in faults("a: @b: c: d\ne: f\n")] == ["a:1:4"]


def test_the_text_is_quoted_so_that_it_can_be_copied() -> None:
    assert faults('a: @"b"')[0].help == "put the text in quotes: `'@\"b\"'`"
    assert faults('a: @"it\'s"')[0].help == "put the text in quotes"  # neither quote would do
    assert faults("a: {b: @c}")[0].help == "put the text in quotes"  # where the text ends is not certain
    assert faults("a: @" + "b" * 100)[0].help == "put the text in quotes"

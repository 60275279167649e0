"""Documents against models: every mismatch in the project's words, at its place, and once."""

from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    RootModel,
    StringConstraints,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError

from sanctions_engine.diagnostics import Code, Problem, Problems
from sanctions_engine.language.yaml.scalars import DateText, Flag, Identifier, Whole
from sanctions_engine.language.yaml.typed_document import validate
from sanctions_engine.language.yaml.yaml_text import read_yaml
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.numbers import NumberRange


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Cat(Shape):
    kind: Literal["cat"]
    lives: Whole


class Dog(Shape):
    kind: Literal["dog"]
    tricks: list[str] = []


def _which(value: object) -> str:
    return "long" if isinstance(value, dict) else "short"


def _no_dew(value: str) -> str:
    if "dew" in value:
        start = value.index("dew")
        raise PydanticCustomError(
            "SE203", "unknown name `dew`", {"start": start, "end": start + 3, "label": "no such name"}
        )
    return value


def _refuse(error: Exception) -> Callable[[str], str]:
    def refuse(value: str) -> str:
        if value == "bad":
            raise error
        return value

    return refuse


def _given(value: Any) -> Any:
    if value is None:
        raise PydanticCustomError("no_value", "a value; remove the key if it has none")
    return value


class Rule(Shape):
    id: Identifier
    since: DateText | None = Field(default=None, alias="from")
    count: Annotated[Whole, Field(ge=0, lt=100)] = 0
    flag: Flag = False
    colour: Colour = Colour.RED
    size: Literal["small", "large"] = "small"
    names: Annotated[list[str], Field(min_length=1, max_length=3)] = ["a"]
    pair: tuple[str, Whole] | None = None
    let: dict[Annotated[str, StringConstraints(pattern="^[a-z]+$")], str] = {}
    animal: Cat | Dog | None = None
    pet: Annotated[Cat | Dog, Field(discriminator="kind")] | None = None
    either: Whole | DateText | None = None
    text_or_list: str | list[str] = ""
    mixed: list[str | Cat] = []
    deep: list[Annotated[Cat | Dog, Field(discriminator="kind")] | str] = []
    shape: Annotated[Annotated[Dog, Tag("long")] | Annotated[str, Tag("short")], Discriminator(_which)] | None = None
    formula: Annotated[str, AfterValidator(_no_dew)] = ""
    wrong: Annotated[str, AfterValidator(_refuse(ValueError("this is bad")))] = ""
    worse: Annotated[str, AfterValidator(_refuse(ValueError("a good thing; try harder")))] = ""
    must: Annotated[str, BeforeValidator(_given)] = "x"
    number: NumberRange | None = None
    day: DateRange | None = None
    plain_day: date | None = None
    inner: "Rule | None" = None
    by_name: dict[str, "Rule"] = {}

    @model_validator(mode="after")
    def _fits(self) -> "Rule":
        if self.size == "small" and self.count > 50:
            raise ValueError("small and many do not fit")
        return self


def check(
    text: str, path: tuple[str | int, ...] = (), model: type[BaseModel] = Rule
) -> tuple[BaseModel | None, list[Problem]]:
    problems = Problems()
    document = read_yaml(text, "a", problems)
    assert document is not None
    return validate(document, model, problems, path=path), problems.found


def told(text: str) -> list[str]:
    found, problems = check(text)
    assert found is None
    return [f"{problem.code.name} {str(problem.span)[2:]} {problem.message}" for problem in problems]


def test_a_document_that_fits_is_a_model() -> None:
    text = "{id: a-1, from: 2019-12-22, count: 3, flag: true, colour: blue, pet: {kind: cat, lives: 9}}"
    found, problems = check(text)
    assert isinstance(found, Rule)
    assert not problems
    assert (found.since, found.count, found.flag, found.colour) == (date(2019, 12, 22), 3, True, Colour.BLUE)
    assert found.pet == Cat(kind="cat", lives=9)


@pytest.mark.parametrize(
    "text, message",
    [
        ("{}", "SE102 1:1 missing key `id`"),
        ("id: a\nn: b", "SE101 2:1 unknown key `n`"),
        ("id: a\nsince: 2019-01-01", "SE101 2:1 unknown key `since`"),  # its key is the alias
        ("id: A b", "SE112 1:5 malformed id `A b`"),
        ("id: [a]", "SE103 1:5 expected a text for `id`, found a list of 1 entry"),
        ("id:", "SE103 1:4 expected a text for `id`, found nothing"),
        ("{id: a, from: 2019-02-30}", "SE213 1:15 the date `2019-02-30` does not exist"),
        ("{id: a, from: x}", "SE103 1:15 expected a day such as `2019-12-22` for `from`, found `x`"),
        ("{id: a, plain_day: 2019-02-30}", "SE213 1:20 the date `2019-02-30` does not exist"),
        ("{id: a, day: 2019-02-30}", "SE213 1:14 the date `2019-02-30` does not exist"),
        ("{id: a, day: {}}", "SE103 1:9 expected a day such as 2019-12-22 or a range for `day`, found a mapping"),
        ("{id: a, number: x}", "SE103 1:17 `x` is not a number"),
        ("{id: a, count: x}", "SE103 1:16 expected a whole number for `count`, found `x`"),
        ("{id: a, count: -1}", "SE103 1:16 expected at least 0 for `count`, found `-1`"),
        ("{id: a, count: 100}", "SE103 1:16 expected less than 100 for `count`, found `100`"),
        ("{id: a, flag: yes}", "SE103 1:15 expected `true` or `false` for `flag`, found `yes`"),
        ("{id: a, colour: bleu}", "SE103 1:17 expected `red` or `blue` for `colour`, found `bleu`"),
        ("{id: a, size: [x]}", "SE103 1:15 expected `small` or `large` for `size`, found a list of 1 entry"),
        ("{id: a, names: b}", "SE103 1:16 expected a list for `names`, found `b`"),
        ("{id: a, names: []}", "SE103 1:16 expected at least 1 entry for `names`, found a list of 0 entries"),
        (
            "{id: a, names: [b, c, d, e]}",
            "SE103 1:16 expected at most 3 entries for `names`, found a list of 4 entries",
        ),
        ("{id: a, names: [b, ~]}", "SE103 1:20 expected a text for entry 2 of `names`, found nothing"),
        ("{id: a, pair: [b]}", "SE103 1:15 expected more entries for `pair`, found a list of 1 entry"),
        ("{id: a, pair: [b, c]}", "SE103 1:19 expected a whole number for entry 2 of `pair`, found `c`"),
        ("{id: a, let: {B: c}}", "SE103 1:15 expected a text of the form `^[a-z]+$` as a key, found `B`"),
        ("{id: a, let: {b: [c]}}", "SE103 1:18 expected a text for `b`, found a list of 1 entry"),
        ("{id: a, must: }", "SE103 1:15 expected a value for `must`, found nothing"),
        ("{id: a, wrong: bad}", "SE103 1:16 this is bad"),
        ("{id: a, worse: bad}", "SE103 1:16 expected a good thing for `worse`, found `bad`"),
        ("{id: a, count: 60}", "SE103 1:2 small and many do not fit"),
        ("[a]", "SE103 1:1 expected a mapping, found a list of 1 entry"),
        ("a", "SE103 1:1 expected a mapping, found `a`"),
        ("~", "SE103 1:1 expected a mapping, found nothing"),
        ("{id: a, inner: {id: b, by_name: {c: {id: d, nmes: [e]}}}}", "SE101 1:45 unknown key `nmes`"),
        ("{id: a, by_name: {c: {}}}", "SE102 1:19 missing key `id` in `c`"),
    ],
)
def test_every_mismatch_in_words(text: str, message: str) -> None:
    assert told(text) == [message]


@pytest.mark.parametrize(
    "text, message",
    [
        ("{id: a, animal: x}", "SE103 1:17 expected a mapping for `animal`, found `x`"),
        ("{id: a, animal: {kind: cat, lifes: x}}", "SE101 1:29 unknown key `lifes`"),  # and not what a dog lacks
        ("{id: a, animal: {kind: dog, tricks: x}}", "SE103 1:37 expected a list for `tricks`, found `x`"),
        ("{id: a, pet: {kind: cow}}", "SE103 1:21 expected `cat` or `dog` for `kind`, found `cow`"),
        ("{id: a, pet: {lives: 3}}", "SE102 1:9 missing key `kind` in `pet`"),
        ("{id: a, pet: {kind: dog, trick: []}}", "SE101 1:26 unknown key `trick`"),
        ("{id: a, pet: dog}", "SE103 1:14 expected a mapping for `pet`, found `dog`"),
        (
            "{id: a, either: x}",
            "SE103 1:17 expected a whole number or a day such as `2019-12-22` for `either`, found `x`",
        ),
        ("{id: a, either: 2019-02-30}", "SE213 1:17 the date `2019-02-30` does not exist"),
        ("{id: a, text_or_list: {b: c}}", "SE103 1:9 expected a text or a list for `text_or_list`, found a mapping"),
        (
            "{id: a, text_or_list: [[b]]}",
            "SE103 1:24 expected a text for entry 1 of `text_or_list`, found a list of 1 entry",
        ),
        ("{id: a, mixed: [b, {kind: cat, lives: x}]}", "SE103 1:39 expected a whole number for `lives`, found `x`"),
        (
            "{id: a, mixed: [[]]}",
            "SE103 1:17 expected a text or a mapping for entry 1 of `mixed`, found a list of 0 entries",
        ),
        ("{id: a, deep: [{kind: cat}]}", "SE102 1:17 missing key `lives` in entry 1 of `deep`"),
        ("{id: a, deep: [{kind: cat, livse: 9}]}", "SE101 1:28 unknown key `livse`"),
        ("{id: a, shape: {kind: dog, cat: b}}", "SE101 1:28 unknown key `cat`"),
        ("{id: a, shape: [b]}", "SE103 1:16 expected a text for `shape`, found a list of 1 entry"),
    ],
)
def test_of_a_union_the_branch_that_fits_is_told(text: str, message: str) -> None:
    assert told(text) == [message]


def test_all_mismatches_are_told_together() -> None:
    text = (
        "id: A\ncount: x\nnope: 1\nby_name: {b: {flag: no}}\nanimal: {kind: dog, tricks: [[]]}\neither: x\nnames: [~]"
    )
    assert sorted(line.split()[0] for line in told(text)) == ["SE101", "SE102", *["SE103"] * 5, "SE112"]


@pytest.mark.parametrize(
    "text, help",
    [
        ("{id: a, cuont: 3}", "did you mean `count`?"),
        ("{id: a, frm: 2019-01-01}", "did you mean `from`?"),
        ("{id: a, pet: {kind: cat, lives: 3, x: y}}", None),  # no key is left that it could be
        ("{id: a, pet: {kind: dog, x: y}}", "known keys: `tricks`"),
        ("{id: a, colour: bleu}", "did you mean `blue`?"),
        ("{id: a, count: 1_000}", "write `1000`"),
        ("{id: a, must: }", "remove the key if it has none"),
        ("{id: a, worse: bad}", "try harder"),
        ("{}", "add `id: …`"),
    ],
)
def test_the_remedy(text: str, help: str | None) -> None:
    assert [problem.help for problem in check(text)[1]] == [help]


def test_a_key_that_is_there_already_is_not_suggested() -> None:
    _, problems = check("{id: a, count: 1, cuont: 3}")
    assert problems[0].suggestion is None


def test_a_misspelt_key_is_not_missing_as_well() -> None:
    _, problems = check("{pet: {kind: cat, lifes: 9}, ld: a}")
    assert [(problem.code, problem.suggestion) for problem in problems] == [
        (Code.SE102, None),  # two letters are too few to guess `id` from
        (Code.SE101, "lives"),
        (Code.SE101, None),
    ]


def test_a_missing_key_points_at_its_mapping() -> None:
    class Rules(Shape):
        rules: list[Rule]

    _, problems = check("rules:\n  - id: a\n  - count: 3\n    flag: true", model=Rules)
    label = problems[0].labels[0]
    assert (str(label.span), label.span.end_column, label.text) == ("a:3:5", 10, "has no `id`")


def test_a_code_may_point_at_a_part_of_its_text() -> None:
    _, problems = check('{id: a, formula: "a\\u0020< dew"}')
    assert problems[0].code is Code.SE203
    label = problems[0].labels[0]
    assert (str(label.span), label.span.end_column, label.text) == ("a:1:28", 31, "no such name")


def test_data_are_read_at_a_path() -> None:
    text = "rules:\n  - {id: a}\n  - {id: B}"
    assert check(text, ("rules", 0))[0] == Rule(id="a")
    assert str(check(text, ("rules", 1))[1][0].span) == "a:3:10"
    missing = check(text, ("rules", 7))[1][0]
    assert (missing.message, str(missing.span)) == ("expected a mapping for entry 8 of `rules`, found nothing", "a:2:3")
    assert check(text, ("rules", "x"))[0] is None


def test_what_an_alias_hides_is_not_told_twice() -> None:
    text = "x: &x {a: b}\nrule: {id: *x, names: [*x], pet: *x, inner: {<<: *x}, either: *x, nope: *x}"
    _, problems = check(text, ("rule",))
    assert [problem.code for problem in problems] == [Code.SE008, Code.SE008]


def test_labels_of_branches_are_no_keys() -> None:
    # a tag that is also a key of the data must not lead the place astray
    class Repeal(Shape):
        repeal: str
        since: str

    class Other(Shape):
        amend: str

    def tag(value: object) -> str:
        return "repeal" if isinstance(value, dict) and "repeal" in value else "amend"

    class Changes(Shape):
        changes: list[Annotated[Annotated[Repeal, Tag("repeal")] | Annotated[Other, Tag("amend")], Discriminator(tag)]]

    _, problems = check("changes:\n  - repeal: {x: y}\n    sinse: z", model=Changes)
    assert [f"{problem.code.name} {problem.span}" for problem in problems] == ["SE103 a:2:5", "SE101 a:3:5"]
    assert problems[1].suggestion == "since"


def test_root_models_are_looked_through() -> None:
    class Dogs(RootModel[list[Dog]]):
        pass

    class Kennel(Shape):
        dogs: Dogs

    _, problems = check("dogs: [{kind: dog, trikcs: []}]", model=Kennel)
    assert [problem.suggestion for problem in problems] == ["tricks"]


KEYS = st.sampled_from([*Rule.model_fields, "from", "kind", "lives", "tricks", "x"])
VALUES = st.recursive(
    st.sampled_from(["", "a", "~", "cat", "dog", "true", "1", "2019-02-30", "bad", "dew"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def flow(value: Any) -> str:
    """Return data as YAML in flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(inner) or "''" for inner in value) + "]"
    return str(value)


@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_no_data_make_validation_fail_or_stay_silent(data: dict[str, Any]) -> None:
    found, problems = check(flow(data))
    assert (found is None) == bool(problems)
    assert len({(problem.span, problem.message) for problem in problems}) == len(problems)
    assert not any("Input" in problem.message or "function-" in problem.message for problem in problems)

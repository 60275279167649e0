"""The page of a fact kind: what one record says, its fields, an example, and which rules read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sanctions_engine.findings.formulas import formulas_of
from sanctions_engine.findings.rulebook.parts import Part, Parts, Statement, code, joined, words
from sanctions_engine.findings.rulebook.texts import rules_named
from sanctions_engine.findings.unknown_words import known_words, read_as_names
from sanctions_engine.language.nodes import Aggregate, walk
from sanctions_engine.language.rules import Formula, Rule, amended
from sanctions_engine.models.kinds import FactKind, FieldKind, FieldType, Nature
from sanctions_engine.models.text_forms import FORMS_IN_WORDS
from sanctions_engine.semantics.law import Law

_TYPES = {
    FieldKind.STATE: "State",
    FieldKind.TEXT: "text",
    FieldKind.BOOL: "true or false",
    FieldKind.INT: "whole number",
    FieldKind.DECIMAL: "number",
    FieldKind.DATE: "day",
}
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class KindField:
    """A field of a kind in words.

    Attributes:
        name: Its name.
        type: What it can hold: `State`, `whole number, at least 0`.
        given: `required`, or `optional`.
        parts: What it means, which words it can be, how it is written.
    """

    name: str
    type: str
    given: str
    parts: Parts


@dataclass(frozen=True, slots=True)
class KindPage:
    """What a fact kind is, ready to be printed anywhere.

    Attributes:
        kind: The kind.
        statements: What the page says of it as a whole, in order.
        fields: Its fields, in the order of the declaration.
        example: A dossier with one claim of it, as YAML; empty for the register of States.
        judged: How many rules judge each record of it.
    """

    kind: FactKind
    statements: tuple[Statement, ...]
    fields: tuple[KindField, ...]
    example: str
    judged: int


@dataclass(frozen=True, slots=True)
class Reads:
    """What the rules of a law read.

    Attributes:
        judged: By the name of a kind, the ids of the rules that judge each record of it.
        looked_at: By the name of a kind, the ids of the other rules that look at its records.
        words: By kind and field, the words that rules ask for in a text that may be any; not where it is the name of a rule.
    """

    judged: Mapping[str, tuple[str, ...]]
    looked_at: Mapping[str, tuple[str, ...]]
    words: Mapping[tuple[str, str], tuple[str, ...]]


def reads_of(law: Law) -> Reads:
    """Return which rule reads which kind, in any text that it has or that a draft would give it."""
    judged: dict[str, dict[str, None]] = {}
    looked_at: dict[str, dict[str, None]] = {}
    names = read_as_names(law.packs)
    for id, rule in law.rules.items():
        own = rule.each.kind.name
        judged.setdefault(own, {})[id] = None
        for text in (rule, *(amended(rule, one.overrides[id]) for one in law.changes if id in one.overrides)):
            for kind in _aggregated(text):
                if kind != own:
                    looked_at.setdefault(kind, {})[id] = None
    return Reads(
        {kind: tuple(ids) for kind, ids in judged.items()},
        {kind: tuple(ids) for kind, ids in looked_at.items()},
        {field: words for field, words in known_words(law.packs).items() if field not in names},
    )


def _aggregated(rule: Rule) -> Iterator[str]:
    readings = (one for reading in rule.readings for one in reading.overrides.values() if isinstance(one, Formula))
    for formula in (*formulas_of(rule), *readings):
        yield from (node.kind for node in walk(formula.node) if isinstance(node, Aggregate))


def kind_page(law: Law, name: str, reads: Reads, examples: Mapping[str, str]) -> KindPage:
    """Return the page of a fact kind.

    Args:
        law: The packs.
        name: Name of the kind.
        reads: Which rules read it, from `reads_of`.
        examples: A dossier for each kind, from `examples_by_kind`.

    Raises:
        KeyError: If there is no such kind.

    Example:
        >>> from sanctions_engine import load_pack
        >>> law = Law([load_pack("us/reporting")])
        >>> page = kind_page(law, "BlockedProperty", reads_of(law), {})
        >>> [(field.name, field.type, field.given) for field in page.fields][:2]
        [('id', 'text', 'required'), ('holder', 'text', 'required')]
    """
    kind = law.kinds[name]
    fields = tuple(_field(kind, field, reads) for field in kind.fields)
    return KindPage(
        kind, tuple(_statements(law, kind, reads)), fields, examples.get(name, ""), len(reads.judged.get(name, ()))
    )


def _statements(law: Law, kind: FactKind, reads: Reads) -> Iterator[Statement]:
    if kind.note:
        yield Statement("note", "note", (words(kind.note),))
    if kind.dated is not None:
        named = joined([(code(name),) for name in kind.identity])
        if kind.nature is Nature.EVENT:
            told: Parts = (Part("an event: claims with the same "), *named, Part(" speak of one record"))
        else:
            told = (Part("a status: holds from its day until the next claim with the same "), *named)
        yield Statement("is", "is", told)
        yield Statement("dated", "dated", (Part("by "), code(kind.dated)))
    judged = rules_named(law, reads.judged.get(kind.name, ()))
    if judged:
        yield Statement("judged", "judged", (Part("each record by "), *judged))
    looked_at = rules_named(law, reads.looked_at.get(kind.name, ()))
    if looked_at:
        yield Statement("read", "read by", looked_at)
    if not judged and not looked_at:
        yield Statement("read", "read by", (Part("no rule"),))
    if kind.pack:
        yield Statement("pack", "declared", (Part("in pack "), code(kind.pack)))


def _field(kind: FactKind, name: str, reads: Reads) -> KindField:
    field = kind.fields[name]
    parts = _meaning(kind, name, field, reads.words.get((kind.name, name), ()))
    return KindField(name, _type(field), "optional" if field.optional else "required", joined(parts, "; "))


def _type(field: FieldType) -> str:
    told = _TYPES[field.kind]
    if field.bounds is None:
        return told
    low, high = field.bounds.low, field.bounds.high
    if low is not None and high is not None:
        return f"{told}, {low} to {high}"
    return f"{told}, at least {low}" if low is not None else f"{told}, at most {high}"


def _meaning(kind: FactKind, name: str, field: FieldType, asked: tuple[str, ...]) -> list[Parts]:
    parts: list[Parts] = []
    if field.title:
        parts.append((words(field.title),))
    if not all(word in (field.title or "") for word in field.one_of):
        parts.append((Part("one of "), *joined([(code(word),) for word in field.one_of])))
    elif field.one_of:
        parts.append((Part("no other word is read"),))
    if field.form is not None:
        parts.append((words(FORMS_IN_WORDS[field.form]),))
    if asked:
        more = f" and {len(asked) - _MOST_WORDS} more" if len(asked) > _MOST_WORDS else ""
        parts.append((Part("rules ask for "), *joined([(code(word),) for word in asked[:_MOST_WORDS]]), Part(more)))
    if field.converts is not None:
        units = joined([(code(unit),) for unit, _ in field.converts.by])
        by = (
            Part("follows from "),
            code(field.converts.amount),
            Part(" where "),
            code(field.converts.unit),
            Part(" is "),
        )
        parts.append((*by, *units))
    if field.ratio is not None:
        own = () if field.ratio.stated_in is None else (Part(", or as "), code(field.ratio.stated_in), Part(" says"))
        times = f"{field.ratio.within.low} to {field.ratio.within.high} times "
        parts.append((Part(times), code(field.ratio.to), *own))
    if field.not_before is not None:
        parts.append((Part("not before "), code(field.not_before)))
    return parts

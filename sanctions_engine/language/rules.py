"""Typed rules, changes of law and packs: the result of reading rule files, and all that an engine knows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sanctions_engine.diagnostics import Problem, Span
from sanctions_engine.diagnostics.lines import Passage
from sanctions_engine.language.nodes import Constant, Expr
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import PackRef
from sanctions_engine.models.instruments import Citation, Instrument
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.norms import Binding, Burden, LedgerWay, Modality, Norm
from sanctions_engine.models.numbers import NumberRange

PROMPTLY = "promptly"
STANDING = "none"


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression with its text and its place; two formulas with equal nodes are equal."""

    text: str = field(compare=False)
    node: Expr
    at: Passage | Span = field(compare=False, repr=False)

    @property
    def place(self) -> Span:
        """Where it stands in its file."""
        return self.at if isinstance(self.at, Span) else self.at.span

    def source(self, node: Expr) -> str:
        """Return the text of a part of it."""
        return self.text[node.start : node.end]


@dataclass(frozen=True, slots=True)
class Each:
    """What a rule is evaluated for: the records of a kind, under a variable."""

    kind: FactKind
    variable: str


@dataclass(frozen=True, slots=True)
class Every:
    """The periods of a recurring duty: `period` long, one after the other since `since`, until `until` (exclusive) if given."""

    period: Formula
    since: Formula
    until: Formula | None = None


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A value of a parameter with the days for which it applies (`until` exclusive) and its citation."""

    value: NumberRange | DateRange | str
    since: date | None
    until: date | None
    citation: Citation | None
    source: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, day or text that the law sets and may change; the values are in order of their days."""

    name: str
    values: tuple[ParameterValue, ...]


@dataclass(frozen=True, slots=True)
class ExceptionClause:
    """A ground on which the rule itself lets its bearer off."""

    id: str
    title: str | None
    grounds: tuple[str, ...]
    when: Formula
    burden: Burden
    citation: Citation


@dataclass(frozen=True, slots=True)
class Reading:
    """Another way to read the rule: `overrides` replaces typed fields of `Rule`."""

    id: str
    title: str | None
    grounds: tuple[str, ...]
    overrides: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One norm, checked and typed; a row of a decision table is a rule of its own, with its cells in `row`.

    Of `satisfied_when` (obligation), `violated_when` (prohibition), `when` (exemption) and `raised_when` (indicator) the one
    that belongs to the modality is set. `bearer` is None where the subject itself is bound (a State), or nobody is named;
    `bearer_is_all` stands for a shared cap. `group_by` is None unless the rule judges groups; an empty one is a single group.
    """

    norm: Norm
    pack: PackRef
    instrument: Instrument
    place: Span
    each: Each
    where: Formula | None = None
    on: Formula | None = None
    bearer: Formula | None = None
    bearer_is_all: bool = False
    group_by: tuple[tuple[str, Formula], ...] | None = None
    every: Every | None = None
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    let: tuple[tuple[str, Formula], ...] = ()
    applies_when: Formula | None = None
    satisfied_when: Formula | None = None
    violated_when: Formula | None = None
    raised_when: Formula | None = None
    when: Formula | None = None
    due: Formula | None = None
    promptly: bool = False
    since: Formula | None = None
    until: Formula | None = None
    exceptions: tuple[ExceptionClause, ...] = ()
    readings: tuple[Reading, ...] = ()
    burden: Burden = Burden.BEARER
    grounds: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    points_to: tuple[str, ...] = ()
    shows: tuple[tuple[str, Formula], ...] = ()
    row: Mapping[str, Constant] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The rule's id; `<rule>/<row>` for a row of a table."""
        return self.norm.id

    @property
    def modality(self) -> Modality:
        """What kind of norm it is."""
        return self.norm.modality

    @property
    def is_mandatory(self) -> bool:
        """Whether it binds; a hortatory norm never makes an exit code fail."""
        return self.norm.binding is Binding.MANDATORY


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an instrument does to rules from a day on: `amend`, `repeal` or `suspend`.

    Attributes:
        action: `amend`, `repeal` or `suspend`.
        targets: Ids of the rules (table rows included), patterns resolved.
        since: First day; the adoption of the instrument if None.
        until: The day on which a suspension ends or an amendment lapses: the first day without it.
        overrides: For an amendment, per rule the typed fields of `Rule` that it replaces; under `norm` the fields of its `Norm`.
            `amended` applies them.
    """

    action: str
    instrument: Instrument
    citation: Citation
    title: str | None
    targets: tuple[str, ...]
    since: Formula | None
    until: Formula | None
    overrides: Mapping[str, Mapping[str, Any]]
    place: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """A paragraph that is no rule of its own, and why.

    Attributes:
        row: Id of the line: that of the row in the table of the law that the pack was written from.
        citation: The paragraph.
        way: Whether it changes other rules (an amendment, a repeal, an exemption), or nothing of it is evaluated.
        of: Ids of the rules that it is about, patterns resolved; empty where it is about none.
        named: The same as the file names them.
        file: The file that holds what became of it, relative to the pack; None where none is named.
        reason: Why it is no rule.
    """

    row: str
    citation: Citation
    way: LedgerWay
    of: tuple[str, ...]
    named: tuple[str, ...]
    file: str | None
    reason: str
    place: Span


def amended(rule: Rule, overrides: Mapping[str, Any]) -> Rule:
    """Return a rule with the fields replaced that an amendment of it replaces; it still cites the paragraph that made it."""
    return replace(rule, **{**overrides, "norm": amended_norm(rule.norm, [overrides])})


def amended_norm(norm: Norm, steps: Iterable[Mapping[str, Any]]) -> Norm:
    """Return the description of a rule after some amendments, each given by what it replaces.

    Example:
        >>> from sanctions_engine.models.instruments import Citation
        >>> norm = Norm(id="x", modality="obligation", title="Report", citation=Citation(instrument="i"))
        >>> amended_norm(norm, [{"norm": {"title": "Report twice"}}, {"due": None}]).title
        'Report twice'
    """
    changed = {name: value for step in steps for name, value in step.get("norm", {}).items()}
    return norm.model_copy(update=changed) if changed else norm


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A folder of rule files, read and checked.

    Attributes:
        digest: SHA-256 over the names and bytes of its files, in hexadecimal.
        requires: Names of packs whose kinds and rules this one uses.
        kinds: Its own fact kinds and those of the packs it requires, by name.
        ledger: What of the law is no rule of its own, from `ledger.yaml`.
        sources: Text of each file, by the name that spans use.
    """

    name: str
    version: str
    title: str
    digest: str
    path: str
    requires: tuple[str, ...] = ()
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    kinds: Mapping[str, FactKind] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    ledger: tuple[LedgerLine, ...] = ()
    warnings: tuple[Problem, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def ref(self) -> PackRef:
        """Name, version and digest, as runs and findings quote them."""
        return PackRef(name=self.name, version=self.version, digest=self.digest)

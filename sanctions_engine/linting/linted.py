"""The packs that are linted, with what lints ask of them: texts over time, tables, and where in its file something stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sanctions_engine.diagnostics import Problems, Span
from sanctions_engine.diagnostics.reading import read_text
from sanctions_engine.findings.rulebook.cases import CASES, CasesOfFile, case_files, cases_by_rule
from sanctions_engine.language.rules import Pack, Rule, amended
from sanctions_engine.language.yaml.yaml_document import Document, MappingNode, Node, Path, SequenceNode
from sanctions_engine.language.yaml.yaml_text import read_yaml
from sanctions_engine.semantics.law import Law

_YAML = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Written:
    """Where a rule, or the table that it is a row of, stands: its file, and the path to its keys."""

    document: Document
    path: Path

    def node(self, *path: str | int) -> Node | None:
        """Return what stands below the keys of the rule; None where nothing does."""
        return self.document.node(*self.path, *path)

    def key(self, *path: str | int) -> Span:
        """Return the place of a key of the rule, or of its nearest one."""
        return self.document.key_span(*self.path, *path)

    def span(self, *path: str | int) -> Span:
        """Return the place of a value below the keys of the rule, or of its nearest one."""
        return self.document.span(*self.path, *path)


@dataclass
class Linted:
    """Packs that were read without errors.

    Attributes:
        packs: The packs, and those that they require.
        own: Those that are linted; a required one is somebody else's.
        law: The rules of all with every text that each has had.
    """

    packs: tuple[Pack, ...]
    own: tuple[Pack, ...]
    law: Law = field(init=False)
    _documents: dict[str, Document | None] = field(default_factory=dict)
    _texts: dict[str, tuple[Rule, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.law = Law(self.packs)

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """The text of every file of the packs that are linted, by its name in messages."""
        return {name: text for pack in self.own for name, text in pack.sources.items()}

    @cached_property
    def case_texts(self) -> Mapping[str, str]:
        """The text of every case file of the packs that are linted, by its name in messages; those that cannot be read are left out."""
        read = (
            (shown, read_text(path, Problems(), shown_as=shown))
            for pack in self.own
            for path, shown in case_files(pack)
        )
        return {shown: text for shown, text in read if text is not None}

    @cached_property
    def cases(self) -> Mapping[str, tuple[CasesOfFile, ...]]:
        """The cases of the packs' own case files, by the id of the rule that they pin."""
        return cases_by_rule(self.own)

    @cached_property
    def drafts(self) -> Mapping[str, Sequence[Rule]]:
        """The rules that are linted as they are written: by id of the rule or of the table, with its rows in order."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            found.setdefault(written_id(rule), []).append(rule)
        return found

    @property
    def rules(self) -> Iterator[Rule]:
        """The rules that are linted."""
        return (rule for pack in self.own for rule in pack.rules.values())

    def texts(self, rule: Rule) -> tuple[Rule, ...]:
        """Return each text that a rule has: as written, as amended, and as a draft would amend it."""
        found = self._texts.get(rule.id)
        if found is None:
            texts = (rule, *(one.rule for one in self.law.texts(rule.id)), *self._of_drafts(rule))
            found = self._texts[rule.id] = tuple({id(text): text for text in texts if text is not None}.values())
        return found

    def readings(self, rule: Rule) -> Iterator[tuple[str, Rule]]:
        """Yield each text of a rule under each of its readings, with the id of the reading (empty for the rule as written)."""
        for text in self.texts(rule):
            yield from readings_of(text)

    def written(self, rule: Rule) -> Written | None:
        """Return where a rule stands in its file."""
        return self._places.get(written_id(rule))

    def document(self, file: str) -> Document | None:
        """Return a YAML file of the packs, or a case file of theirs, as a tree; None for another file."""
        if file not in self._documents:
            texts = self.case_texts if file.endswith(CASES) else self.sources
            text = texts.get(file) if file.endswith(_YAML) else None
            self._documents[file] = None if text is None else read_yaml(text, file, Problems())
        return self._documents[file]

    @cached_property
    def _places(self) -> Mapping[str, Written]:
        places: dict[str, Written] = {}
        for file in self.sources:
            document = self.document(file)
            rules = document.data.get("rules") if document and isinstance(document.data, dict) else None
            for index, one in enumerate(rules if isinstance(rules, list) else ()):
                if document and isinstance(one, dict) and isinstance(one.get("id"), str):
                    places.setdefault(one["id"], Written(document, ("rules", index)))
        return places

    def _of_drafts(self, rule: Rule) -> Iterator[Rule]:
        for change in self.law.changes:
            if change.instrument.adopted is None and rule.id in change.overrides:
                yield amended(rule, change.overrides[rule.id])


def readings_of(text: Rule) -> Iterator[tuple[str, Rule]]:
    """Yield a text as it is written, and under each of its readings, with the id of the reading (empty for the first)."""
    yield "", text
    for reading in text.readings:
        yield reading.id, replace(text, **reading.overrides)


def written_id(rule: Rule) -> str:
    """Return the id under which a rule stands in its file: that of its table for a row."""
    return rule.id.partition("/")[0]


def keys_of(node: Node | None) -> tuple[str, ...]:
    """Return the keys of a mapping; none of anything else."""
    return tuple(node.keys) if isinstance(node, MappingNode) else ()


def items_of(node: Node | None) -> tuple[Node, ...]:
    """Return the items of a list; none of anything else."""
    return tuple(node.items) if isinstance(node, SequenceNode) else ()

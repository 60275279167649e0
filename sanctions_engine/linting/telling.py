"""How lints tell what they find: what is so for every row of a table is told once, and what stands in a CSV file with its table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sanctions_engine.diagnostics import Code, Label, Problems, Span
from sanctions_engine.language.rules import Rule
from sanctions_engine.linting.linted import Linted, written_id

_MOST_ROWS = 5


@dataclass
class _Noted:
    """Further places, and by the id of each rule which of its texts are meant."""

    also: tuple[Label, ...]
    texts: dict[str, set[int | None]] = field(default_factory=dict)


@dataclass
class Findings:
    """What one lint finds in one rule, or in the rows of one table.

    Attributes:
        linted: The packs.
        rows: The rules that are written together: one, or the rows of a table.
        problems: Gets what `tell` says.
    """

    linted: Linted
    rows: tuple[Rule, ...]
    problems: Problems
    _found: dict[tuple[Code, str, str, Span, str], _Noted] = field(default_factory=dict)

    def note(
        self,
        code: Code,
        rule: Rule,
        message: str,
        span: Span,
        label: str = "",
        *,
        also: Iterable[Label] = (),
        help: str,
        text: int | None = None,
    ) -> None:
        """Note what is wrong with a rule.

        Args:
            code: The code.
            rule: The rule.
            message: Goes on after the name of the rule, such as `never applies`.
            span: The main place.
            label: What is said of it.
            also: Further places.
            help: The remedy.
            text: Which of its texts over time it is about; None for all.
        """
        noted = self._found.setdefault((code, message, help, span, label), _Noted(tuple(also)))
        noted.texts.setdefault(rule.id, set()).add(text)

    def tell(self) -> None:
        """Tell everything that was noted."""
        for (code, message, help, span, label), noted in self._found.items():
            ids, places = list(noted.texts), list(noted.also)
            if len(ids) < len(self.rows):
                places += [Label(rule.place) for rule in self.rows if rule.id in ids[:_MOST_ROWS]]
            told = f"{self._named(ids)} {message}{self._which_text(noted)}"
            self.problems.add(code, told, span, label, also=places, help=help, offending=ids[0])

    def _which_text(self, noted: _Noted) -> str:
        """Return which texts are meant, in words; empty where all are."""
        for rule in self.rows:
            told = noted.texts.get(rule.id, {None})
            if None not in told and len(told) < len(self.linted.texts(rule)):
                return ", as first written" if told == {0} else ", as amended"
        return ""

    def _named(self, ids: list[str]) -> str:
        """Return the rules in words: the table where all its rows are meant."""
        if len(ids) == len(self.rows):
            return f"rule `{written_id(self.rows[0])}`"
        if len(ids) == 1:
            return f"rule `{ids[0]}`"
        more = f" and {len(ids) - _MOST_ROWS} more" if len(ids) > _MOST_ROWS else ""
        return f"rules {', '.join(f'`{id}`' for id in ids[:_MOST_ROWS])}{more}:"


def table_place(linted: Linted, rule: Rule) -> tuple[Label, ...]:
    """Return the place of the table that a row stands in, where that is in another file: a CSV file cannot be annotated."""
    written = linted.written(rule)
    if written is None or written.document.file == rule.place.file:
        return ()
    return (Label(written.key("table"), "the table stands here"),)

"""Strategies for packs: rules over invented kinds, written as rule files and loaded like any other."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from hypothesis import strategies as st

from sanctions_engine.language.packs import load_pack
from sanctions_engine.language.rules import Pack
from sanctions_engine.models.kinds import FactKind, FieldKind, FieldType
from sanctions_engine.testing.strategies.kinds import kinds

_MANIFEST = "name: invented\nversion: 1.0.0\ntitle: Invented law\n"
_INSTRUMENTS = """\
instruments:
  pact: {title: The pact, body: Assembly, adopted: 2019-01-31}
  protocol: {title: The protocol, body: Assembly, adopted: 2019-07-01}
"""
_MARGIN = "    "


@dataclass(frozen=True)
class PackText:
    """The text of a pack's rules and of what a later instrument changes of them, and the kinds that they read."""

    rules: str
    kinds: tuple[FactKind, ...]
    changes: str = ""

    def __hash__(self) -> int:
        return hash((self.rules, self.changes, tuple(kind.name for kind in self.kinds)))

    def pack(self) -> Pack:
        """Load it.

        Raises:
            RulesRejected: If the text is no pack; that of `pack_texts` always is one.
        """
        return _loaded(self)


@lru_cache(maxsize=512)
def _loaded(text: PackText) -> Pack:
    with tempfile.TemporaryDirectory() as folder:
        files = {"pack": _MANIFEST, "instruments": _INSTRUMENTS, "rules": text.rules, "changes": text.changes}
        for name, content in files.items():
            if not content:
                continue
            Path(folder, f"{name}.yaml").write_text(content, encoding="utf-8")
        return load_pack(Path(folder), kinds=text.kinds)


def packs(*, max_rules: int = 3) -> st.SearchStrategy[Pack]:
    """Return a strategy of packs: duties with and without a due day, bans, caps, indicators, exceptions, exemptions, amendments.

    Args:
        max_rules: The greatest number of rules, exemptions apart.

    Example:
        >>> from hypothesis import find
        >>> pack = find(packs(), lambda one: True)
        >>> sorted(pack.rules), pack.rules["law0"].modality.value
        (['law0'], 'prohibition')
    """
    return pack_texts(max_rules=max_rules).map(PackText.pack)


@st.composite
def pack_texts(draw: st.DrawFn, *, max_rules: int = 3) -> PackText:
    """Return a strategy of the texts of packs, for whoever wants to read what failed or to save it."""
    read = draw(st.lists(kinds(), min_size=1, max_size=2, unique_by=lambda kind: kind.name))
    writer = _Writer(draw, tuple(read))
    lines = ["instrument: pact", "paragraph: '1'", "rules:"]
    for number in range(draw(st.integers(1, max_rules))):
        lines += writer.rule(f"law{number}")
    changes = writer.change("law0") if draw(st.integers(0, 2)) == 2 else ""
    return PackText("\n".join(lines) + "\n", tuple(read), changes)


class _Writer:
    """Writes rules over some kinds.

    Attributes:
        kinds: The kinds; rules are evaluated for records of each, and for States.
    """

    def __init__(self, draw: st.DrawFn, kinds: Sequence[FactKind]) -> None:
        self.draw = draw
        self.kinds = kinds

    def pick(self, *options: str) -> str:
        return self.draw(st.sampled_from(options))

    def rule(self, id: str) -> list[str]:
        """Return a rule, and perhaps an exemption that covers it."""
        kind = self.draw(st.sampled_from(self.kinds))
        shape = self.pick("ban", "duty", "standing", "cap", "indicator", "state")
        head = [f"  - id: {id}", f"{_MARGIN}each: {'State' if shape == 'state' else kind.name} as e"]
        match shape:
            case "ban":
                body = ["prohibition: Do it", "on: e.date", f"violated_when: {self.condition('e', kind)}"]
            case "duty":
                days = self.draw(st.sampled_from((30, 0, 1, 400)))
                body = ["obligation: Do it", f"satisfied_when: {self.exists(kind)}", f"due: e.date + days({days})"]
            case "standing":
                body = ["obligation: Do it", f"satisfied_when: {self.condition('e', kind)}"]
            case "cap":
                body = ["prohibition: Stay below", "group_by: {year: year(e.date)}", f"violated_when: {self.cap(kind)}"]
            case "indicator":
                body = ["indicator: Look", f"raised_when: {self.condition('e', kind)}"]
            case _:
                body = ["obligation: Do it", 'applies_when: e.code != "PRK"', f"satisfied_when: {self.of_state(kind)}",
                        "due: instrument.adopted + days(90)"]  # fmt: skip
        lines = [*head, *(f"{_MARGIN}{line}" for line in body)]
        if shape not in ("cap", "indicator", "state"):
            lines += self.relief(id, kind)
        return lines

    def relief(self, id: str, kind: FactKind) -> list[str]:
        """Return an exception, or an exemption of its own, or nothing."""
        burden = self.pick("bearer", "authority")
        match self.pick("nothing", "exception", "exemption"):
            case "exception":
                return [f"{_MARGIN}exceptions:", f"{_MARGIN}  - id: ground", f"{_MARGIN}    burden: {burden}",
                        f"{_MARGIN}    when: {self.condition('e', kind)}"]  # fmt: skip
            case "exemption":
                return [f"  - id: relief-of-{id}", f"{_MARGIN}exemption: Let off", f"{_MARGIN}each: {kind.name} as e",
                        f"{_MARGIN}covers: [{id}]", f"{_MARGIN}burden: {burden}",
                        f"{_MARGIN}when: {self.condition('e', kind)}"]  # fmt: skip
            case _:
                return []

    def change(self, rule: str) -> str:
        """Return what the protocol does to a rule from its adoption on: a repeal, or a suspension for a year."""
        head = "instrument: protocol\nparagraph: '2'\nchanges:\n"
        if self.pick("repeal", "suspend") == "repeal":
            return f"{head}  - repeal: [{rule}]\n"
        return f'{head}  - suspend: [{rule}]\n    until: date("2020-07-01")\n'

    # conditions -----------------------------------------------------------------------------------------------------

    def condition(self, variable: str, kind: FactKind, depth: int = 2) -> str:
        """Return a condition on a record."""
        shape = self.pick("plain", "plain", "and", "or", "not", "exists") if depth else "plain"
        match shape:
            case "and" | "or":
                one, other = (self.condition(variable, kind, depth - 1) for _ in range(2))
                return f"({one} {shape} {other})"
            case "not":
                return f"not ({self.condition(variable, kind, depth - 1)})"
            case "exists" if variable == "e":
                return self.exists(kind)
            case _:
                name = self.draw(st.sampled_from(list(kind.fields)))
                return self.plain(f"{variable}.{name}", kind.fields[name])

    def plain(self, field: str, declared: FieldType) -> str:
        """Return a comparison of one field with a constant."""
        match declared.kind:
            case FieldKind.BOOL:
                return field
            case FieldKind.INT | FieldKind.DECIMAL:
                return f"{field} {self.pick('>', '>=', '<', '==')} {self.pick('3', '0', '100')}"
            case FieldKind.DATE:
                return f"{field} {self.pick('>=', '<', '<=')} {self.pick('instrument.adopted', 'as_of - days(30)')}"
            case FieldKind.STATE:
                return f"{field} {self.pick('==', '!=')} {self.pick(*_quoted('PRK', 'RUS'))}"
            case FieldKind.TEXT:
                return f"{field} {self.pick('==', '!=')} {self.pick(*_quoted(*(declared.one_of or ('a', 'b'))))}"

    def exists(self, own: FactKind) -> str:
        """Return whether a record of some kind belongs to the one that is judged."""
        other = self.draw(st.sampled_from(self.kinds))
        same = f"r.id == e.id and {self.condition('r', other, 0)}"
        return f"{self.pick('any', 'not any')}(r for r in {other.name} if {same})"

    def of_state(self, kind: FactKind) -> str:
        """Return whether something was done by a State, or by anybody where the kind names none."""
        whose = [f"r.{name} == e.code" for name in kind.state_fields]
        return f"any(r for r in {kind.name} if {(whose or ['r.date >= instrument.adopted'])[0]})"

    def cap(self, kind: FactKind) -> str:
        """Return a limit on a group: of its sum where there is a number, of its size otherwise."""
        numbers = [name for name, one in kind.fields.items() if one.kind in (FieldKind.INT, FieldKind.DECIMAL)]
        counted = [f"total(e.{name})" for name in numbers if not kind.fields[name].optional]
        return f"{self.pick(*counted, 'members()')} > {self.pick('3', '1')}"


def _quoted(*texts: str) -> list[str]:
    return [f'"{text}"' for text in texts]

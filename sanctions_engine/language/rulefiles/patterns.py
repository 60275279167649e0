"""Patterns over rule ids: `unscr-2397-8`, `import-ban/*`; the id of a decision table means all its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase, translate

from sanctions_engine.diagnostics.suggestions import suggest

_MOST_LIKELY = 4
_WILD = re.compile(r"[*?\[]")


def names_rule(pattern: str, rule: str) -> bool:
    """Whether a pattern names a rule: itself, a row of the table that it names, or by `*`, `?` and `[…]`.

    Example:
        >>> names_rule("import-ban", "import-ban/coal"), names_rule("import-*", "import-ban/coal")
        (True, True)
        >>> names_rule("import", "import-ban/coal")
        False
    """
    return rule.startswith(f"{pattern}/") or fnmatchcase(rule, pattern)


def rows_of(table: str, rules: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the rows of a table, in order; none where it is no table.

    Example:
        >>> rows_of("import-ban", ["import-ban/coal", "import-ban/iron", "cap"])
        ('import-ban/coal', 'import-ban/iron')
    """
    return tuple(rule for rule in rules if rule.startswith(f"{table}/"))


class RuleIds:
    """The ids that patterns can match, in the order of the files.

    Args:
        known: Ids of rules that were read.
        broken: Ids of rules that have errors of their own: naming one is no further error.
        any_id: Whether rules could not be read whose ids are not known, so that any id may be theirs.

    Example:
        >>> ids = RuleIds(["import-ban/coal", "import-ban/iron", "cap"])
        >>> ids.matching("import-ban/*")
        ('import-ban/coal', 'import-ban/iron')
        >>> ids.matching("import-ban") == ids.matching("import-ban/*")
        True
        >>> ids.help("import-bans"), ids.help("coal")
        ('did you mean `import-ban`?', 'did you mean `import-ban/coal`?')
    """

    def __init__(self, known: Iterable[str], broken: Iterable[str] = (), *, any_id: bool = False) -> None:
        self._known = tuple(known)
        self._lookup = frozenset(self._known)
        self._broken = frozenset(broken)
        self._any_id = any_id
        self._found: dict[str, tuple[str, ...]] = {}

    def __contains__(self, rule: str) -> bool:
        return rule in self._lookup

    def matching(self, pattern: str) -> tuple[str, ...]:
        """Return the ids that a pattern matches: itself, all rows of a table, or by `*` (any text, `/` too), `?` and `[…]`."""
        if pattern not in self._found:
            self._found[pattern] = self._match(self._known, pattern)
        return self._found[pattern]

    def _match(self, ids: Iterable[str], pattern: str) -> tuple[str, ...]:
        if not _WILD.search(pattern):
            return (pattern,) if pattern in ids else rows_of(pattern, ids)
        matches = re.compile(translate(pattern)).match
        return tuple(rule for rule in ids if matches(rule))

    def is_broken(self, pattern: str) -> bool:
        """Whether a pattern that matches nothing may mean a rule that could not be read, or a row of such a table."""
        if self._any_id or self._match(self._broken, pattern):
            return True
        table, slash, _ = pattern.partition("/")
        return bool(slash) and table in self._broken

    def suggestion(self, pattern: str) -> str | None:
        """Return the id or pattern that was probably meant, or None where nothing is near: one that ends so, else one spelt alike."""
        tables = tuple(dict.fromkeys(rule.partition("/")[0] for rule in self._known if "/" in rule))
        ending = self._ending(pattern)
        if len(ending) == 1:
            return ending[0]
        return suggest(pattern, (*self._known, *tables, *(f"{table}/*" for table in tables)))

    def _ending(self, pattern: str) -> list[str]:
        """Return the ids of rules and tables of which a pattern is the last part or parts."""
        named = dict.fromkeys(one for rule in self._known for one in (rule.partition("/")[0], rule))
        return [one for one in named if pattern and one.endswith((f"-{pattern}", f"/{pattern}"))]

    def row_help(self, table: str) -> str | None:
        """Return the remedy where one rule is asked for and a table is named, or None where it is no table."""
        rows = rows_of(table, self._known)
        return f"it is a table: name one of its rows, such as `{rows[0]}`" if rows else None

    def help(self, pattern: str) -> str | None:
        """Return the remedy for a pattern that matches nothing, or None."""
        meant = self.suggestion(pattern)
        likely = [meant] if meant is not None else self._ending(pattern)[:_MOST_LIKELY]
        return f"did you mean {' or '.join(f'`{one}`' for one in likely)}?" if likely else None

"""An explanation of every diagnostic code: shown by `explain CODE`, and the source of `docs/reference/diagnostics/`.

The words stand in the Markdown files beside this module, one for each hundred of codes: under the name of the code what it
means, an example that triggers it, the remedy, and for what can be written down in rules an example without the problem.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sanctions_engine.diagnostics.codes import Code

SECTIONS = ("files", "rule-files", "expressions", "law", "dossiers", "questions", "evaluation", "linting")
"""The files, in the order of the codes."""

_ENTRY = re.compile(
    r"^# (?P<code>SE\d{3})\n\n(?P<meaning>.+?)\n\n```(?P<language>\w+)\n(?P<example>.+?)\n```\n\n"
    r"(?P<remedy>.+?)\n(?:\n```\w+\n(?P<good>.+?)\n```\n)?(?:\n(?=# SE)|\Z)",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a problem is told, what triggers it, and what to do.

    Attributes:
        meaning: What is wrong and why it matters.
        language: `yaml` or `console` for an example that tests run, `text` for one that is told in words.
        example: Keys of one rule; or files, each after a line `# <name>`; or a command after `$`; or words.
        remedy: What to do.
        good: The same without the problem; empty where it was not written down.
    """

    meaning: str
    language: str
    example: str
    remedy: str
    good: str = ""


@cache
def explanations() -> dict[Code, Explanation]:
    """Return the explanations in the order of the codes.

    Raises:
        ValueError: If a file does not have the form that is described above.

    Example:
        >>> explanations()[Code.SE204].meaning
        'The fact kind has no field of that name.'
    """
    found: dict[Code, Explanation] = {}
    for section in SECTIONS:
        text = (
            files("sanctions_engine.diagnostics").joinpath("explanations", f"{section}.md").read_text(encoding="utf-8")
        )
        end = 0
        for entry in _ENTRY.finditer(text):
            if entry.start() != end:
                break
            words = entry.groupdict(default="")
            code = Code[words.pop("code")]
            found[code] = Explanation(**words)
            end = entry.end()
        if end != len(text):
            raise ValueError(f"{section}.md cannot be read from character {end}: {text[end : end + 40]!r}")
    return found

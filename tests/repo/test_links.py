"""Every link inside the project leads somewhere: to a file, and to a heading in it where one is named."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

FENCED = re.compile(r"^(`{3,}|~{3,}).*?^\1[`~]*\s*?$", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\[[^\]\[]*\]\(\s*<?([^()\s<>]+)>?(?:\s+[\"'][^\"']*[\"'])?\s*\)")
REFERENCE = re.compile(r"^\s{0,3}\[[^\]]+\]:\s+(\S+)", re.MULTILINE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def internal_links(text: str) -> Iterator[str]:
    """Yield the targets of a Markdown text that stay inside the project."""
    prose = INLINE_CODE.sub("`code`", FENCED.sub("", text))
    for pattern in (LINK, REFERENCE):
        yield from (target for target in pattern.findall(prose) if not SCHEME.match(target))


def anchors(text: str) -> set[str]:
    """Return the anchors that a Markdown text offers, made from its headings as GitHub makes them."""
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6}\s+(.+?)\s*#*$", FENCED.sub("", text), re.MULTILINE):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        number = 1
        unique = slug
        while unique in found:
            unique = f"{slug}-{number}"
            number += 1
        found.add(unique)
    return found


def dead_links(page: Path) -> list[str]:
    """Return the internal links of a page that lead nowhere."""
    dead = []
    for link in internal_links(page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = (page.parent / unquote(path)).resolve() if path else page
        missing_anchor = (
            anchor and target.suffix == ".md" and target.is_file() and anchor not in anchors(target.read_text("utf-8"))
        )
        if not target.exists() or missing_anchor:
            dead.append(link)
    return dead


def test_internal_links_lead_somewhere(root: Path, project_files: list[Path]) -> None:
    pages = [path for path in project_files if path.suffix == ".md"]
    assert pages, "no page was seen"
    assert {str(page): dead for page in pages if (dead := dead_links(root / page))} == {}


@pytest.mark.parametrize(
    "text, dead",
    [
        ("[a](other.md)", []),
        ("[a](other.md#the-why-not)", []),
        ("[a](#here)\n# Here", []),
        ("[a](https://example.org/nowhere) and `[a](code.md)`\n\n```\n[a](code.md)\n```", []),
        ("[a](gone.md)", ["gone.md"]),
        ("[a](other.md#gone)", ["other.md#gone"]),
        ("[a](#gone)", ["#gone"]),
        ("[a]\n\n[a]: gone.md", ["gone.md"]),
    ],
)
def test_a_dead_link_is_seen(tmp_path: Path, text: str, dead: list[str]) -> None:
    (tmp_path / "other.md").write_text("# The *why* not?\n", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    assert dead_links(page) == dead

"""A link from a page to a file outside docs/ leads to a page of the site that shows the file.

On the forge such a link opens the file itself. Here each file that is linked becomes a page under `source/`. A link to what
is not there stays as it is, and the strict build ends with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, normpath, relpath
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, Files

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"(?<=\]\()((?:\.\./)+[^)#\s]+)")
LANGUAGES = {".yaml": "yaml", ".py": "python", ".toml": "toml", ".md": "markdown"}


def linked_file(uri: str, link: str) -> str | None:
    """Return the path in the project of a file outside docs/ to which a page links; None if the link leads elsewhere."""
    path = normpath(f"docs/{dirname(uri)}/{link}")
    return path if not path.startswith(("docs/", "../")) and (ROOT / path).is_file() else None


def page_of(path: str) -> str:
    """Return the page that shows a file."""
    return f"source/{path}.md"


def shown(path: str) -> str:
    """Return the text of such a page."""
    text = (ROOT / path).read_text(encoding="utf-8").rstrip("\n")
    language = LANGUAGES.get(Path(path).suffix, "text")
    ticks = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text) or [""]))
    return (
        f"---\nsearch: {{exclude: true}}\n---\n# {Path(path).name}\n\n`{path}`\n\n{ticks}{language}\n{text}\n{ticks}\n"
    )


def linked_files(files: Files) -> Iterator[str]:
    """Yield the files outside docs/ to which pages link."""
    for page in files.documentation_pages():
        for link in LINK.findall(page.content_string):
            if (path := linked_file(page.src_uri, link)) is not None:
                yield path


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the pages that show files."""
    for path in sorted(set(linked_files(files))):
        files.append(File.generated(config, page_of(path), content=shown(path)))


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Lead links to the pages that show files."""
    uri = page.file.src_uri

    def to_page(link: re.Match[str]) -> str:
        path = linked_file(uri, link[0])
        return link[0] if path is None else relpath(page_of(path), dirname(uri) or ".")

    return markdown if uri.startswith("source/") else LINK.sub(to_page, markdown)

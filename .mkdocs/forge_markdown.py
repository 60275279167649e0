"""Pages are written for the forge, which shows them as they are; this makes the same of them on the site.

Three things differ: what may stand after the language of a fenced block, how far a list inside a list is indented, and the
anchors of headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

FENCE = re.compile(r"(?P<indent> *)(?P<ticks>`{3,})(?P<info>[^`]*)")
ITEM = re.compile(r"(?P<indent> +)(?=(?:[-*]|\d+\.) )")
DETAILS = "<details>"


def slug(heading: str, separator: str) -> str:
    """Return the anchor of a heading as the forge makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", separator)


def opening(indent: str, ticks: str, info: str) -> str:
    """Return the first line of a fenced block: a name of a file after the language becomes a title, other words go."""
    language, *words = info.split() or [""]
    file = words[0] if words and "." in words[0] and "=" not in words[0] else None
    title = "" if file is None else f' title="{file}{", one line changed" if "change" in words else ""}"'
    return f"{indent}{ticks}{language}{title}"


def lines(text: str) -> Iterator[str]:
    """Yield the lines of a page as the site's Markdown wants them."""
    closing: str | None = None
    for line in text.splitlines():
        fence = FENCE.fullmatch(line)
        if closing is not None:
            closing = None if line.rstrip() == closing else closing
            yield line
        elif fence is not None:
            closing = fence["indent"] + fence["ticks"]
            yield opening(fence["indent"], fence["ticks"], fence["info"])
        elif item := ITEM.match(line):
            yield item["indent"] + line
        else:
            yield line.replace(DETAILS, '<details markdown="1">')


def on_config(config: MkDocsConfig) -> None:
    """Make anchors as the forge does, so that one link leads to a heading in both."""
    config.mdx_configs.setdefault("toc", {})["slugify"] = slug


def on_page_markdown(markdown: str, **_: object) -> str:
    """Rewrite a page."""
    return "\n".join(lines(markdown))

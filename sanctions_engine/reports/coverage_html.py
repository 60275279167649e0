"""Coverage as HTML: an index, and a page for each rule file with what no case exercises beside its lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from sanctions_engine.authoring.coverage import Coverage
from sanctions_engine.authoring.coverage_gaps import Gap, gaps_of
from sanctions_engine.authoring.coverage_items import What
from sanctions_engine.diagnostics.lines import Lines
from sanctions_engine.reports.coverage import COUNTED, percent_text

INDEX = "index.html"
_STYLE = """
body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem; color: #1c1c1c; background: #fff; }
table { border-collapse: collapse; } td, th { padding: .1rem .6rem; text-align: left; vertical-align: top; }
td.count, th.count { text-align: right; font-variant-numeric: tabular-nums; }
table.text td { font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; }
table.text td.line { color: #777; text-align: right; user-select: none; }
table.text td.note { color: #9b1c1c; font: 12px/1.5 system-ui, sans-serif; border-left: 1px solid #ddd; min-width: 18rem; }
.all { background: #e3f4e3; } .some { background: #fdf0c4; } .none { background: #fbd9d6; }
.legend span { padding: 0 .4rem; }
"""


def coverage_pages(coverage: Coverage, sources: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each page, the index first.

    Args:
        coverage: What was exercised.
        sources: The text of each file by its name in places.
    """
    gaps = gaps_of(coverage)
    files = list(dict.fromkeys(_files(coverage)))
    names = {file: f"{file.strip('/').replace('/', '--')}.html" for file in files}
    yield INDEX, _page("Coverage", _index(coverage, names))
    for file in files:
        if file in sources:
            body = _file(file, sources[file], coverage, [one for one in gaps if one.place.file == file])
            yield names[file], _page(file, body)


def _files(coverage: Coverage) -> Iterator[str]:
    for unit in coverage.units.values():
        yield unit.rules[0].place.file
        yield from (place.file for part in unit.parts if (place := part.stretch(part.formula.node)) is not None)
    yield from (one.place.file for one in gaps_of(coverage))


def _page(title: str, body: Iterable[str]) -> str:
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return "\n".join(
        ["<!doctype html>", '<html lang="en">', f"<head>{head}</head>", "<body>", *body, "</body></html>", ""]
    )


def _index(coverage: Coverage, names: Mapping[str, str]) -> Iterator[str]:
    done, of = coverage.counts()
    yield f"<h1>Coverage: {done:,} of {of:,} exercised, {percent_text(coverage.percent)} per cent</h1>"
    yield "<table><tr><th>rule</th>"
    yield "".join(f'<th class="count">{word}</th>' for word in COUNTED.values()) + '<th class="count">all</th></tr>'
    for id, unit in coverage.units.items():
        place = unit.rules[0].place
        link = f'<a href="{escape(names[place.file])}#L{place.line}">{escape(id)}</a>'
        cells = [coverage.counts(what, id) for what in COUNTED]
        yield f"<tr><td>{link}</td>{''.join(map(_cell, [*cells, coverage.counts(unit=id)]))}</tr>"
    yield "</table>"


def _cell(count: tuple[int, int]) -> str:
    done, of = count
    if not of:
        return '<td class="count"></td>'
    look = "all" if done == of else "some" if done else "none"
    return f'<td class="count {look}">{done:,} of {of:,}</td>'


def _file(file: str, text: str, coverage: Coverage, gaps: list[Gap]) -> Iterator[str]:
    yield f'<p><a href="{INDEX}">all rules</a></p><h1>{escape(file)}</h1>'
    yield '<p class="legend"><span class="all">seen true and false</span> <span class="some">one of them</span> '
    yield '<span class="none">neither</span></p><table class="text">'
    notes: dict[int, list[str]] = {}
    for gap in gaps:
        about = "" if gap.what is What.CONDITION else f"{gap.what} "
        within = f" ({gap.within})" if gap.within else ""
        notes.setdefault(gap.place.line, []).append(f"{gap.words}: {about}{gap.name}{within}")
    for number, line in enumerate(_marked(text, _marks(coverage, file)), start=1):
        told = "<br>".join(map(escape, notes.get(number, ())))
        yield f'<tr id="L{number}"><td class="line">{number}</td><td>{line}</td><td class="note">{told}</td></tr>'
    yield "</table>"


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    look: str


def _marks(coverage: Coverage, file: str) -> list[_Mark]:
    """Return the conditions of a file with how much of each was exercised."""
    seen: dict[tuple[int, int], list[bool]] = {}
    for one in coverage.items:
        if one.what is What.CONDITION and one.place is not None and one.place.file == file:
            seen.setdefault((one.place.start, one.place.end), []).append(one.key in coverage.exercised)
    marks = [_Mark(*at, "all" if all(done) else "some" if any(done) else "none") for at, done in seen.items()]
    return sorted(marks, key=lambda one: (one.start, -one.end))


def _marked(text: str, marks: list[_Mark]) -> Iterator[str]:
    """Yield the lines of a text with its marks; one that goes over several lines begins anew on each."""
    lines, waiting, open_marks = Lines(text), list(reversed(marks)), list[_Mark]()
    for number in range(1, len(lines) + (not text.endswith("\n"))):
        start = lines.start(number)
        open_marks = [one for one in open_marks if one.end > start]
        told = [f'<span class="{one.look}">' for one in open_marks]
        for offset, character in enumerate(lines.line(number), start=start):
            while open_marks and open_marks[-1].end <= offset:
                open_marks.pop()
                told.append("</span>")
            while waiting and waiting[-1].start <= offset:
                one = waiting.pop()
                if one.end > offset:
                    open_marks.append(one)
                    told.append(f'<span class="{one.look}">')
            told.append(escape(character))
        yield "".join([*told, "</span>" * len(open_marks)])

"""Every example in `README.md` and `docs/` runs: Python, commands, and the files that a page writes.

A page is run from top to bottom in a folder of its own that holds copies of `examples/` and `rules/`.

- A block whose first line is `# name.yaml`, or whose info string is `yaml name.yaml`, is written to that file; with `change`
  after the name, each of its lines takes the place of the line of the file that has the same key.
- `console` and `sh` blocks: every `sanctions-engine` and `python` line runs, and has to end well, or as `exit=1` in the info
  string says. Lines below a command are its output; `...` stands for anything.
- `python` blocks are doctests if they have a prompt, else programs; those of a page share their names.
- A file that no command or program of its page names is loaded at the end. A YAML block without a name is loaded if it is
  whole (a dossier, cases, a rule file), and has to be well-formed in any case.
"""

from __future__ import annotations

import doctest
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sanctions_engine.cli.entry import run
from sanctions_engine.diagnostics import Problems
from sanctions_engine.evaluation import run_cases
from sanctions_engine.facts import load_dossier
from sanctions_engine.language.packs import check_packs, load_packs, shipped_packs
from sanctions_engine.language.yaml.yaml_text import read_yaml

ROOT = Path(__file__).resolve().parents[2]
MATCH = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
FENCE = re.compile(
    r"^(?P<indent> *)(?P<ticks>`{3,})(?P<info>[^`\n]*)\n(?P<text>.*?)^(?P=indent)(?P=ticks) *$",
    re.MULTILINE | re.DOTALL,
)
NAMED = re.compile(r"# ([\w./-]+\.(?:yaml|csv|jsonl|py))\n")
SHELL = frozenset({"console", "sh", "bash"})
NOT_RUN = re.compile(
    r"(\S*/)?(python3? -m (venv|pip|mypy|ruff)|python -m pytest(?! \S+\.py)|pip|bash \.ci/run|git|cd)\b"
)
"""Commands that set up a machine, or would run these tests inside themselves."""
SYNOPSIS = re.compile(r"sanctions-engine COMMAND\b")
WHOLE = ({"dossier"}, {"cases"}, {"instrument", "rules"}, {"instrument", "changes"})
"""Keys of a YAML block that is whole: a dossier, a case file, a rule file."""

MUST_SHOW = {
    "docs/tutorial/first-rule.md": {"command", "file"},
    "docs/explanation/russia-2020.md": {"command"},
    "docs/explanation/meaning.md": {"command", "output", "file"},
    "docs/explanation/structure.md": {"program"},
    "docs/explanation/unknowns-perspectives-readings.md": {"command", "output", "file"},
    "docs/how-to/write-a-pack.md": {"command", "file", "program"},
    "docs/how-to/bring-evidence.md": {"command", "output", "file", "program"},
    "docs/how-to/judge-many-records.md": {"command", "output", "program"},
    "docs/how-to/compare-scenarios.md": {"command", "output", "program"},
    "docs/how-to/use-in-tests.md": {"command", "file"},
    "docs/how-to/set-up-an-editor.md": {"command", "file", "whole"},
    "docs/how-to/ask-about-a-regime.md": {"command", "output"},
    "docs/how-to/read-a-finding.md": {"command", "output", "program"},
    "docs/reference/cli.md": {"command"},
    "docs/reference/dossiers.md": {"program", "whole"},
    "docs/reference/cases.md": {"file"},
}
"""What a page has at least one of, so that none passes for want of examples."""


@dataclass(frozen=True)
class Block:
    """One fenced block of a page: `language`, the file it is written to, the words after that, and where it begins."""

    language: str
    file: str | None
    marks: tuple[str, ...]
    text: str
    line: int


def blocks(page: str) -> Iterator[Block]:
    """Yield the fenced blocks of a Markdown text, those below an item of a list too."""
    for found in FENCE.finditer(page):
        language, *marks = found["info"].split() or [""]
        file = marks.pop(0) if marks and "." in marks[0] and "=" not in marks[0] else None
        text = re.sub(rf"^{found['indent']}", "", found["text"], flags=re.MULTILINE)
        named = NAMED.match(text)
        if file is None and named is not None:
            file = named[1]
        yield Block(language, file, tuple(marks), text, page.count("\n", 0, found.start()) + 2)


@dataclass
class PageRun:
    """One page, run in a folder.

    Attributes:
        seen: How many programs, commands, outputs, files and whole blocks were run or held against the page.
        named: Every word of a command or program, to tell which files were used.
    """

    name: str
    folder: Path
    output: Callable[[], str]
    seen: Counter[str] = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "page"})

    def run(self, page: str) -> None:
        """Run the blocks of a page, then load what it wrote and did not use."""
        for block in blocks(page):
            if block.file is not None:
                self._write(block)
            elif block.language in SHELL:
                self._commands(block)
            elif block.language == "python":
                self._program(block)
            elif block.language == "yaml":
                self._yaml(block)
        for file in dict.fromkeys(self.files):
            if not any(self._names(word, file) for word in self.used):
                self._load(self.folder / file, f"{self.name}: {file}")

    def at(self, block: Block) -> str:
        return f"{self.name}:{block.line}"

    @staticmethod
    def _names(word: str, file: str) -> bool:
        return word == file or (word not in ("", ".") and file.startswith(word.rstrip("/") + "/"))

    def _write(self, block: Block) -> None:
        assert block.file is not None
        path = self.folder / block.file
        assert path.resolve().is_relative_to(self.folder.resolve()), (
            f"{self.at(block)}: `{block.file}` leaves the folder"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        text = changed(path.read_text("utf-8"), block.text) if "change" in block.marks else block.text
        path.write_text(text, encoding="utf-8")
        self.files.append(block.file)
        self.seen["file"] += 1

    def _program(self, block: Block) -> None:
        self.used += re.findall(r"[\w./-]+", block.text)
        self.seen["program"] += 1
        if ">>> " not in block.text:
            exec(compile(block.text, self.at(block), "exec", dont_inherit=True), self.names)
            return
        test = doctest.DocTestParser().get_doctest(block.text, self.names, self.at(block), self.name, block.line - 1)
        assert test.examples
        told: list[str] = []
        failed = doctest.DocTestRunner(optionflags=MATCH).run(test, out=told.append, clear_globs=False).failed
        self.names.update(test.globs)
        assert not failed, "".join(told)

    def _commands(self, block: Block) -> None:
        wanted_code = next((int(mark.removeprefix("exit=")) for mark in block.marks if mark.startswith("exit=")), 0)
        for line, wanted in commands(block):
            for part in line.split("&&"):
                code, told = self._command(part.strip(), self.at(block))
                assert code in (None, wanted_code), f"{self.at(block)}: `{part.strip()}` ended with {code}\n{told}"
                if wanted and code is not None:
                    self.seen["output"] += 1
                    assert fits(wanted, told), f"{self.at(block)}: `{part.strip()}` printed\n{told}"

    def _command(self, line: str, at: str) -> tuple[int | None, str]:
        """Run one command; the code is None for one that is not run."""
        if NOT_RUN.match(line) or SYNOPSIS.match(line):
            return None, ""
        words = shlex.split(line)
        self.used += words
        self.seen["command"] += 1
        program = Path(words[0]).name
        if program == "sanctions-engine":
            self.output()
            code = run(words[1:])
            return code, self.output()
        assert program == "python", f"{at}: no test runs `{line}`"
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "CI": "1",  # hypothesis then draws the same examples each time
            "PYTEST_ADDOPTS": "-p no:sanctions -p sanctions_engine.testing.pytest_plugin",  # this one, installed or not
        }
        done = subprocess.run(
            [sys.executable, *words[1:]], env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def _yaml(self, block: Block) -> None:
        """Hold a block without a file against its form: whole ones are loaded, fragments have to be well-formed."""
        problems = Problems()
        document = read_yaml(block.text, self.at(block), problems)
        assert document is not None, f"{self.at(block)}: {list(problems)}"
        keys = set(document.data) if isinstance(document.data, dict) else set()
        if any(whole <= keys for whole in WHOLE):
            self.seen["whole"] += 1
            if is_excerpt(block.text):
                return
            path = self.folder / "own" / f"line-{block.line}" / ("x.cases.yaml" if "cases" in keys else "x.yaml")
            path.parent.mkdir(parents=True)
            path.write_text(block.text, encoding="utf-8")
            if "instrument" in keys:
                manifest = f"{{name: own/line-{block.line}, version: '1', title: A page, requires: [un/dprk]}}\n"
                (path.parent / "pack.yaml").write_text(manifest, encoding="utf-8")
            self._load(path, self.at(block))

    def _load(self, path: Path, at: str) -> None:
        """Load a file as what it is: cases, part of a pack, or a dossier."""
        pack = next((folder for folder in path.parents if (folder / "pack.yaml").is_file()), None)
        if path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        elif path.name.endswith(".cases.yaml"):
            report = run_cases([path])
            assert report.passed, f"{at}: {report.failed}{list(report.problems)}"
        elif pack is not None:
            problems = check_packs([pack])[1]
            assert not len(problems), f"{at}: {[str(one) for one in problems]}"
        else:
            assert path.suffix == ".yaml", f"{at}: nothing reads it"
            kinds = {name: kind for one in load_packs(shipped_packs()) for name, kind in one.kinds.items()}
            load_dossier(path.parent if path.name == "dossier.yaml" else path, kinds=kinds, strict=True)


def is_excerpt(text: str) -> bool:
    """Whether every line of a block stands in one file of the packs that ship."""
    files = (source for pack in load_packs(shipped_packs()) for source in pack.sources.values())
    return any(set(map(str.strip, text.splitlines())) <= set(map(str.strip, source.splitlines())) for source in files)


def commands(block: Block) -> Iterator[tuple[str, str]]:
    """Yield the commands of a block, each with the output that is shown below it."""
    text = block.text.replace("\\\n", " ")
    if block.language != "console":
        yield from ((line, "") for line in text.splitlines() if line.strip() and not line.startswith("#"))
        return
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)
    assert not parts[0].strip(), f"line {block.line}: output without a command"
    for part in parts[1:]:
        line, _, output = part.partition("\n")
        yield line, output.strip("\n") and f"{output.rstrip()}\n"


def fits(wanted: str, told: str) -> bool:
    """Whether an output is as shown; blanks and line ends are all the same, and `...` stands for any words or none."""
    words = ("(?: .*?)?" if one == "..." else " " + re.escape(one).replace(r"\.\.\.", ".*?") for one in wanted.split())
    return re.fullmatch("".join(words), "".join(f" {one}" for one in told.split())) is not None


def changed(text: str, lines: str) -> str:
    """Return a file's text with lines put in the place of those that have the same key at the same depth."""
    for line in lines.splitlines():
        key = re.match(r"\s*[\w-]+:", line)
        assert key is not None, f"`{line}` has no key"
        old = [one for one in text.splitlines() if one.startswith(key[0])]
        assert len(old) == 1, f"`{key[0]}` stands in {len(old)} lines of the file"
        text = text.replace(old[0], line)
    return text


def pages() -> list[str]:
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [path.relative_to(ROOT).as_posix() for path in found if "diagnostics" not in path.parts]


def page_run(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> PageRun:
    def output() -> str:
        told = capsys.readouterr()
        return told.out + told.err

    return PageRun(name, folder, output)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with copies of what pages name, and the working directory."""
    for name in ("examples", "rules"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", pages())
def test_every_example_of_a_page_runs(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = page_run(name, folder, capsys)
    page.run((ROOT / name).read_text(encoding="utf-8"))
    assert MUST_SHOW.get(name, set()) <= page.seen.keys(), page.seen


def test_the_pages_that_must_show_something_exist() -> None:
    assert MUST_SHOW.keys() <= set(pages())


GOOD_PACK = "```yaml\n# p/pack.yaml\nname: p\nversion: '1'\ntitle: P\n```\n"


@pytest.mark.parametrize(
    "text, seen",
    [
        ("```python\nx = 1\n```\n```python\n>>> x + 1\n2\n```\n", {"program": 2}),
        ("```console\n$ sanctions-engine check un/dprk\n1 pack (...\n```", {"command": 1, "output": 1}),
        ("```console exit=2\n$ sanctions-engine explain nowhere\n```", {"command": 1}),
        (
            "1. Check:\n\n   ```console\n   $ sanctions-engine check un/dprk\n   1 pack (...\n   ```\n",
            {"command": 1, "output": 1},
        ),
        ("```sh\npython3 -m venv .venv && .venv/bin/sanctions-engine check un/dprk\n```", {"command": 1}),
        ("```sh\n.venv/bin/pip install -e . && .venv/bin/python -m pytest\n```", {}),
        (GOOD_PACK, {"file": 1}),
        (f"{GOOD_PACK}```yaml p/pack.yaml change\ntitle: Q\n```\n", {"file": 2}),
        ("```yaml\ndossier: empty\n```", {"whole": 1}),
        (
            "```console\n$ sanctions-engine check un/dprk\n... 1 pack ... no\nproblems; ...\n```",
            {"command": 1, "output": 1},
        ),
        ("```yaml\nlet: {a: 1}\n```\n```json\n{\n```", {}),
    ],
)
def test_good_examples_are_counted(
    text: str, seen: dict[str, int], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = page_run("page.md", folder, capsys)
    page.run(text)
    assert page.seen == seen


@pytest.mark.parametrize(
    "text",
    [
        "```python\nassert False\n```",
        "```python\n>>> 1 + 1\n3\n```",
        "```console\n$ sanctions-engine check un/dprk\nnot this\n```",
        "```console\n$ sanctions-engine check nowhere\n```",
        "- Check:\n\n  ```console\n  $ sanctions-engine check nowhere\n  ```",
        "```console exit=1\n$ sanctions-engine check un/dprk\n```",
        "```console\nsanctions-engine check un/dprk\n```",
        "```console\n$ rm -r rules\n```",
        "```yaml\n# p/pack.yaml\nname: p\n```",
        "```json p/settings.json\n{\n```",
        "```yaml\n# ../p.yaml\na: b\n```",
        f"{GOOD_PACK}```yaml p/pack.yaml change\nnote: Q\n```\n",
        "```yaml\ndossier: x\nclaims: [{fact: Nothing}]\n```",
        "```yaml\ninstrument: unscr-2397\nrules: [{id: x}]\n```",
        "```yaml\ncases: [{case: x, as_of: 2020-01-01, expect: [{rule: unscr-2397-8, subject: RUS, verdict: exempt}]}]\n```",
        "```yaml\na: {b\n```",
    ],
)
def test_a_bad_example_is_seen(text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = page_run("page.md", folder, capsys)
    with pytest.raises((AssertionError, Exception)):
        page.run(text)

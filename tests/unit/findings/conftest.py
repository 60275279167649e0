"""Small packs over the fact kinds of the conformance corpus, and dossiers written as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from sanctions_engine import Pack, evaluate, load_pack, read_dossiers
from sanctions_engine.facts.loading import read_dossier
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.findings import Finding, Findings, ProofNode

ROOT = Path(__file__).resolve().parents[3]
MEANING = ROOT / "tests" / "cases" / "meaning"
RUSSIA = ROOT / "examples" / "russia-2020"

SOURCES = """
sources:
  paper: {publisher: A paper, published: 2018-01-01}
  later: {publisher: A later paper, published: 2020-06-01}
"""


@dataclass(frozen=True)
class Study:
    """Rules and a dossier, ready to be judged.

    Attributes:
        pack: The rules.
        dossier: The evidence.
    """

    pack: Pack
    dossier: Dossier

    def evaluate(self, as_of: str = "2019-06-30", **asked: Any) -> Findings:
        """Judge as of a day."""
        return evaluate(self.pack, self.dossier, as_of=date.fromisoformat(as_of), **asked)

    def one(self, rule: str, subject: str, as_of: str = "2019-06-30", **asked: Any) -> Finding:
        """Return the only finding on a rule and subject."""
        (finding,) = self.evaluate(as_of, rules=[rule], subjects=[subject], **asked).findings
        return finding

    def with_claims(self, claims: Iterable[Any]) -> Study:
        """Return the same with other claims."""
        return Study(self.pack, self.dossier.model_copy(update={"claims": tuple(claims)}))


StudyOf = Callable[..., Study]


@pytest.fixture
def study(tmp_path: Path) -> StudyOf:
    """Return a function that makes a study.

    Its arguments are the items of `rules:` and the rest of the dossier (`claims`, `pleas`, `coverage` and so on) as YAML;
    there are two sources, `paper` and `later`. `**files` are further files of the pack, `a__yaml` for `a.yaml`.
    """
    numbers = iter(range(1000))

    def make(rules: str, dossier: str = "", **files: str) -> Study:
        folder = tmp_path / f"pack-{next(numbers)}"
        folder.mkdir()
        for name in ("pack.yaml", "facts.yaml", "instruments.yaml"):
            (folder / name).write_bytes((MEANING / name).read_bytes())
        text = f"instrument: pact\nparagraph: '5'\nrules:\n{indent(rules.strip(), '  ')}\n"
        (folder / "rules.yaml").write_text(text, encoding="utf-8")
        for name, content in files.items():
            (folder / name.replace("__", ".")).write_text(content, encoding="utf-8")
        pack = load_pack(folder)
        read = read_dossier(f"dossier: a study\n{SOURCES}\n{dossier}", kinds=pack.kinds, rules=pack.rules, strict=True)
        return Study(pack, read)

    return make


@cache
def _russia() -> tuple[tuple[Pack, ...], Dossier]:
    return read_dossiers([RUSSIA])


@pytest.fixture(scope="session")
def russia() -> tuple[tuple[Pack, ...], Dossier]:
    """Return the packs and the dossier of the Russia case."""
    return _russia()


def nodes(proof: ProofNode) -> Iterable[ProofNode]:
    """Yield a proof's node and everything below it."""
    yield proof
    for part in proof.parts:
        yield from nodes(part)


@pytest.fixture(scope="session")
def parts() -> Callable[[Finding, str], list[ProofNode]]:
    """Return a function that finds the nodes of a proof by their role or text."""

    def find(finding: Finding, named: str) -> list[ProofNode]:
        return [node for node in nodes(finding.because) if named in (node.role, node.text)]

    return find

"""Runs the command line in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sanctions_engine.cli.entry import run

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Result:
    """What a command did."""

    code: int
    out: str
    err: str


Command = Callable[..., Result]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command at the root of the checkout; its words are the arguments."""
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("SANCTIONS_ENGINE_DEBUG", raising=False)

    def _run(*arguments: str) -> Result:
        capsys.readouterr()
        code = run(arguments)
        told = capsys.readouterr()
        return Result(code, told.out, told.err)

    return _run


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A small dossier: one report, filed late."""
    path = tmp_path / "small.yaml"
    path.write_text(
        "dossier: a late report\npacks: [un/dprk]\n"
        "sources: {paper: {publisher: A paper, published: 2020-05-01}}\n"
        "claims:\n  - {fact: ImplementationReport, state: CHN, about: unscr-2397-8-final, submitted: 2020-03-23, "
        "by: CHN, source: paper}\ncoverage:\n  - {fact: ImplementationReport, source: paper}\n",
        encoding="utf-8",
    )
    return path

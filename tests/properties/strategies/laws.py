"""Loads rule texts as the library loads packs, from files, and judges by them."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from sanctions_engine.language.packs import load_pack
from sanctions_engine.language.rules import Pack
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question
from sanctions_engine.testing import law_checks
from sanctions_engine.testing.law_checks import Judgements
from tests.properties.strategies.kinds import ADOPTED, KINDS
from tests.properties.strategies.rule_texts import RuleFile

_PACK = "name: invented\nversion: 1.0.0\ntitle: Invented law\n"
_INSTRUMENTS = f"instruments:\n  pact: {{title: The pact, body: Assembly, adopted: {ADOPTED}}}\n"


@lru_cache(maxsize=256)
def pack_of(file: RuleFile) -> Pack:
    """Return the pack that holds a rule file and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("pack", _PACK), ("instruments", _INSTRUMENTS), ("rules", file.text)):
            Path(folder, f"{name}.yaml").write_text(text, encoding="utf-8")
        return load_pack(Path(folder), kinds=tuple(KINDS.values()))


@lru_cache(maxsize=256)
def law_of(file: RuleFile) -> Law:
    """Return the law that a rule file makes."""
    return Law([pack_of(file)])


def judge_all(file: RuleFile, dossier: Dossier, question: Question) -> Judgements:
    """Return the judgement of each rule on each subject, with what it presumed."""
    return law_checks.judge_all(law_of(file), dossier, question)


def plainly(judgements: Judgements) -> dict[tuple[str, Subject], tuple[object, ...]]:
    """Return what of each judgement a reader sees: verdict, due day, day done, exception, what is possible, what is presumed."""
    return {
        key: (
            one.verdict,
            one.due,
            one.late_on,
            one.exception,
            one.possible,
            [(presumed.node, presumed.value) for presumed in one.presumed],
        )
        for key, one in judgements.items()
    }

"""W4: a recurring duty and a standing over very many records: what the database takes beside the reference evaluator.

Run: `python -m tests.benchmarks.bulk.registers`, about two minutes for a million records. The reference evaluator gets some
thousand of them, and what it takes is multiplied. Each turn is a process of its own: told are the seconds that it computes, and
by how much the memory that it holds has grown at most. Every count is compared with `evidence.expected` before anything is told.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from sanctions_engine import Dossier, Pack, evaluate, load_claim_tables
from sanctions_engine.engines.reference import ReferenceEngine
from sanctions_engine.facts.bulk import claims_of
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question
from tests.benchmarks.bulk.registers.evidence import AS_OF, ORDINARY, STANDING, expected, write_dossier, write_pack

ENGINES = ("database", "reference")


def options() -> argparse.ArgumentParser:
    """Return what the command takes."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks.bulk.registers", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000, help="accounts, and as many ships")
    parser.add_argument("--reference", type=int, default=5_000, help="of these the reference evaluator gets so many")
    parser.add_argument("--turn", nargs=3, metavar=("ENGINE", "RULE", "FOLDER"), help=argparse.SUPPRESS)
    return parser


def turn(engine: str, rule: str, folder: Path) -> dict[str, object]:
    """Return what one rule takes: seconds, megabytes, and the number of outcomes by verdict."""
    pack = write_pack(folder / "pack")
    with load_claim_tables(folder, kinds=pack.kinds) as tables:
        if engine == "reference":
            claims = tuple(claim for kind in tables.tables for claim in claims_of(tables, kind))
            return _taken(lambda: _by_reference(pack, tables.dossier.model_copy(update={"claims": claims}), rule))
        return _taken(lambda: dict(evaluate(pack, tables, as_of=AS_OF, rules=[rule]).counts))


def _by_reference(pack: Pack, dossier: Dossier, rule: str) -> dict[str, int]:
    law = Law([pack])
    asked = Question(as_of=AS_OF, rules=(rule,))
    found = ReferenceEngine().outcomes(asked, law, Evidence(dossier, law.kinds))
    return dict(
        Counter(one.verdict.value for one in list(found))
    )  # outcomes that are listed: findings are made of them


def _taken(run: Callable[[], dict[str, int]]) -> dict[str, object]:
    before, start = _held(), time.process_time()
    counts = run()
    return {"seconds": time.process_time() - start, "megabytes": _held() - before, "counts": counts}


def _held() -> float:
    """Return the most memory that this process held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _of_process(engine: str, rule: str, folder: Path, records: int) -> tuple[float, float]:
    """Return the seconds and megabytes of a turn in a process of its own.

    Raises:
        SystemExit: If it comes to other counts than it should.
    """
    command = [sys.executable, "-m", "tests.benchmarks.bulk.registers", "--turn", engine, rule, str(folder)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    counts = {verdict: number for (id, verdict), number in expected(records).items() if id == rule}
    if told["counts"] != counts:
        raise SystemExit(f"{engine} comes to {told['counts']} under {rule}, and not to {counts}")
    return told["seconds"], told["megabytes"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure."""
    given = options().parse_args(arguments)
    if given.turn:
        engine, rule, folder = given.turn
        print(json.dumps(turn(engine, rule, Path(folder))))
        return
    numbers = dict(zip(ENGINES, (given.records, given.reference), strict=True))
    with tempfile.TemporaryDirectory() as scratch:
        folders = {engine: write_dossier(Path(scratch) / engine, number) for engine, number in numbers.items()}
        for rule in (ORDINARY, STANDING):
            print(f"W4: {rule}, {given.records:,} records")
            taken = {engine: _of_process(engine, rule, folders[engine], numbers[engine]) for engine in ENGINES}
            for engine, (seconds, megabytes) in taken.items():
                times = given.records / numbers[engine]
                more = f"   extrapolated from {numbers[engine]:,} records" if times != 1 else ""
                ratio = seconds * times / taken["database"][0]
                print(f"  {engine:<12} {seconds * times:10.1f} s {ratio:8.2f} x {megabytes * times:12,.0f} MB{more}")


if __name__ == "__main__":
    main()

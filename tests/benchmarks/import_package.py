"""Importing the package, and what its everyday names need, against importing pydantic; each in a fresh interpreter.

Run: `python -m tests.benchmarks.import_package`.
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial

from tests.benchmarks.timing import interleaved, report

ROUNDS = 9
WORK = {
    "python -c pass": "pass",
    "import pydantic (with BaseModel)": "from pydantic import BaseModel",
    "import sanctions_engine": "import sanctions_engine",
    "from sanctions_engine import evaluate, load_pack": "from sanctions_engine import evaluate, load_pack, load_dossier",
}


def main() -> int:
    """Print the medians; the start of the interpreter itself is told apart."""
    medians = interleaved({name: partial(_run, code) for name, code in WORK.items()}, ROUNDS)
    start = medians.pop("python -c pass")
    print(f"start of the interpreter: {start * 1000:.1f} ms, taken off below")
    report("imports", {name: seconds - start for name, seconds in medians.items()}, "import pydantic (with BaseModel)")
    return 0


def _run(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)


if __name__ == "__main__":
    sys.exit(main())

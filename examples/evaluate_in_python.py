"""Judge a dossier from Python and print what the rules find about each State's workers."""

from datetime import date
from pathlib import Path

from sanctions_engine import evaluate, load_dossier, load_pack

pack = load_pack("un/dprk")
dossier = load_dossier(Path(__file__).parent / "russia-2020", kinds=pack.kinds)
findings = evaluate(pack, dossier, as_of=date(2020, 1, 24), rules=["unscr-2397-8"])
for finding in findings:
    print(finding.subject, finding.verdict.value, "(contested)" if finding.contested else "", "due", finding.due)

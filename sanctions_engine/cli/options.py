"""The options that several commands share."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Option

Dossiers = Annotated[
    list[str],
    Argument(
        metavar="DOSSIER",
        help="Evidence: a dossier file, or a folder with `dossier.yaml` and tables; several belong together. With "
        "`--engine relational` also `<Kind>.parquet`, `.csv`, `.jsonl`, or `<Kind>=PATH`.",
    ),
]
OptionalDossiers = Annotated[
    list[str] | None, Argument(metavar="DOSSIER", help="Evidence, as in `evaluate`; may be left out.")
]
Rules = Annotated[
    list[str] | None,
    Option(
        "--rules",
        metavar="PACK",
        help="A pack that ships (`un/dprk`) or a pack folder; repeatable. Default: what the dossier names, else all.",
    ),
]
AsOf = Annotated[
    str | None, Option("--as-of", metavar="DAY", help="The day judged, such as 2020-01-24. Default: today.")
]
KnownAt = Annotated[
    str | None, Option("--known-at", metavar="DAY", help="Leave aside claims that became known later than this day.")
]
Perspective = Annotated[
    str | None, Option("--perspective", metavar="WHO", help="Believe this speaker (`RUS`) first, wherever they speak.")
]
ReadingOption = Annotated[
    str | None, Option("--reading", metavar="READING", help="Judge under this reading of the rules that have it.")
]
Assume = Annotated[
    list[str] | None,
    Option(
        "--assume",
        metavar="INSTRUMENT[=DAY]",
        help="A scenario: take a draft as adopted, on the day given or the day it was tabled; repeatable.",
    ),
]
RuleGlobs = Annotated[
    list[str] | None,
    Option(
        "--rule",
        metavar="GLOB",
        help="Only rules whose id matches, such as `unscr-2397-*`, or rows of the table named; repeatable.",
    ),
]
Subjects = Annotated[
    list[str] | None,
    Option(
        "--subject",
        metavar="SUBJECT",
        help="Only this subject, as the report names it, a State by any of its names (`RUS`, `Russia`); every verdict on it "
        "is told. Not who is bound: that is `--bearer`; repeatable.",
    ),
]
Bearers = Annotated[
    list[str] | None,
    Option(
        "--bearer",
        metavar="WHO",
        help="Only what binds, or may bind, this State or party, whatever the subject; `all` for what all share; repeatable.",
    ),
]
AllStates = Annotated[
    bool, Option("--all-states", help="Judge every State, not only those that the evidence speaks of.")
]
EngineName = Annotated[str, Option("--engine", metavar="ENGINE", help="The engine that judges.")]
MemoryLimit = Annotated[
    str | None,
    Option(
        "--memory-limit", metavar="SIZE", help="With `--engine relational`: the most that the database takes (`2GB`)."
    ),
]
TempDirectory = Annotated[
    str | None,
    Option(
        "--temp-directory",
        metavar="FOLDER",
        help="With `--engine relational`: where what does not fit in memory goes. Default: `.tmp` in the working folder.",
    ),
]
SaidBy = Annotated[
    str | None,
    Option("--by", metavar="WHO", help="Of tables without a dossier: who says what rows do not say themselves."),
]
SaidIn = Annotated[
    str | None,
    Option("--source", metavar="SOURCE", help="Of tables without a dossier: the source that rows do not name."),
]
SaidOn = Annotated[
    str | None, Option("--known", metavar="DAY", help="Of tables without a dossier: since when it is known.")
]
Delimiter = Annotated[
    str | None,
    Option("--delimiter", metavar="CHAR", help="Of CSV tables without a dossier: what stands between two cells."),
]
Output = Annotated[
    str | None, Option("--output", metavar="FILE", help="Write the report to a file, complete or not at all.")
]
Strict = Annotated[
    bool, Option("--strict", help="Stop at rows of evidence that cannot be read, rather than set them aside.")
]
Verbose = Annotated[
    bool, Option("--verbose", "-v", help="Show every finding, every step of its proof and every claim.")
]

"""`schema`: JSON Schema of the files that people write, so that editors complete and underline."""

from __future__ import annotations

import json
from typing import Annotated

from typer import Argument, Option

from sanctions_engine.cli import options
from sanctions_engine.cli.exits import Exit
from sanctions_engine.cli.output import write_text
from sanctions_engine.cli.values import unknown_word

EXAMPLES = (
    "sanctions-engine schema --rules un/dprk --output schema.json",
    "sanctions-engine schema rules",
    "sanctions-engine schema dossier --rules un/dprk",
)


def schema(
    format: Annotated[
        str | None,
        Argument(
            metavar="[FORMAT]",
            help="pack, instruments, facts, ledger, cases, dossier or rules. Default: all in one, told apart by their keys.",
        ),
    ] = None,
    rules: Annotated[
        list[str] | None,
        Option(
            "--rules",
            metavar="PACK",
            help="Let dossiers and cases hold what this pack knows: the fields of each kind, the ids of rules; repeatable.",
        ),
    ] = None,
    output: options.Output = None,
) -> int:
    """Print the JSON Schema of rule files, cases and dossiers, for editors and for other programs."""
    from sanctions_engine.facts.file_formats import FORMATS, file_schema
    from sanctions_engine.language.packs import load_packs

    names = [one.name for one in FORMATS]
    if format is not None and format not in names:
        raise unknown_word("FORMAT", format, names)
    packs = load_packs(rules) if rules else ()
    write_text(json.dumps(file_schema(format, packs), indent=2, ensure_ascii=False) + "\n", output)
    return Exit.DONE

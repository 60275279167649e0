"""`check`: read packs and say everything that is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument

from sanctions_engine.cli.exits import Exit
from sanctions_engine.cli.output import write_text
from sanctions_engine.cli.problems import tell

_MANIFEST = "pack.yaml"


EXAMPLES = (
    "sanctions-engine check rules/",
    "sanctions-engine check un/dprk",
)


def check(
    paths: Annotated[
        list[str] | None,
        Argument(
            metavar="[PATH|PACK]",
            help="A pack, by folder or name, a file of one, or a folder that holds packs. Default: all that ship.",
        ),
    ] = None,
) -> int:
    """Check rule files: form, expressions, types, citations, changes of law; all problems at once.

    Cases (`*.cases.yaml`) are not read here: `test` reads them.
    """
    from sanctions_engine.language.packs import check_packs, shipped_packs
    from sanctions_engine.reports.words import several

    sources = list(dict.fromkeys(map(_pack_of, paths))) if paths else list(shipped_packs())
    packs, problems, texts = check_packs(sources)
    if len(problems):
        tell(problems, texts.get)
    if problems.errors:
        return Exit.RULES
    rules = several(sum(len(pack.rules) for pack in packs), "rule")
    told = ", ".join(f"{pack.name} {pack.version}" for pack in packs)
    warnings = several(len(problems), "warning") if len(problems) else "no problems"
    write_text(f"{several(len(packs), 'pack')} ({told}), {rules}: {warnings}\n", None)
    return Exit.DONE


def _pack_of(text: str) -> str:
    """Return the folder of the pack that a file is part of; anything else as it is."""
    path = Path(text)
    if not path.is_file():
        return text
    return next((str(folder) for folder in path.parents if (folder / _MANIFEST).is_file()), text)

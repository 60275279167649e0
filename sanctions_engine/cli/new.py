"""`new`: files to begin with, which check clean and whose cases fail until they are filled in."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from sanctions_engine.cli.exits import Exit
from sanctions_engine.cli.output import write_text
from sanctions_engine.cli.values import malformed, read_choice

if TYPE_CHECKING:
    from sanctions_engine.language.rules import Pack

_CASES = ".cases.yaml"

EXAMPLES = (
    "sanctions-engine new pack house/visits",
    "sanctions-engine new rule house/visits/reports.yaml",
    "sanctions-engine new rule house/visits/ban.yaml --prohibition",
    "sanctions-engine new case house/visits/late.cases.yaml --rule reports",
)


class What(Enum):
    """What can be begun."""

    PACK = "pack"
    RULE = "rule"
    CASE = "case"


def new(
    what: Annotated[str, Argument(metavar="pack|rule|case", help="What to begin.")],
    path: Annotated[
        str,
        Argument(
            metavar="PATH",
            help="The folder of a new pack; a new rule file or case file in the folder of a pack. Nothing is overwritten.",
        ),
    ],
    rule: Annotated[str | None, Option("--rule", metavar="RULE", help="Of a case: the id of the rule.")] = None,
    prohibition: Annotated[
        bool, Option("--prohibition", help="Of a rule: it forbids something. Default: it demands something.")
    ] = False,
) -> int:
    """Write files to begin with: they check clean, and their cases fail until somebody fills them in."""
    from sanctions_engine.findings.scaffolds import new_case, new_pack, new_rule, pack_name

    chosen, place = read_choice("new", what, What), Path(path)
    if prohibition and chosen is not What.RULE:
        raise malformed("`--prohibition` is for `new rule`")
    if (rule is not None) is not (chosen is What.CASE):
        raise malformed("`--rule` is for `new case`, and needed there", "write `--rule unscr-2397-8`")
    if chosen is What.PACK:
        files = {place / name: text for name, text in new_pack(pack_name(place)).items()}
    elif chosen is What.RULE:
        id = _stem(place, ".yaml")
        body, cases = new_rule(_pack_around(place), id, prohibition=prohibition)
        files = {place: body, place.with_name(f"{id}{_CASES}"): cases}
    else:
        _stem(place, _CASES)
        files = {place: new_case(_pack_around(place), str(rule))}
    _write(files)
    return Exit.DONE


def _stem(path: Path, ending: str) -> str:
    """Return the name of a file without its ending."""
    stem = path.name.removesuffix(ending)
    if stem in ("", path.name) or (ending != _CASES and path.name.endswith(_CASES)):
        raise malformed(f"`{path}` is not the name of such a file", f"give it a name such as `visits{ending}`")
    return stem


def _pack_around(path: Path) -> Pack:
    from sanctions_engine.language.packs import load_pack

    folder = next((one for one in path.absolute().parents if (one / "pack.yaml").is_file()), None)
    if folder is None:
        raise malformed(f"`{path}` is in no pack", "begin one with `sanctions-engine new pack FOLDER`")
    return load_pack(folder)


def _write(files: dict[Path, str]) -> None:
    """Write all files or none: one that exists is never replaced."""
    from sanctions_engine.diagnostics.replacing import unwritable
    from sanctions_engine.diagnostics.written import note_file

    there = [path for path in files if path.exists() or path.is_symlink()]
    if there:
        raise malformed(f"`{there[0]}` exists already", "remove it, or give another name: nothing is overwritten")
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as stream:
                note_file(path)
                stream.write(text)
        except OSError as error:
            raise unwritable(path, error.strerror or str(error)) from error
    write_text("".join(f"wrote {path.as_posix()}\n" for path in files), None)

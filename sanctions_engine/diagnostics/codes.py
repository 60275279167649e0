"""The closed list of diagnostic codes; each has a page in `docs/reference/diagnostics/` and a case that triggers it."""

from __future__ import annotations

from enum import Enum, StrEnum


class Severity(StrEnum):
    """How much a problem weighs: an error rejects the input, a warning is shown and changes nothing, advice is shown to who asks for it."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Code(Enum):
    """A stable diagnostic code with its title; the severity is an error unless it is listed in `WARNINGS` or `ADVICE`.

    SE0xx: reading files. SE1xx: the form of packs and rule files. SE2xx: expressions. SE3xx: law over time.
    SE4xx: dossiers and tables. SE5xx: questions put to the engine. SE6xx: evaluation.
    SE7xx: what the linter finds in rules that are well-formed.

    Example:
        >>> Code.SE204.value
        'unknown field'
        >>> Code.SE219.severity.value
        'warning'
    """

    SE001 = "file cannot be read"
    SE002 = "file is not UTF-8"
    SE003 = "file too large"
    SE004 = "file is empty"
    SE005 = "file holds binary data"
    SE006 = "not well-formed YAML"
    SE007 = "duplicate key"
    SE008 = "anchor or alias"
    SE009 = "nesting too deep"
    SE010 = "path leaves its folder"
    SE011 = "more than one document in a file"
    SE012 = "YAML tag"

    SE101 = "unknown key"
    SE102 = "missing key"
    SE103 = "value of the wrong form"
    SE104 = "duplicate id"
    SE105 = "no modality, or more than one"
    SE106 = "key does not fit the modality"
    SE107 = "table row of the wrong length"
    SE108 = "table column"
    SE109 = "pattern matches no rule"
    SE110 = "folder is not a pack"
    SE111 = "unknown pack"
    SE112 = "malformed id"
    SE113 = "unknown instrument"
    SE114 = "fact kind declared badly"
    SE115 = "empty table cell in a condition that needs it"
    SE116 = "unknown citation"

    SE201 = "expression cannot be parsed"
    SE202 = "construct is not part of the language"
    SE203 = "unknown name"
    SE204 = "unknown field"
    SE205 = "types do not fit"
    SE206 = "unknown fact kind"
    SE207 = "unknown function"
    SE208 = "wrong arguments"
    SE209 = "assignment for a comparison"
    SE210 = "operator of another language"
    SE211 = "number with an exponent"
    SE212 = "date written as arithmetic"
    SE213 = "date that does not exist"
    SE214 = "expression too long"
    SE215 = "expression nested too deep"
    SE216 = "unknown State"
    SE217 = "day that may not exist"
    SE218 = "private name"
    SE219 = "series not pinned"
    SE220 = "cycle in `let`"
    SE221 = "unknown calendar"
    SE222 = "aggregates nested too deep"
    SE223 = "name used outside its scope"

    SE301 = "change of a rule that does not exist"
    SE302 = "amendment changes nothing"
    SE303 = "changes conflict"
    SE304 = "cycle in exemptions"
    SE305 = "exemption for another subject"
    SE306 = "parameter values overlap"
    SE307 = "instrument without an adoption date"
    SE308 = "norm that cannot be exempted"
    SE309 = "cycle in `due_of`"
    SE310 = "period declared badly"
    SE311 = "recurring duty without a due day"
    SE312 = "day that does not choose the law"
    SE313 = "duty without a due day"

    SE401 = "folder is not a dossier"
    SE402 = "unknown fact kind in a claim"
    SE403 = "unknown field in a claim"
    SE404 = "missing field in a claim"
    SE405 = "value of the wrong form in a claim"
    SE406 = "unknown State in a claim"
    SE407 = "unknown source"
    SE408 = "claim without a source"
    SE409 = "claim without a speaker"
    SE410 = "unknown rule in a dossier"
    SE411 = "row of the wrong length"
    SE412 = "wrong delimiter"
    SE413 = "claims contradict each other"
    SE414 = "file type not read"
    SE415 = "value outside its bounds"
    SE416 = "table header"
    SE417 = "line is not JSON"
    SE418 = "unknown grade"
    SE419 = "unknown since when a claim is known"
    SE420 = "quotes of a table row do not fit"
    SE421 = "number that may be a thousand times larger"
    SE422 = "State that did not exist yet"
    SE423 = "file changed while it was read"
    SE424 = "no room for a table"
    SE425 = "column of another type"
    SE426 = "text that does not have the form of its field"
    SE427 = "word that no rule knows"
    SE428 = "journal that cannot be used"
    SE429 = "fields of a claim that cannot both be true"
    SE430 = "names that may be one"
    SE431 = "list declared complete before a claim was told"
    SE432 = "one id for what look like two facts"
    SE433 = "row of several tables"

    SE501 = "no such rule"
    SE502 = "no such instrument"
    SE503 = "no such reading"
    SE504 = "no such speaker"
    SE505 = "no such engine"
    SE506 = "no such subject"
    SE507 = "malformed option"

    SE601 = "two values of a parameter in one group"
    SE602 = "date outside the calendar"
    SE603 = "engines disagree"
    SE604 = "engine not available"
    SE605 = "rule failed to evaluate"

    SE701 = "rule never applies"
    SE702 = "condition has one answer only"
    SE703 = "exception can never hold"
    SE704 = "reading changes nothing"
    SE705 = "table rows repeat"
    SE706 = "table rows overlap"
    SE707 = "table leaves a gap"
    SE708 = "tariff code does not exist"
    SE709 = "tariff code of another edition"
    SE710 = "due day before the rule is in force"
    SE711 = "dates out of order"
    SE712 = "parameter without a value on some days"
    SE713 = "change without effect"
    SE714 = "exemption and rule are never in force together"
    SE715 = "duties contradict each other"
    SE716 = "unused `let`"
    SE717 = "unused parameter"
    SE718 = "unused column"
    SE719 = "no paragraph cited"
    SE720 = "rule without a case"
    SE721 = "citation not verified"
    SE722 = "suppression without a reason"
    SE723 = "suppression of nothing"
    SE724 = "not filled in"

    @property
    def severity(self) -> Severity:
        """Whether the problem rejects its input, is told, or is told to who asks for it."""
        if self in ADVICE:
            return Severity.ADVICE
        return Severity.WARNING if self in WARNINGS else Severity.ERROR

    @property
    def is_lint(self) -> bool:
        """Whether only the linter tells it."""
        return self.name.startswith("SE7")


ADVICE = frozenset({Code.SE709, Code.SE718, Code.SE721, Code.SE724})

WARNINGS = frozenset(
    {
        Code.SE219,
        Code.SE302,
        Code.SE311,
        Code.SE312,
        Code.SE313,
        Code.SE413,
        Code.SE421,
        Code.SE426,
        Code.SE427,
        Code.SE430,
        Code.SE431,
        Code.SE432,
        Code.SE433,
    }
    | {code for code in Code if code.name.startswith("SE7")} - ADVICE
)

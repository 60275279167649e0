"""What the relational engine leaves to the reference evaluator, each with the reason; the run block tells how often."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Unsupported(Exception):
    """A rule says something that has no form in SQL yet: the reference evaluator judges it.

    Attributes:
        reason: Why, in words that the run block can show; one of `LIMITS`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Stance(Enum):
    """Whether a limit is to fall."""

    NOTYET = "notyet"
    """There is a form in SQL, and nobody has written it yet."""
    NEVER = "never"
    """SQL cannot say it exactly, or it is too rare to be worth a form of its own."""
    GUARD = "guard"
    """No checked rule comes here; without the guard a slip in this engine could go unseen."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Why something is left to the reference evaluator."""

    stance: Stance
    why: str


def _notyet(why: str) -> Limit:
    return Limit(Stance.NOTYET, why)


def _never(why: str) -> Limit:
    return Limit(Stance.NEVER, why)


_BY_TYPE = Limit(Stance.GUARD, "expressions are typed when rules are checked: no rule that passes says this")

LIMITS: dict[str, Limit] = {
    # whole rules
    "periods that depend on the subject": _notyet("each subject would have a list of periods of its own"),
    "a duty that never was law, over very many records": _never("nobody has it, and each of them would be told so"),
    "a reading that changes more than when a rule applies and what it asks": _notyet(
        "the rule is asked again under such a reading, where others are columns of the same plan"
    ),
    "a recurring duty without a due day that was taken away, over very many records": _never(
        "each period would be told whether its day of law falls there"
    ),
    "no claims": Limit(Stance.GUARD, "a kind of which nobody claims anything has no subject"),
    # what single rules say
    "`…` of what the evidence says": _notyet("`due_of` reads another rule, in the text that it has on the day"),
    "`presume` of whether there is such a fact": _notyet("of `any` and `all` it is not kept why they are unknown"),
    "a name of a rule with letters outside ASCII": _never("a paragraph that is cited in other letters"),
    "quotients that are summed up or sorted by": _notyet(
        "each record would have a divisor of its own: sums, largest and latest ones, totals and keys need one in common"
    ),
    "business days that are counted backwards": _never("that is an error, which only the reference evaluator can tell"),
    "a period of the calendar whose length differs": _notyet("one form for each length that the rows of a table name"),
    "very many lists of texts in one table, without a join for them": _notyet("the join takes one test of one field"),
    "a coverage of many parts": _never("the regions that a coverage leaves multiply with every field that it names"),
    "a coverage of single days of the kind's own date": _notyet("the days read depend on the subject"),
    "whether a condition made of conditions may be without": _never("`no` of a whole formula asks nothing that is worth a column"),
    "a text that is one of several": _notyet("a text in SQL is one text, or any"),
    "one of two texts": _notyet("a text in SQL is one text, or any"),
    "a text that may be without, as one of two choices": _notyet("a text in SQL that may be without is any text"),
    "a text that may be without": _notyet("a text in SQL that may be without is any text"),
    "a choice of which it is unknown which side holds: …": _notyet("the two sides have no common form"),
    "within an aggregate: …": _never("the outcome may be an error, also where the fact does not count"),
    "constants of several sorts": _never("a column that is a number in one row and a text in another"),
    "durations of several sorts in one column": _notyet("days in one row and months in another"),
    "a choice between durations, lists, or what is known to be without": _never("one length of time or the other"),
    "a duration that is known to be without": _never("a length of time that no law gives"),
    "a length of time that is known to be without": _never("a length of time that the evidence says does not exist"),
    "a constant that fails to evaluate: …": _never("the outcome is an error, with the place in the rule"),
    # groups
    "groups of States": _never("nobody claims a State: a rule over groups of them has no records"),
    "a key that is no single value": _BY_TYPE,
    "keys that are finer than what the records hold": Limit(Stance.GUARD, "keys come from the records, in their unit"),
    "keys of another sort in another text of the law": _never("an amendment that sorts records by something else"),
    "records of which SQL cannot tell whether they belong to a group": _notyet(
        "claims that leave the record open, or a key and `where` of which the single record would be left aside"
    ),
    "imprecise keys of groups whose records are chosen by other facts": _notyet("the reference evaluator needs those facts too"),
    "imprecise keys of groups where several claims speak of one record": _notyet("the reference evaluator needs the series"),
    "many records whose keys depend on which day they are of": _notyet("each day of each record would be a row"),
    "a sum of what is no number": _BY_TYPE,
    "an exemption whose burden of proof changes": _never("an amendment of who has to show what"),
    "an exemption of groups with names of its own": _never("what such an exemption adds up has no member to read"),
    "a record without a day whose law applies": _notyet("its group would have a day of law without it"),
    "members on days on which a parameter may have two values": _never(
        "where both surely have members the outcome is an error, which only the reference evaluator can tell"
    ),
    # single subjects
    "claims that leave open what an aggregate reads": _notyet(
        "days of a status that overlap, claims of which it is open since when they are known, or that tie in texts or on a denial"
    ),
    "claims that leave the subject open": _notyet("as for aggregates"),
    "claims that leave open when a duty was done": _notyet("as for aggregates"),
    "a due day that can be one of very many, or one of several in several texts": _notyet(
        "the texts would have to be put side by side for every such day"
    ),
    "a day that leaves open which text is law": _notyet("the texts would have to be put side by side for each subject"),
    "a day that leaves open whether an exemption is law": _notyet("as for the texts of a rule"),
    "a day that leaves open whether an exception holds": _notyet("each of its days would have to be asked"),
    "a day that leaves open which value a parameter has": _notyet("the hull of values in several units"),
    "a day outside the years 1 to 9999": _never("the outcome is an error, with the place in the rule"),
    "business days outside the years of the calendar's table": _never("tables of calendars end somewhere"),
    "letters outside ASCII, which databases change in other ways": _never("no two databases lower and raise them alike"),
    # numbers
    "numbers of more than 126 bits": _never("databases have no wider whole numbers"),
    "numbers of `…` that are no decimals of up to 38 digits": _never("databases have no wider decimals"),
    "bounds of `…` that are finer than its values": _notyet("the column would need a finer unit"),
    "a length of time that can be longer than the calendar: bounds on its field, such as `int >= 0 <= 3650`, rule that out": _never(
        "some row may hold a number of days that no calendar has"
    ),
    # what checked rules never say
    "a condition that is none": _BY_TYPE,
    "a window that is no length of time": _BY_TYPE,
    "a sum of what is known to be without": _BY_TYPE,
    "the largest of what is known to be without": _BY_TYPE,
    "the latest of what has no single value": _BY_TYPE,
    "a code that is no text": _BY_TYPE,
    "a comparison of lists or durations": _BY_TYPE,
    "membership of what is no text": _BY_TYPE,
    "a test of text on what is no text": _BY_TYPE,
    "a due day that is no day": _BY_TYPE,
    "a value that no subject has": _BY_TYPE,
    "`on` that is no day": _BY_TYPE,
}  # fmt: skip
"""Every reason, as it is written where it is given; `…` stands for what is filled in there."""

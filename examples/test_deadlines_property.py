"""A property of reporting duties, on days that nobody thought of: filing a day later never makes the verdict better."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sanctions_engine import Claim, DateRange, Dossier, Source, Verdict, evaluate, load_pack
from sanctions_engine.models.verdicts import worst_of

PACK = load_pack("un/dprk")
RULE = "unscr-2397-8-final"
ADOPTED, ONE_DAY = date(2017, 12, 22), timedelta(days=1)
DAYS = st.dates(ADOPTED, date(2021, 12, 31))


def verdict(filed: date, as_of: date) -> Verdict:
    """Return the verdict on China's last report, filed on one day and judged on another."""
    claim = Claim(
        fact="ImplementationReport",
        fields={"state": "CHN", "about": RULE, "submitted": DateRange.of(filed)},
        by="CHN",
        source="register",
        known=DateRange.of(filed),
    )
    dossier = Dossier(sources={"register": Source(id="register")}, claims=(claim,))
    return evaluate(PACK, dossier, as_of=as_of, rules=[RULE], subjects=["CHN"])[0].verdict


@settings(deadline=None)
@given(filed=DAYS, as_of=DAYS)
def test_filing_a_day_later_is_never_better(filed: date, as_of: date) -> None:
    """Hypothesis looks for a filing day and a day judged that break the property, the due day among them."""
    sooner, later = verdict(filed, as_of), verdict(filed + ONE_DAY, as_of)
    assert worst_of([sooner, later]) is later


def test_the_day_that_matters() -> None:
    """The due day itself is in time; random days alone might miss the edge."""
    due = date(2020, 3, 22)
    assert verdict(due, date(2021, 1, 1)) is Verdict.FULFILLED
    assert verdict(due + ONE_DAY, date(2021, 1, 1)) is Verdict.FULFILLED_LATE

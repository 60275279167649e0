"""The State register: every code and name finds its State, and membership of the United Nations follows the dates."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sanctions_engine.models.states import (
    MOST_SUGGESTIONS,
    State,
    StateCode,
    UnknownState,
    all_states,
    find_state,
    is_state_code,
    state,
)

COUNTRIES = list(pycountry.countries)
ISO_NAMES = [
    (text, country.alpha_3)
    for country in COUNTRIES
    for field in ("alpha_2", "alpha_3", "name", "official_name", "common_name")
    if (text := getattr(country, field, None)) is not None
]

# Members that are no more, and the times in which a member had no seat: (first day, day on which it ended).
FORMER_MEMBERS = {
    "Czechoslovakia": (date(1945, 10, 24), date(1993, 1, 1)),
    "Yugoslavia": (date(1945, 10, 24), date(2000, 11, 1)),
    "Zanzibar": (date(1963, 12, 16), date(1964, 4, 26)),
    "Democratic Yemen": (date(1967, 12, 14), date(1990, 5, 22)),
    "German Democratic Republic": (date(1973, 9, 18), date(1990, 10, 3)),
}
GAPS = {
    "Syria, in the United Arab Republic": (date(1958, 2, 22), date(1961, 10, 13)),
    "Indonesia, withdrawn": (date(1965, 1, 20), date(1966, 9, 28)),
}
# Members at the end of each year in which the number changed, as the United Nations counts them.
MEMBERS_AT_END_OF = {
    1945: 51, 1946: 55, 1947: 57, 1948: 58, 1949: 59, 1950: 60, 1955: 76, 1956: 80, 1957: 82, 1958: 82, 1960: 99,
    1961: 104, 1962: 110, 1963: 113, 1964: 115, 1965: 117, 1966: 122, 1967: 123, 1968: 126, 1970: 127, 1971: 132,
    1973: 135, 1974: 138, 1975: 144, 1976: 147, 1977: 149, 1978: 151, 1979: 152, 1980: 154, 1981: 157, 1983: 158,
    1984: 159, 1989: 159, 1990: 159, 1991: 166, 1992: 179, 1993: 184, 1994: 185, 1999: 188, 2000: 189, 2002: 191,
    2006: 192, 2011: 193, 2025: 193,
}  # fmt: skip


@pytest.mark.parametrize("text, code", ISO_NAMES)
def test_every_code_and_name_of_the_standard_finds_its_state(text: str, code: str) -> None:
    assert find_state(text).code == code


@given(
    named=st.sampled_from(ISO_NAMES),
    change=st.sampled_from([str.lower, str.upper, str.casefold]),
    space=st.sampled_from(["", " ", "\t\n"]),
)
def test_capitals_and_surrounding_space_make_no_difference(
    named: tuple[str, str], change: Callable[[str], str], space: str
) -> None:
    text, code = named
    assert find_state(space + change(text) + space).code == code


@pytest.mark.parametrize(
    "text, code",
    [
        ("Russia", "RUS"),
        ("North Korea", "PRK"),
        ("DPRK", "PRK"),
        ("Dem. People's Rep. of Korea", "PRK"),
        ("Democratic People’s Republic of Korea", "PRK"),  # noqa: RUF001 (the apostrophe of newspapers)
        ("South Korea", "KOR"),
        ("Republic of Korea", "KOR"),
        ("Rep. of Korea", "KOR"),
        ("USA", "USA"),
        ("U.S.", "USA"),
        ("United States", "USA"),
        ("United States of America", "USA"),
        ("UK", "GBR"),
        ("Iran", "IRN"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Syria", "SYR"),
        ("Vietnam", "VNM"),
        ("Laos", "LAO"),
        ("Türkiye", "TUR"),
        ("Turkiye", "TUR"),
        ("Turkey", "TUR"),
        ("Ivory Coast", "CIV"),
        ("Cote d'Ivoire", "CIV"),
        ("Czechia", "CZE"),
        ("Czech Republic", "CZE"),
        ("Burma", "MMR"),
        ("the Bahamas", "BHS"),
        ("China, Hong Kong SAR", "HKG"),
        ("Trinidad & Tobago", "TTO"),
        ("St. Kitts and Nevis", "KNA"),
        ("ST", "STP"),  # alpha-2 of São Tomé, not a saint
        ("Niger", "NER"),
        ("Guinea", "GIN"),
        ("Congo", "COG"),
        ("DRC", "COD"),
        ("NO", "NOR"),  # YAML 1.1 would read it as false
    ],
)
def test_names_that_people_write(text: str, code: str) -> None:
    assert find_state(text).code == code


@pytest.mark.parametrize(
    "code, name",
    [("PRK", "North Korea"), ("KOR", "South Korea"), ("RUS", "Russia"), ("IRN", "Iran"), ("TZA", "Tanzania")],
)
def test_a_state_is_called_by_its_common_name(code: str, name: str) -> None:
    assert state(code).name == name


def test_no_state_is_called_by_an_inverted_name() -> None:
    assert [s.name for s in all_states() if "," in s.name or "(" in s.name] == []


def test_the_register_is_the_standard_in_the_order_of_codes() -> None:
    codes = [s.code for s in all_states()]
    assert codes == sorted(country.alpha_3 for country in COUNTRIES)
    assert all(is_state_code(code) and state(code).code == code for code in codes)


@pytest.mark.parametrize("text", ["ru", "RU", "rus", "Russia", "XYZ", ""])
def test_state_takes_alpha_3_only(text: str) -> None:
    assert not is_state_code(text)
    with pytest.raises(UnknownState) as caught:
        state(text)
    assert caught.value.value == text


@pytest.mark.parametrize(
    "text, suggestions",
    [
        ("Nort Korea", ["PRK"]),
        ("Rusia", ["RUS"]),
        ("RUZ", ["RUS"]),  # one letter off
        ("PRL", ["PRI", "PRK", "PRT"]),  # the later the slip, the likelier
        ("GBRR", ["GBR"]),
        ("Korea", ["KOR", "PRK"]),  # either: not guessed at
        ("Virgin Islands", ["VGB", "VIR"]),
        ("XYZ", []),  # nothing is near enough
        ("Atlantis", []),
        ("Kosovo", []),  # not in ISO 3166-1
        ("", []),
    ],
)
def test_an_unknown_state_suggests_only_what_is_near(text: str, suggestions: list[str]) -> None:
    with pytest.raises(UnknownState) as caught:
        find_state(text)
    assert caught.value.suggestions == suggestions


def test_an_unknown_state_explains_itself() -> None:
    with pytest.raises(
        LookupError, match=r"^unknown State `Korea`; did you mean `KOR` \(South Korea\) or `PRK` \(North"
    ):
        find_state("Korea")
    with pytest.raises(LookupError, match=r"^unknown State `Atlantis`; write the code of ISO 3166-1"):
        find_state("Atlantis")


@given(st.text(max_size=40))
def test_any_text_is_a_state_or_an_unknown_one(text: str) -> None:
    try:
        codes = [find_state(text).code]
    except UnknownState as error:
        codes = error.suggestions
    assert len(codes) <= MOST_SUGGESTIONS
    assert all(map(is_state_code, codes))


def test_193_members() -> None:
    assert sum(s.un_member_since is not None for s in all_states()) == 193


@pytest.mark.parametrize(
    "code, day",
    [
        ("RUS", "1945-10-24"),  # the seat of the Soviet Union
        ("UKR", "1945-10-24"),
        ("CHN", "1945-10-24"),
        ("BEL", "1945-12-27"),
        ("YEM", "1947-09-30"),
        ("LKA", "1955-12-14"),
        ("TZA", "1961-12-14"),
        ("DEU", "1973-09-18"),
        ("PRK", "1991-09-17"),
        ("KOR", "1991-09-17"),
        ("CZE", "1993-01-19"),
        ("SVK", "1993-01-19"),
        ("SRB", "2000-11-01"),
        ("CHE", "2002-09-10"),
        ("TLS", "2002-09-27"),
        ("MNE", "2006-06-28"),
        ("SSD", "2011-07-14"),
    ],
)
def test_membership_begins_on_the_day_of_admission(code: str, day: str) -> None:
    admitted = date.fromisoformat(day)
    assert state(code).un_member_since == admitted
    assert state(code).un_member_on(admitted)
    assert not state(code).un_member_on(date.fromordinal(admitted.toordinal() - 1))


@pytest.mark.parametrize("code", ["TWN", "PSE", "VAT", "HKG", "MAC", "ESH", "GRL", "COK", "NIU", "ATA", "PRI"])
def test_those_that_are_not_members(code: str) -> None:
    assert state(code).un_member_since is None
    assert not state(code).un_member_on(date.max)


@pytest.mark.parametrize("year, members", MEMBERS_AT_END_OF.items())
def test_dates_add_up_to_the_members_of_each_year(year: int, members: int) -> None:
    # One wrong date shows as two wrong years, unless it is wrong within its year.
    day = date(year, 12, 31)
    former = sum(start <= day < end for start, end in FORMER_MEMBERS.values())
    absent = sum(start <= day < end for start, end in GAPS.values())
    assert sum(s.un_member_on(day) for s in all_states()) + former - absent == members


@pytest.mark.parametrize("year, members", [(1945, 49), (1989, 155), (2011, 193)])
def test_the_register_counts_present_members_only(year: int, members: int) -> None:
    # Of the 51 original members Czechoslovakia and Yugoslavia are no more; of the 159 of 1989 these and two others.
    assert sum(s.un_member_on(date(year, 12, 31)) for s in all_states()) == members


@pytest.mark.parametrize("text", ["RUS", "RU", "Russia", " russian federation "])
def test_a_model_reads_any_name_and_writes_alpha_3(text: str) -> None:
    adapter = TypeAdapter(StateCode)
    assert adapter.validate_python(text) == "RUS"
    assert adapter.dump_json(adapter.validate_python(text)) == b'"RUS"'


def test_a_model_reports_an_unknown_state_with_suggestions() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(StateCode).validate_python("Rusia")
    (error,) = caught.value.errors()
    assert error["type"] == "unknown_state"
    assert error["msg"] == "unknown State `Rusia`"
    assert error["ctx"] == {"value": "Rusia", "suggestions": ["RUS"], "help": "did you mean `RUS` (Russia)?"}


def test_a_state_is_frozen_and_survives_json() -> None:
    swiss = state("CHE")
    assert State.model_validate_json(swiss.model_dump_json()) == swiss
    with pytest.raises(ValidationError):
        swiss.name = "Helvetia"  # type: ignore[misc]


def test_importing_the_register_does_not_load_the_standard() -> None:
    code = "import sys, sanctions_engine.models.states; print('pycountry' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"

"""The page about rule files names every key of every shape, prints the table of modalities, and names no key that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sanctions_engine.language.rulefiles import documents
from sanctions_engine.language.rulefiles.documents import RuleDocument, Shape
from sanctions_engine.language.rulefiles.modalities import FITS
from sanctions_engine.language.rulefiles.values import TYPE_NAMES
from sanctions_engine.models.kinds import RESERVED_FIELDS

SHAPES = [
    one for one in vars(documents).values() if isinstance(one, type) and issubclass(one, Shape) and one is not Shape
]


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs/reference/rule-files.md").read_text(encoding="utf-8")


def keys_of(shape: type[Shape]) -> set[str]:
    """Return the keys of a shape as authors write them."""
    return {field.alias or name for name, field in shape.model_fields.items()}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: str(shape.__name__))
def test_every_key_is_on_the_page(page: str, shape: type[Shape]) -> None:
    missing = {key for key in keys_of(shape) if not re.search(rf"(?<![\w.]){re.escape(key)}(?:`|:)", page)}
    assert missing == set()


def test_the_table_of_modalities_is_that_of_the_code(page: str) -> None:
    rows = [line.strip("|").split("|") for line in page.splitlines() if line.startswith("| `")]
    printed: dict[str, set[str]] = {modality.value: set() for modality in FITS}
    for first, *cells in rows:
        if len(cells) == len(FITS):
            for modality, cell in zip(FITS, cells, strict=True):
                printed[modality.value] |= set(re.findall(r"`(\w+)`", first)) if cell.strip() else set()
    for modality, fit in FITS.items():
        assert printed[modality.value] == set(fit.allowed), modality.value
        assert f"`{fit.condition}`" in page


def test_every_key_of_a_rule_fits_some_modality() -> None:
    fitting = {key for fit in FITS.values() for key in (*fit.allowed, fit.condition)}
    assert keys_of(RuleDocument) == fitting | {modality.value for modality in FITS}


def test_reserved_fields_and_types_of_columns_are_on_the_page(page: str) -> None:
    assert {word for word in (*RESERVED_FIELDS, *TYPE_NAMES) if f"`{word}`" not in page} == set()

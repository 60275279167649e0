"""The pytest plugin: cases as tests, and the fixtures `pack`, `dossier` and `evaluate_case`.

pytest loads it by its entry point, in every project of the environment, so it imports the library only when it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sanctions_engine.language.rules import Pack
    from sanctions_engine.models.claims import Dossier
    from sanctions_engine.models.findings import Finding
    from sanctions_engine.testing.made_cases import CaseEvaluator

CASES = ".cases.yaml"
MANIFEST = "pack.yaml"
_MARKERS = (
    "sanctions_case: a case of a case file or dossier",
    "pack(name): the pack that the fixtures `pack`, `dossier` and `evaluate_case` use",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of `sanctions-engine test` that pytest does not have."""
    group = parser.getgroup("sanctions", "cases of sanctions rules")
    group.addoption(
        "--sanctions-rule",
        dest="sanctions_rules",
        metavar="GLOB",
        action="append",
        help="only what cases expect of rules whose id matches; repeatable",
    )
    group.addoption(
        "--sanctions-packs",
        dest="sanctions_packs",
        metavar="PACK",
        action="append",
        help="use these packs in the place of those that the cases name; repeatable",
    )
    group.addoption(
        "--sanctions-engine",
        dest="sanctions_engine",
        metavar="ENGINE",
        default="reference",
        help="the engine that judges; default: reference",
    )

    group.addoption(
        "--sanctions-coverage",
        dest="sanctions_coverage",
        action="store_true",
        help="say what of the rules no case exercises",
    )
    group.addoption(
        "--sanctions-html",
        dest="sanctions_html",
        metavar="DIR",
        help="write the coverage of the rules as HTML pages",
    )
    group.addoption(
        "--sanctions-fail-under",
        dest="sanctions_fail_under",
        metavar="PERCENT",
        type=float,
        help="fail if less than this share of the rules is exercised",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and what tells coverage where it is asked for."""
    for marker in _MARKERS:
        config.addinivalue_line("markers", marker)
    asked = [config.getoption(name) for name in ("sanctions_coverage", "sanctions_html", "sanctions_fail_under")]
    if asked[0] or asked[1] or asked[2] is not None:
        from sanctions_engine.testing.case_coverage import CoveragePlugin

        config.pluginmanager.register(CoveragePlugin(config), "sanctions-coverage")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take case files, and dossiers that say what they expect."""
    if file_path.suffix != ".yaml" or not (file_path.name.endswith(CASES) or _is_case(file_path)):
        return None
    from sanctions_engine.testing.case_items import CaseFile

    return CaseFile.from_parent(parent, path=file_path)


def _is_case(path: Path) -> bool:
    """Whether a YAML file is a dossier that expects something."""
    try:
        text = path.read_bytes()
    except OSError:
        return False
    if b"expect" not in text or b"dossier" not in text:
        return False
    from sanctions_engine.findings.case_collecting import is_dossier_file

    return is_dossier_file(path) and any(line.startswith(b"expect") for line in text.splitlines())


@pytest.fixture
def pack(request: pytest.FixtureRequest) -> Pack:
    """The pack under test: that of `@pytest.mark.pack(NAME)`, else the one whose folder the test stands in or above."""
    return _packs(request)[-1]


@pytest.fixture
def dossier(request: pytest.FixtureRequest) -> Callable[..., Dossier]:
    """A function that makes a dossier for the pack: `dossier({"Review": [{...}]}, coverage=[{"fact": "Review"}])`."""
    from functools import partial

    from sanctions_engine.testing.made_cases import make_dossier

    return partial(make_dossier, _packs(request))


@pytest.fixture
def evaluate_case(request: pytest.FixtureRequest) -> CaseEvaluator:
    """A function that judges a made case: `evaluate_case(RULE, SUBJECT, as_of=DAY, facts={...})` returns the finding.

    If the test fails, the proofs of its findings are printed.
    """
    from sanctions_engine.testing.made_cases import CaseEvaluator

    evaluator = CaseEvaluator(_packs(request), [])
    request.node.stash[_FOUND] = evaluator.findings
    return evaluator


_FOUND = pytest.StashKey["list[Finding]"]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Add the proofs of what a failing test found to its report."""
    report = yield
    found = item.stash.get(_FOUND, None)
    if call.when == "call" and report.failed and found:
        report.sections.append(("findings", _proofs(found)))
    return report


def _proofs(found: list[Finding]) -> str:
    from sanctions_engine.reports.finding_lines import Layout, finding_lines
    from sanctions_engine.reports.lines import plain

    return "\n".join(plain(finding_lines(one, Layout(100, full=True))) for one in found)


def _packs(request: pytest.FixtureRequest) -> tuple[Pack, ...]:
    """Return the pack under test after those that it requires; each is loaded once a run."""
    from sanctions_engine.language.packs import load_packs

    source = _source(request)
    loaded = request.config.stash.setdefault(_LOADED, {})
    if source not in loaded:
        loaded[source] = load_packs([source])
    return loaded[source]


_LOADED = pytest.StashKey["dict[str, tuple[Pack, ...]]"]()


def _source(request: pytest.FixtureRequest) -> str:
    marker = request.node.get_closest_marker("pack")
    if marker is not None and marker.args:
        return str(marker.args[0])
    folder = request.path.parent
    above = next((str(one) for one in (folder, *folder.parents) if (one / MANIFEST).is_file()), None)
    below = sorted(_below(folder)) if above is None else [above]
    if len(below) == 1:
        return below[0]
    asked = "several packs stand" if below else "no pack stands"
    raise pytest.UsageError(f'{asked} beside {request.path.name}: say which with @pytest.mark.pack("un/dprk")')


def _below(folder: Path) -> Iterator[str]:
    for manifest in folder.glob(f"*/{MANIFEST}"):
        yield str(manifest.parent)

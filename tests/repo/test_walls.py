"""The import walls of `pyproject.toml` hold."""

import os
import subprocess
import sys
from pathlib import Path

LINT_IMPORTS = (
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
)


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the package and the `pyproject.toml` of a folder."""
    environment = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS], cwd=folder, env=environment, capture_output=True, text=True
    )


def test_no_import_breaks_a_wall(root: Path) -> None:
    run = lint_imports(root)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 broken" in run.stdout


def test_an_import_that_breaks_a_wall_is_seen(root: Path, tmp_path: Path) -> None:
    package = tmp_path / "sanctions_engine"
    for folder in (
        "authoring",
        "cli",
        "diagnostics",
        "engines",
        "facts",
        "findings",
        "language",
        "models",
        "reports",
        "semantics",
        "testing",
    ):
        (package / folder).mkdir(parents=True)
        (package / folder / "__init__.py").touch()
    (package / "__init__.py").touch()
    (package / "models" / "__init__.py").write_text(
        "import typer\nimport sanctions_engine.language\n", encoding="utf-8"
    )
    (tmp_path / "pyproject.toml").write_text((root / "pyproject.toml").read_text("utf-8"), encoding="utf-8")
    run = lint_imports(tmp_path)
    assert run.returncode == 1, run.stdout + run.stderr
    assert "2 broken" in run.stdout

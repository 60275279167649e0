"""What the meta-tests look at: the files of the project, as git would track them."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def project_files() -> list[Path]:
    """Every file that is tracked or would be: untracked ones count unless ignored; paths are relative to the root."""
    if not (ROOT / ".git").exists():
        pytest.skip("no git here: an unpacked source distribution has no list of files to check")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [Path(name) for name in listed.stdout.split("\0") if name]
    return sorted(path for path in files if (ROOT / path).is_file())

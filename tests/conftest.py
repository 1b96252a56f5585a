"""What all tests share: places, and settings that make a run the same on every machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")

ROOT = Path(__file__).resolve().parents[1]

# The same examples on every run and no deadline: a slow machine is no fault of the code.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared_plans() -> Path:
    """The folder of full documents beside the repository, which is not part of it; skips where it is absent."""
    folder = ROOT.parent / "shared" / "plans"
    if not folder.is_dir():
        pytest.skip("the full documents (../shared/plans) are not here")
    return folder

"""Find real data sets and independent results, which live in `shared` beside the repository."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared(path: str) -> Path:
    """Give the place of PATH; skip the test by name where it is absent, and fail it in CI."""
    found = SHARED / path
    if found.exists():
        return found
    reason = f"needs ../shared/{path}, which is not on this machine"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)

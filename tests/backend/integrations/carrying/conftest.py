"""Keeps uploads of tests, and what workers tell of them, in a folder of their own."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def uploads(settings: Settings, tmp_path: Path) -> Path:
    """Give the folder of uploads."""
    place = tmp_path / "uploads"
    settings.UPLOADS = place
    settings.STATE_DIR = tmp_path / "state"
    return place

"""Weighs passwords quickly: tests keep none that anybody would guess at."""

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def _weigh_quickly(settings: Settings) -> None:
    """Count how often passwords are weighed instead of taking long over it."""
    settings.PASSWORD_HASHERS = ["tests.backend.access.people.CountingHasher"]

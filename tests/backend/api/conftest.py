"""Lets anyone administer, and no test meet what another has left in the memory of the process."""

import pytest

from backend.api import paging
from backend.api.completing import repeating


@pytest.fixture(autouse=True)
def _forget() -> None:
    """Forget answers and pages: they are right without, but may take one statement more."""
    repeating._kept.clear()  # noqa: SLF001 -- nothing but a test has a reason to
    repeating._seen.clear()  # noqa: SLF001 -- as above
    paging._filled.clear()  # noqa: SLF001 -- as above


@pytest.fixture(autouse=True)
def anyone(administrate: None) -> None:
    """Let anyone administer; tests of access take a fixture of this name that does not."""
    assert administrate is None

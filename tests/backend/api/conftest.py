"""Lets no test of the API meet what another has left in the memory of the process."""

import pytest

from backend.api import paging
from backend.api.completing import repeating


@pytest.fixture(autouse=True)
def _forget() -> None:
    """Forget answers and pages: they are right without, but may take one statement more."""
    repeating._kept.clear()  # noqa: SLF001 -- nothing but a test has a reason to
    repeating._seen.clear()  # noqa: SLF001 -- as above
    paging._filled.clear()  # noqa: SLF001 -- as above

"""Who says nothing of themselves may do everything here: most tests are not about access."""

import pytest


@pytest.fixture(autouse=True)
def anyone(administrate: None) -> None:
    """Let anyone administer; tests of access take a fixture of this name that does not."""
    assert administrate is None

"""What a user can mend is told in a line, before anything is done."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("PORT", "abc", "Tutti cannot start: PORT is 'abc'; write a number from 1 to 65535."),
        (
            "LIMIT_DEPTH",
            "0",
            "Tutti cannot start: LIMIT_DEPTH is '0'; write a number from 1 to 999999999.",
        ),
        ("DEBUG", "maybe", "Tutti cannot start: DEBUG is 'maybe'; write 1 or 0."),
        (
            "DATABASE_URL",
            "sqlite:////nowhere/tutti.sqlite3",
            "The database that DATABASE_URL names does not answer: unable to open database file",
        ),
    ],
)
def test_a_mistake_in_the_environment_is_told_in_a_line(
    variable: str, value: str, told: str
) -> None:
    environment = os.environ | {"DEBUG": "1", variable: value}

    ended = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stderr.strip()) == (1, told)

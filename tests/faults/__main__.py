"""Tries all faults in full and prints what came of each: `./run faults` starts it.

First what SQLite suffers, then what PostgreSQL does, at TEST_POSTGRES_URL; at last all tests run
through a pgbouncer. It takes about two hours; arguments go to the first two runs of pytest.
"""

import os
import subprocess
import sys
from typing import Final

from tests.faults.pooled import DEFAULT, MISSING, find_pgbouncer, run_tests
from tests.faults.processes import ROOT
from tests.faults.sizes import KILLS, SECONDS

# More than any fault is tried for, so that each is tried as often and as long as its row says.
FULL: Final = {KILLS: "1000", SECONDS: "1000"}
HERE: Final = "tests/faults"
# What has databases of its own anyway, whatever those of the tests stand behind, or asks none.
APART: Final = ("--ignore=tests/conformance", f"--ignore={HERE}", "-m", "not once")


def try_faults(database: str, arguments: list[str]) -> int:
    """Try the faults of the kind of DATABASE, a URL; where it is empty, those of SQLite."""
    variables = {**os.environ, "DEBUG": "1", **FULL, "DATABASE_URL": database}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", HERE, *arguments]
    return subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode


def main() -> None:
    """Try all of them, and fail if anything did not hold."""
    if not find_pgbouncer():
        sys.exit(MISSING)
    server = os.environ.get("TEST_POSTGRES_URL", DEFAULT)
    statuses = [try_faults(database, sys.argv[1:]) for database in ("", server)]
    statuses.append(run_tests(server, ["-q", "-n", "auto", *APART]))
    sys.exit(max(statuses))


if __name__ == "__main__":
    main()

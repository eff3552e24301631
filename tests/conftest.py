"""In CI a skipped test is a failure, but for one that the run on the other database shows."""

import os

import pytest
from django.db import connection

ELSEWHERE = "needs PostgreSQL"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the session for each test that was skipped without the right to it."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None or os.environ.get("CI") != "true":
        return
    reasons = [str(report.longrepr) for report in terminal.stats.get("skipped", ())]
    missed = [r for r in reasons if connection.vendor == "postgresql" or ELSEWHERE not in r]
    if missed:
        terminal.write_line("skipped in CI: " + "; ".join(missed))
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

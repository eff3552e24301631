"""What runs beside a server is started again when it dies, and ends when it is asked to."""

import logging
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from backend.management import companions
from backend.management.announcing import is_live
from backend.management.companions import Companion, describe_end
from tests.faults.processes import (
    PATIENCE,
    Server,
    kill,
    list_children,
    manage,
    read_command,
    serve,
    wait_until,
)

DIES = "import sys\nopen(sys.argv[2], 'a').write('x')\nsys.exit(3)\n"
STUBBORN = (
    "import signal, sys, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "open(sys.argv[2], 'a').write('x')\ntime.sleep(600)\n"
)


def start(script: str, settings: Settings, folder: Path) -> tuple[Companion, Path]:
    """Run SCRIPT in FOLDER as manage.py beside this; give it, and the file in which it counts."""
    settings.BASE_DIR = folder
    folder.joinpath("manage.py").write_text(script, encoding="utf-8")
    runs = folder / "runs"
    runs.touch()
    return Companion(["count", str(runs)]), runs


def test_one_that_dies_is_started_again_after_pauses_that_grow_to_a_bound(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(companions, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(companions, "LONGEST_PAUSE", 0.02)
    with caplog.at_level(logging.ERROR, logger="tutti.serve"):
        companion, runs = start(DIES, settings, tmp_path)
        wait_until(lambda: len(runs.read_text()) >= 4)
        companion.stop()
        companion.wait(PATIENCE)

    told = "The process of `count` ended with status 3; it is started again in {} s."
    assert caplog.messages[:3] == [told.format(pause) for pause in ("0.01", "0.02", "0.02")]


def test_one_that_does_not_end_when_asked_is_killed_and_stays_away(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    companion, runs = start(STUBBORN, settings, tmp_path)
    wait_until(lambda: runs.read_text() == "x")

    companion.stop()
    companion.stop()
    companion.wait(0.1)

    assert runs.read_text() == "x"
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (0, "ended with status 0"),
        (2, "ended with status 2"),
        (-9, "was ended by SIGKILL"),
        (-40, "was ended by signal 40"),
    ],
)
def test_it_is_told_how_one_has_ended(status: int, told: str) -> None:
    assert describe_end(status) == told


def find_beside(server: Server, word: str) -> int | None:
    """Find the process that SERVER has started to run WORD; None while there is none."""
    children = list_children(server.process.pid)
    return next((pid for pid in children if word in read_command(pid)), None)


@pytest.mark.once
def test_streams_and_a_worker_that_are_killed_come_again(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'tutti.sqlite3'}"
    manage(database, "migrate", "-v0")
    log = tmp_path / "log"
    with serve(database, log, workers=1) as server:
        addresses = (
            f"Tutti answers at http://localhost:{server.port}/ (stop: Ctrl-C)",
            f"Streams are at ws://localhost:{server.stream_port}/graphql",
        )
        wait_until(lambda: all(each in log.read_text() for each in addresses), "the addresses")
        before = {word: find_beside(server, word) for word in ("stream", "work")}
        for pid in before.values():
            assert pid is not None
            kill(pid)
        wait_until(
            lambda: all(
                find_beside(server, word) not in {None, pid} for word, pid in before.items()
            ),
            "others in their place",
        )
        wait_until(lambda: is_live("127.0.0.1", server.stream_port), "the streams")
        is_running = server.process.poll() is None

    said = log.read_text()
    for word in before:
        assert f"The process of `{word}` was ended by SIGKILL; it is started again in 1 s." in said
    assert is_running
    assert server.process.returncode == 0

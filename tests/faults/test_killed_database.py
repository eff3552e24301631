"""All processes of PostgreSQL are killed while clients write, and nothing is lost by it."""

import time
from pathlib import Path

import pytest

from tests.faults.clients import find_losses, verify, writing
from tests.faults.cluster import Cluster
from tests.faults.conftest import AWAY, Note
from tests.faults.filling import fill_database
from tests.faults.processes import serve
from tests.faults.sizes import count

WRITERS = 4
BETWEEN = 3.0  # seconds in which writers go on between two kills
AWAY_FOR = 1.0  # seconds until it is started again


@pytest.mark.on_postgresql
def test_nothing_that_was_acknowledged_is_lost_with_the_database(
    cluster: Cluster, log: Path, note: Note
) -> None:
    kills = count(1, full=5)
    filling = fill_database(cluster.url)

    killed = 0
    with (
        serve(cluster.url, log, "--no-streams", "--no-worker") as server,
        writing(server.port, filling, writers=WRITERS) as crowd,
    ):
        for _ in range(kills):
            time.sleep(BETWEEN)
            killed += cluster.kill()
            time.sleep(AWAY_FOR)
            cluster.start()
        time.sleep(BETWEEN)

    note(
        f"kill -9 of all PostgreSQL processes, {kills} times under {WRITERS} writers",
        f"{killed} processes killed; {len(crowd.acknowledged)} acknowledged, 0 lost or doubled; "
        f"503 {len(crowd.failures)} times",
    )
    assert find_losses(cluster.url, crowd) == []
    assert crowd.refused == {AWAY}
    assert verify(cluster.url) == "Cells and scores equal a recount."

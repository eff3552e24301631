"""A PostgreSQL of a test's own: a cluster in a folder of its own, all of which may be killed."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
import pytest

from tests.faults.processes import find_port, kill, list_children, wait_until

ACCOUNT: Final = "postgres"  # whom PostgreSQL runs as where the tests are run by root
PLACES: Final = "/usr/lib/postgresql/*/bin"


def find_program(name: str) -> str:
    """Find the program NAME of PostgreSQL, the newest; skip the test by name without it."""
    found = sorted(Path("/").glob(f"{PLACES[1:]}/{name}"), key=lambda path: path.parts)
    program = shutil.which(name) or (str(found[-1]) if found else "")
    if not program:
        pytest.skip(f"There is no {name} here: a PostgreSQL cannot be started and killed")
    return program


@dataclass(frozen=True)
class Cluster:
    """A cluster that lies in FOLDER and listens on PORT."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Give the address of the database that every cluster has."""
        return f"postgres://{ACCOUNT}@127.0.0.1:{self.port}/postgres"

    def run(self, name: str, *arguments: str) -> None:
        """Run the program NAME on the cluster, as its owner."""
        command = [find_program(name), "--pgdata", str(self.folder), *arguments]
        account = ACCOUNT if os.geteuid() == 0 else None
        subprocess.run(
            command, cwd=self.folder, user=account, group=account, check=True, capture_output=True
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        log = str(self.folder / "said.log")
        self.run("pg_ctl", "start", "--wait", "--silent", "--log", log, "--options", options)
        wait_until(self.answers, "PostgreSQL does not answer")

    def answers(self) -> bool:
        """Tell whether it takes connections."""
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def kill(self) -> int:
        """Kill all its processes at once, and tell how many they were."""
        first = int((self.folder / "postmaster.pid").read_text().split()[0])
        pids = [first, *list_children(first)]
        for pid in pids:
            kill(pid)
        wait_until(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() for pid in pids))
        return len(pids)

    def stop(self) -> None:
        """End it, whether it runs or not."""
        if (self.folder / "postmaster.pid").exists():
            self.run("pg_ctl", "stop", "--mode", "immediate", "--silent")


@contextmanager
def run_cluster() -> Iterator[Cluster]:
    """Run a cluster of its own until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="tutti-cluster-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam(ACCOUNT)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    cluster = Cluster(folder, find_port())
    try:
        cluster.run("initdb", "--auth=trust", "--encoding=UTF8", f"--username={ACCOUNT}")
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)

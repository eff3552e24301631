"""Runs the tests through a pgbouncer that shares sessions between transactions.

`python -m tests.faults.pooled [ARGUMENTS]` hands ARGUMENTS to pytest. The pgbouncer is one of its
own, before the PostgreSQL at TEST_POSTGRES_URL; so are the databases, which are dropped at the end.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psycopg

from tests.faults.filling import drop_database
from tests.faults.processes import ROOT, find_port, listens, wait_until

DEFAULT: Final = "postgres://postgres@127.0.0.1:5432/postgres"
ACCOUNT: Final = "postgres"  # pgbouncer refuses to be run by root
MISSING: Final = "There is no pgbouncer here; on Debian: apt-get install pgbouncer"
# Whoever comes in is whom the server is told: this one listens to this machine alone. PostgreSQL
# takes 100 by itself: one database's idle sessions make room for another's before that.
CONFIGURATION: Final = """[databases]
* = host={host} port={port} user={user} {password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own}
unix_socket_dir =
auth_type = any
pool_mode = transaction
max_client_conn = 500
default_pool_size = 60
max_user_connections = 90
logfile = {folder}/said.log
pidfile = {folder}/pid
"""


def find_pgbouncer() -> str:
    """Find pgbouncer; empty where it is not installed."""
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin") or ""


@contextmanager
def pool_before(server: str) -> Iterator[str]:
    """Run a pgbouncer before the PostgreSQL at SERVER, a URL, meanwhile; give its own URL."""
    place, own = urlsplit(server), find_port()
    folder = Path(tempfile.mkdtemp(prefix="tutti-pgbouncer-"))
    account = ACCOUNT if os.geteuid() == 0 else None
    if account:
        owner = pwd.getpwnam(account)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    told = CONFIGURATION.format(
        host=place.hostname,
        port=place.port or 5432,
        user=place.username,
        password=f"password={place.password}" if place.password else "",
        own=own,
        folder=folder,
    )
    (folder / "pgbouncer.ini").write_text(told)
    command = [find_pgbouncer(), "--quiet", str(folder / "pgbouncer.ini")]
    process = subprocess.Popen(command, user=account, group=account, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: listens(own) or process.poll() is not None, "pgbouncer")
        yield f"postgres://{place.username}@127.0.0.1:{own}{place.path}"
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def run_tests(server: str, arguments: Sequence[str]) -> int:
    """Hand ARGUMENTS to pytest on databases behind a pgbouncer before SERVER; give its status."""
    name = f"tutti_pooled_{uuid.uuid4().hex[:12]}"
    with pool_before(server) as address:
        url = f"{address.rpartition('/')[0]}/{name}"
        # Nobody can drop a database while pgbouncer holds sessions in it.
        command = [sys.executable, "-m", "pytest", "--reuse-db", *arguments]
        variables = {"DATABASE_URL": url, "DATABASE_POOLED": "1"}
        status = subprocess.run(command, cwd=ROOT, env=os.environ | variables, check=False)
    with psycopg.connect(server) as connection:
        sql = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        found = [each for (each,) in connection.execute(sql, [f"test_{name}"])]
    for each in found:
        drop_database(server, each)
    return status.returncode


def main() -> None:
    """Run the tests, and end with their status."""
    if not find_pgbouncer():
        sys.exit(MISSING)
    sys.exit(run_tests(os.environ.get("TEST_POSTGRES_URL", DEFAULT), sys.argv[1:]))


if __name__ == "__main__":
    main()

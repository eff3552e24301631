"""Dumps PostgreSQL's database as one moment saw it, and reads a dump in, all or nothing.

The work is that of pg_dump, pg_restore and psql, which have to be as new as the server.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from backend.management.backup_faults import BackupError

PLAIN: Final = ("--no-owner", "--no-privileges")  # whoever restores owns it, under whatever name
PSQL: Final = (
    "--no-psqlrc",
    "--quiet",
    "--single-transaction",
    "--set=ON_ERROR_STOP=1",
    f"--output={os.devnull}",  # or it prints where each sequence was set to
)
# What comes before a dump that is read in. Who still works with the tables is not waited for long.
EMPTY: Final = b"""
SET lock_timeout = '10s';
SET client_min_messages = warning;
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
"""
# At the head of a dump: what a server that is older than the tools does not know, and need not.
NEWER: Final = re.compile(rb"^SET transaction_timeout = 0;\n", re.MULTILINE)
HEAD: Final = 65_536  # bytes
GRAVE: Final = re.compile(r"(?:ERROR|FATAL|error): *(.*)")


def dump(path: Path) -> None:
    """Write the database to PATH, and read the list of what is in it.

    :raises BackupError: when a tool is missing or fails.
    """
    _run("pg_dump", "--format=custom", *PLAIN, f"--file={path}", *_find_database())
    _run("pg_restore", "--list", path)


def read_in(path: Path) -> None:
    """Put what the dump at PATH holds in the place of all that the database has.

    :raises BackupError: when a tool is missing or fails; then nothing has changed.
    """
    _run("pg_restore", "--list", path)  # or the tables would go before it is known to be a dump
    connection.close()
    with TemporaryFile() as told:
        reader = _start("pg_restore", *PLAIN, "--file=-", path, stdout=subprocess.PIPE, stderr=told)
        writer = _start("psql", *PSQL, *_find_database(), stdin=subprocess.PIPE, stderr=told)
        with reader, writer:
            is_whole = _pass_on(reader, writer)
            if not is_whole:
                writer.kill()  # before it hears that there is no more, and takes that for all
        if not is_whole or writer.returncode:
            raise BackupError(f"Nothing was restored: {_find_cause(told)}")


def _pass_on(reader: subprocess.Popen[bytes], writer: subprocess.Popen[bytes]) -> bool:
    """Give what READER tells to WRITER, and tell whether it was told to the end."""
    assert reader.stdout is not None  # noqa: S101 -- asked for
    assert writer.stdin is not None  # noqa: S101 -- as above
    try:
        writer.stdin.write(EMPTY + NEWER.sub(b"", reader.stdout.read(HEAD)))
        shutil.copyfileobj(reader.stdout, writer.stdin)
        if reader.wait():
            return False
        writer.stdin.close()
    except BrokenPipeError:  # it has failed, and says why
        return False
    return True


def _run(tool: str, *arguments: str | Path) -> None:
    with TemporaryFile() as told:
        ended = _start(tool, *arguments, stdout=subprocess.DEVNULL, stderr=told)
        if ended.wait():
            raise BackupError(f"{tool} failed: {_find_cause(told)}")


def _start(tool: str, *arguments: str | Path, **streams: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401 -- files and pipes
    """Start a TOOL of PostgreSQL, which learns what nobody may see listed by its environment."""
    found = shutil.which(tool)
    if found is None:
        raise BackupError(f"There is no {tool}: install the client of PostgreSQL, as new as it is.")
    _, secrets = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    return subprocess.Popen(  # noqa: S603 -- nothing of it comes from outside
        [found, *map(str, arguments)], env={**os.environ, **(secrets or {})}, **streams
    )


def _find_database() -> list[str]:
    """Tell where the database is, as all tools of PostgreSQL take it."""
    words, _ = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    return words[1:]


def _find_cause(told: IO[bytes]) -> str:
    """Find in what the tools TOLD the first line that says what is wrong."""
    told.seek(0)
    text = told.read().decode(errors="replace")
    found = GRAVE.search(text)
    return (found[1] if found else text.strip()) or "it gave no reason."

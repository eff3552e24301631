"""Keeps a worker's connection to the database fresh."""

from django.db import close_old_connections, connection


def drop_stale() -> None:
    """Close a connection that broke or is old, so that the next statement opens another.

    Within somebody else's transaction the connection is theirs.
    """
    if not connection.in_atomic_block:
        close_old_connections()


def drop_broken() -> None:
    """Close a connection on which something failed, but within somebody else's transaction."""
    if not connection.in_atomic_block:
        connection.close()

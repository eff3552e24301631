"""Gives lines their places in the feed, after they have been committed.

Ids are given before: a line with a smaller id can come to light after one with a greater, and
whoever reads behind the greatest id misses it. The stamper is alone, by a lock that lasts until its
numbers can be seen. It takes the lock in a statement of its own: the next statement sees all that
the stamper before has numbered. So numbers come to light in their order, and nobody waits for a
writer that stays open.
"""

from typing import Final

from django.db import connection, transaction

LOCK: Final = 7_310_034_283_826_791_777  # of this database; nothing else here takes advisory locks
MOST: Final = 10_000  # lines in one transaction, so that it is short
_NUMBER: Final = """
WITH base AS (
    SELECT GREATEST(
        COALESCE((SELECT max(seq) FROM change_log WHERE seq IS NOT NULL), 0),
        COALESCE((SELECT pruned_to FROM feed_epoch), 0)
    ) AS seq
), fresh AS MATERIALIZED (
    SELECT id FROM change_log WHERE seq IS NULL ORDER BY id LIMIT %s
), numbered AS (
    SELECT id, row_number() OVER (ORDER BY id) AS place FROM fresh
)
UPDATE change_log SET seq = base.seq + numbered.place
FROM numbered, base WHERE change_log.id = numbered.id
"""


def stamp(*, rounds: int | None = None, most: int = MOST) -> int:
    """Give all committed lines without a place one, in the order of their ids; tell how many.

    At most MOST in each of so many ROUNDS, where given. While another one does the same, it is left
    to them. It has to be asked outside of transactions, because its own have to be seen at once.
    """
    if connection.vendor != "postgresql":  # lines have got their places as they were written
        return 0
    number = found = _stamp(most)
    done = 1
    while found == most and done != rounds:
        found = _stamp(most)
        number += found
        done += 1
    return number


def _stamp(most: int) -> int:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if cursor.fetchone() == (False,):
            return 0
        cursor.execute(_NUMBER, [most])
        number: int = cursor.rowcount
    return number

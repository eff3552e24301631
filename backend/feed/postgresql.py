"""The triggers by which PostgreSQL writes the feed: they run once for each statement."""

from typing import Final

from backend.feed.columns import COLUMNS, MEASURED, MEASURES, PAST, PREFIX
from backend.feed.followed import SCORES, Follow, Link

# R is how a row stands now, or how it stood when it was deleted, O how it stood before.
# A plan is kept for the next statement: one made for a million rows would, for a single one,
# compile itself and hash whole tables; one made while a table is small would read it whole.
_FUNCTION: Final = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
SET jit = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $feed$
BEGIN
    IF NOT EXISTS (SELECT FROM {rows}) THEN  -- it is called for statements that find no row too
        RETURN NULL;
    END IF;
    INSERT INTO change_log ({columns})
    {lines};
    RETURN NULL;
END
$feed$;
CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {tables}
FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
TABLES: Final = {
    "INSERT": ("NEW TABLE AS fresh", "fresh"),
    "UPDATE": ("OLD TABLE AS gone NEW TABLE AS fresh", "fresh"),
    "DELETE": ("OLD TABLE AS gone", "gone"),
}
# A row that moves to another product is gone from the one where it was. The join is a full one so
# that it is never a nested loop: its plan is kept, however many rows the next statement changes.
_UPDATED: Final = """SELECT '{noun}', step.action, COALESCE(r.public_id, o.public_id), step.product,
        {feature}, statement_timestamp()
    FROM fresh r FULL JOIN gone o ON o.id = r.id {join}
    CROSS JOIN LATERAL (VALUES {steps}) step(action, product)
    WHERE r IS DISTINCT FROM o AND (step.action = 'UPSERT' OR step.product <> {product})
    ORDER BY COALESCE(r.id, o.id), step.action"""
_LEFT: Final = "('DELETE', o.product_id), "
_PLAIN: Final = """SELECT '{noun}', '{action}', r.public_id, {product}, {feature},
        statement_timestamp(){more}
    FROM {rows} r {join} ORDER BY r.id"""
_LINKED: Final = """SELECT DISTINCT '{noun}', 'UPSERT', r.public_id, {product}, {feature},
        statement_timestamp()
    FROM ({rows}) link JOIN {owner} r ON r.id = link.{column} {join}"""


def follow(follow: Follow, event: str) -> str:
    """Write the trigger that runs once for each statement of an EVENT that befalls FOLLOW."""
    tables, rows = TABLES[event]
    place, measured = follow.place, follow is SCORES
    moves = "product_id" in place.columns
    lines = (_UPDATED if event == "UPDATE" and follow.is_choosy else _PLAIN).format(
        noun=follow.noun.value,
        action="DELETE" if event == "DELETE" else "UPSERT",
        product=place.product,
        feature=place.feature,
        join=place.join + (PAST if measured else ""),
        rows=rows,
        more=MEASURES if measured else "",
        steps=(_LEFT if moves else "") + f"('UPSERT', {place.product})",
    )
    return _FUNCTION.format(
        name=f"{PREFIX}_{follow.table}_{event.lower()}",
        event=event,
        table=follow.table,
        tables=tables,
        rows=rows,
        columns=COLUMNS + (MEASURED if measured else ""),
        lines=lines,
    )


def link(link: Link, event: str) -> str:
    """Write the trigger that runs once for each statement of an EVENT that befalls LINK."""
    tables, rows = TABLES[event]
    both = f"SELECT {link.column} FROM fresh UNION ALL SELECT {link.column} FROM gone"  # noqa: S608 -- constants
    lines = _LINKED.format(
        noun=link.owner.noun.value,
        product=link.owner.place.product,
        feature=link.owner.place.feature,
        join=link.owner.place.join,
        owner=link.owner.table,
        column=link.column,
        rows=both if event == "UPDATE" else f"SELECT {link.column} FROM {rows}",  # noqa: S608 -- constants
    )
    return _FUNCTION.format(
        name=f"{PREFIX}_{link.table}_{event.lower()}",
        event=event,
        table=link.table,
        tables=tables,
        rows=rows,
        columns=COLUMNS,
        lines=lines,
    )

"""The triggers by which PostgreSQL keeps the audit log: they run once for each statement."""

from collections.abc import Iterator
from typing import Final

from backend.access.audit_postgresql_guards import GUARD, KEEP_ROWS, NAMES, WHOLE
from backend.access.audit_watching import CHANGED, STAKEHOLDER, Watch
from stakeholders.judging import UTTERANCE

ENTRY: Final = "access_auditentry"
WORD: Final = "access_auditword"
FUNCTION: Final = "access_audit"  # what the names of all functions begin with
# What is in reach of each event: N is how a row stands now, O how it stood before.
EVENTS: Final = {
    "INSERT": ("NEW TABLE AS fresh", "fresh n LEFT JOIN {table} o ON FALSE", "fresh"),
    "UPDATE": (
        "OLD TABLE AS gone NEW TABLE AS fresh",
        "fresh n FULL JOIN gone o ON o.id = n.id",
        "fresh",
    ),
    "DELETE": ("OLD TABLE AS gone", "gone o LEFT JOIN {table} n ON FALSE", "gone"),
}
_RECORD: Final = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $audit$
DECLARE
    origin jsonb := COALESCE(NULLIF(current_setting('tutti.origin', TRUE), ''),
        '["", "DIRECT", ""]')::jsonb;
    batch text := current_setting('tutti.batch', TRUE);
    lost record;
BEGIN
    IF NOT EXISTS (SELECT FROM {rows}) THEN  -- it is called for statements that find no row too
        RETURN NULL;
    END IF;
    {batch}
    WITH told AS MATERIALIZED (
        SELECT nextval('access_auditentry_id_seq') AS entry, moved.*
        FROM (
            SELECT CASE WHEN o.id IS NULL THEN 'CREATED' WHEN n.id IS NULL THEN 'DELETED'
                ELSE 'CHANGED' END AS action, COALESCE(n.id, o.id) AS row_id,
                {public_id} AS public_id, {person} AS person, plain.before, plain.after, said.words
            FROM {source}
            CROSS JOIN LATERAL (
                SELECT jsonb_object_agg(name, past) AS before,
                    jsonb_object_agg(name, present) AS after
                FROM (VALUES {plain}) each(name, past, present)
                WHERE past IS DISTINCT FROM present
            ) plain
            CROSS JOIN LATERAL (
                SELECT jsonb_agg(jsonb_build_array(name, past, present)) AS words
                FROM (VALUES {words}) each(name, past, present)
                WHERE NULLIF(past, '') IS DISTINCT FROM NULLIF(present, '')
            ) said
            ORDER BY 2 OFFSET 0
        ) moved
        WHERE action <> 'CHANGED' OR after IS NOT NULL OR words IS NOT NULL
    ), logged AS (
        INSERT INTO access_auditentry (id, created_at, actor, interface, address, noun, action,
            row_id, public_id, before, after)
        SELECT entry, statement_timestamp(), origin ->> 0, origin ->> 1, origin ->> 2, '{noun}',
            action, row_id, public_id, CASE WHEN action <> 'CREATED' THEN before END,
            CASE WHEN action <> 'DELETED' THEN after END
        FROM told
    )
    INSERT INTO access_auditword (entry_id, "column", person, before, after)
    SELECT entry, word ->> 0, person, word ->> 1, word ->> 2
    FROM told CROSS JOIN LATERAL jsonb_array_elements(words) AS word;
    {erasure}
    RETURN NULL;
END
$audit$;
CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {tables}
FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
# What a row of a batch has in common with a line of its history.
_SAID: Final = ", ".join(("stakeholder_id", "feature_id", *UTTERANCE))
_COMMON: Final = {"INSERT": _SAID, "UPDATE": _SAID, "DELETE": "stakeholder_id, feature_id"}
# The history of a batch tells of each preference in full: the log says which lines of it.
_BATCH: Final = """
    IF batch <> '' AND (SELECT count(*) FROM (SELECT FROM {rows} LIMIT 2) few) = 2
        AND (batch LIKE '+%' OR NOT EXISTS (
            SELECT {common} FROM {rows}
            EXCEPT SELECT {common} FROM stakeholders_preferenceevent
            WHERE created_at = batch::timestamptz AND feature_id IN (SELECT feature_id FROM {rows})
                AND (kind = 'WITHDRAWN') = (TG_OP = 'DELETE')
        )) THEN
        INSERT INTO access_auditentry (created_at, actor, interface, address, noun, action, after)
        VALUES (statement_timestamp(), origin ->> 0, origin ->> 1, origin ->> 2, '{noun}', 'BATCH',
            jsonb_build_object('events_at', ltrim(batch, '+')));
        RETURN NULL;
    END IF;
"""
# Who is deleted is erased: first what others said of them, then where they were, then their words,
# by which the guards know that all this is about them.
_ERASURE: Final = """
    FOR lost IN SELECT entry.id AS entry, gone.id FROM gone
        JOIN access_auditentry entry ON entry.row_id = gone.id
            AND entry.noun = 'stakeholders.stakeholder' AND entry.action = 'DELETED'
    LOOP
        UPDATE access_auditword word
        SET before = NULL, after = NULL, person = NULL, redacted_for_id = lost.entry
        WHERE redacted_for_id IS NULL AND person IS DISTINCT FROM lost.id
            AND access_audit_names(lost.id, word.entry_id, word.before, word.after);
        UPDATE access_auditentry SET address = '', redacted_for_id = lost.entry
        WHERE address <> '' AND actor IN (SELECT 'user:' || before FROM access_auditword
            WHERE person = lost.id AND "column" = 'login_id');
        UPDATE access_auditword
        SET before = NULL, after = NULL, person = NULL, redacted_for_id = lost.entry
        WHERE person = lost.id;
    END LOOP;
"""


def write_install(watched: tuple[Watch, ...], guards: dict[str, str]) -> Iterator[str]:
    """Write the SQL that has WATCHED recorded, and lets the tables of GUARDS only grow.

    A guard is the condition under which a row may change all the same.
    """
    yield NAMES
    yield WHOLE
    for table, allowed in guards.items():
        yield GUARD.format(name=f"{FUNCTION}_guard_{table}", table=table, allowed=allowed)
    for watch in watched:
        yield KEEP_ROWS.format(table=watch.table)
        yield from (_record(watch, event) for event in EVENTS)


def _record(watch: Watch, event: str) -> str:
    """Write the trigger that records each EVENT that befalls rows that WATCH watches."""
    tables, source, rows = EVENTS[event]
    erases = watch.table == STAKEHOLDER and event == "DELETE"
    plain = [f"('{name}', to_jsonb(o.{name}), to_jsonb(n.{name}))" for name in watch.list_plain()]
    plain += [
        f"('{name}', NULL, CASE WHEN o.{name} <> n.{name} THEN to_jsonb('{CHANGED}'::text) END)"
        for name in watch.list_noted()
    ]
    words = [f"('{name}', o.{name}::text, n.{name}::text)" for name in watch.list_words()]
    person = [watch.person.format(row=row) for row in "no"]
    return _RECORD.format(
        name=f"{FUNCTION}_{watch.table}_{event.lower()}",
        event=event,
        table=watch.table,
        tables=tables,
        source=source.format(table=watch.table),
        rows=rows,
        noun=watch.noun,
        public_id="COALESCE(n.public_id, o.public_id)" if watch.is_public else "NULL::uuid",
        person=f"COALESCE({', '.join(person)})::bigint",
        plain=", ".join(plain) or "('', NULL::jsonb, NULL::jsonb)",
        words=", ".join(words) or "('', NULL::text, NULL::text)",
        batch=_BATCH.format(rows=rows, noun=watch.noun, common=_COMMON[event])
        if watch.batches
        else "",
        erasure=_ERASURE if erases else "",
    )

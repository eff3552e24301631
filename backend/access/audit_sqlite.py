"""The triggers by which SQLite keeps the audit log; they ask functions of Tutti's who is writing.

A program without these functions is refused: nothing is written past the log.
"""

from collections.abc import Iterator
from typing import Final

from backend.access.audit_watching import CHANGED, STAKEHOLDER, Watch

PREFIX: Final = "access_audit"  # what the names of all triggers begin with
EVENTS: Final = {"INSERT": "CREATED", "UPDATE": "CHANGED", "DELETE": "DELETED"}
FLAG: Final = "CASE {0} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END"
NOW: Final = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
_ENTRY: Final = f"""
INSERT INTO access_auditentry (created_at, actor, interface, address, noun, action, row_id,
    public_id, before, after)
VALUES ({NOW}, tutti_origin(0), tutti_origin(1), tutti_origin(2), {{values}});
"""  # noqa: S608 -- made of constants
_LATEST: Final = "(SELECT max(id) FROM access_auditentry)"  # SQLite has one writer at a time
_RECORD: Final = """
CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {when}
BEGIN
    {entry}
    INSERT INTO access_auditword (entry_id, "column", person, before, after)
    SELECT entry, name, person, old, new
    FROM (SELECT {latest} AS entry, {person} AS person)
    CROSS JOIN ({words}) WHERE ifnull(old, '') <> ifnull(new, '');
    {erasure}
END
"""
_BATCH: Final = """
CREATE TRIGGER {name}_batch AFTER {event} ON {table} WHEN tutti_opens_batch()
BEGIN
    {entry}
END
"""
NAMED: Final = """EXISTS (
    SELECT 1 FROM (
        SELECT before AS name FROM access_auditword WHERE person = {person}
            AND "column" IN ('name', 'email', 'username')
        UNION SELECT after FROM access_auditword WHERE person = {person}
            AND "column" IN ('name', 'email', 'username')
    ) borne JOIN (SELECT {row}before AS text UNION ALL SELECT {row}after) told
    WHERE borne.name <> '' AND (lower(told.text) = lower(borne.name)
        OR borne.name GLOB '*[ @]*' AND instr(lower(told.text), lower(borne.name))
            AND tutti_mentions(told.text, borne.name))
) OR EXISTS (
    SELECT 1 FROM access_auditentry about JOIN access_auditword own
        ON CAST(about.row_id AS TEXT) IN (own.before, own.after)
    WHERE about.id = {row}entry_id AND about.noun = 'auth.user'
        AND own.person = {person} AND own."column" = 'login_id'
)"""
# In the order that the guards need; `audit_postgresql` says why.
_ERASURE: Final = f"""
    UPDATE access_auditword
    SET before = NULL, after = NULL, person = NULL, redacted_for_id = {_LATEST}
    WHERE redacted_for_id IS NULL AND person IS NOT OLD.id
        AND ({NAMED.format(person="OLD.id", row="access_auditword.")});
    UPDATE access_auditentry SET address = '', redacted_for_id = {_LATEST}
    WHERE address <> '' AND actor IN (SELECT 'user:' || before FROM access_auditword
        WHERE person = OLD.id AND "column" = 'login_id');
    UPDATE access_auditword
    SET before = NULL, after = NULL, person = NULL, redacted_for_id = {_LATEST}
    WHERE person = OLD.id;
"""  # noqa: S608 -- made of constants
_GUARD: Final = """
CREATE TRIGGER {name}_{event} BEFORE {event} ON {table} WHEN NOT ({allowed})
BEGIN
    SELECT raise(ABORT, 'what {table} holds is never changed');
END
"""


def write_install(watched: tuple[Watch, ...], guards: dict[str, str]) -> Iterator[str]:
    """Write the SQL that has WATCHED recorded, and lets the tables of GUARDS only grow.

    A guard is the condition under which a row may change all the same.
    """
    for table, allowed in guards.items():
        name = f"{PREFIX}_guard_{table}"
        yield _GUARD.format(name=name, table=table, event="update", allowed=allowed)
        yield _GUARD.format(name=name, table=table, event="delete", allowed="FALSE")
    for watch in watched:
        for event in EVENTS:
            yield _record(watch, event)
            if watch.batches:
                yield _note_batch(watch, event)


def _name(watch: Watch, event: str) -> str:
    return f"{PREFIX}_{watch.table}_{event.lower()}"


def _record(watch: Watch, event: str) -> str:
    """Write the trigger that records each EVENT that befalls rows that WATCH watches."""
    row = "OLD" if event == "DELETE" else "NEW"
    erases = watch.table == STAKEHOLDER and event == "DELETE"
    rows = [_compare(watch, name, event) for name in watch.list_words()]
    person = watch.person.format(row=row)
    if event == "UPDATE":  # which may take a row from the person to whom the words before it belong
        person = f"COALESCE({person}, {watch.person.format(row='OLD')})"
    values = [
        f"'{watch.noun}'",
        f"'{EVENTS[event]}'",
        f"{row}.id",
        f"{row}.public_id" if watch.is_public else "NULL",
        "NULL" if event == "INSERT" else _gather(watch, event, "old"),
        "NULL" if event == "DELETE" else _gather(watch, event, "new"),
    ]
    return _RECORD.format(
        name=_name(watch, event),
        event=event,
        table=watch.table,
        when=_when(watch, event),
        entry=_ENTRY.format(values=", ".join(values)),
        latest=_LATEST,
        person=person,
        words=" UNION ALL ".join(rows) or "SELECT '' AS name, NULL AS old, NULL AS new",
        erasure=_ERASURE if erases else "",
    )


def _note_batch(watch: Watch, event: str) -> str:
    """Write the trigger that tells once of a batch, where its history tells of each row."""
    values = f"'{watch.noun}', 'BATCH', NULL, NULL, NULL, json_object('events_at', tutti_moment())"
    return _BATCH.format(
        name=_name(watch, event),
        event=event,
        table=watch.table,
        entry=_ENTRY.format(values=values),
    )


def _when(watch: Watch, event: str) -> str:
    """Tell when WATCH has something to record of an EVENT."""
    names = [*watch.list_plain(), *watch.list_words(), *watch.list_noted()]
    moved = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in names)
    when = f"({moved})" if event == "UPDATE" else "TRUE"
    return f"NOT tutti_in_batch() AND {when}" if watch.batches else when


def _compare(watch: Watch, name: str, event: str, form: str = "{}") -> str:
    """Give the column NAME before and after EVENT, in a FORM, as a row."""
    old = "NULL" if event == "INSERT" else f'OLD."{name}"'
    new = "NULL" if event == "DELETE" else f'NEW."{name}"'
    if name in watch.list_flags():
        form = form.replace("json_quote({0})", FLAG)
    return f"SELECT '{name}' AS name, {form.format(old)} AS old, {form.format(new)} AS new"


def _note(name: str) -> str:
    """Say of the column NAME that it was changed, where it was, as a row."""
    changed = f"""CASE WHEN OLD."{name}" <> NEW."{name}" THEN '"{CHANGED}"' END"""
    return f"SELECT '{name}' AS name, 'null' AS old, ifnull({changed}, 'null') AS new"


def _gather(watch: Watch, event: str, which: str) -> str:
    """Gather WHICH of the plain columns, old or new, differ after EVENT, as JSON."""
    rows = [_compare(watch, name, event, "json_quote({0})") for name in watch.list_plain()]
    rows += [_note(name) for name in watch.list_noted() if event == "UPDATE"]
    if not rows:
        return "NULL"
    table = " UNION ALL ".join(rows)
    return (
        f"(SELECT nullif(json_group_object(name, json({which})), '{{}}')"  # noqa: S608 -- columns
        f" FROM ({table}) WHERE old IS NOT new)"
    )

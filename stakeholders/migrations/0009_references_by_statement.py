"""Checks what preferences refer to once for a statement, where PostgreSQL would ask for each row."""

from typing import Any

from django.db import migrations

# As a foreign key does: who is named is locked against going, and has to be there.
CHECK_WRITTEN = """
CREATE FUNCTION stakeholders_preference_refers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing bigint;
BEGIN
    SELECT count(*) INTO missing
    FROM (SELECT DISTINCT stakeholder_id AS id FROM written ORDER BY 1 OFFSET 0) named
    LEFT JOIN LATERAL (SELECT id FROM stakeholders_stakeholder person
        WHERE person.id = named.id OFFSET 0 FOR KEY SHARE) found ON TRUE
    WHERE found.id IS NULL;
    IF missing > 0 THEN
        RAISE foreign_key_violation USING TABLE = 'stakeholders_preference',
            MESSAGE = format('%s of the stakeholders of these preferences do not exist', missing);
    END IF;
    SELECT count(*) INTO missing
    FROM (SELECT DISTINCT feature_id AS id FROM written ORDER BY 1 OFFSET 0) named
    LEFT JOIN LATERAL (SELECT id FROM products_feature feature
        WHERE feature.id = named.id OFFSET 0 FOR KEY SHARE) found ON TRUE
    WHERE found.id IS NULL;
    IF missing > 0 THEN
        RAISE foreign_key_violation USING TABLE = 'stakeholders_preference',
            MESSAGE = format('%s of the features of these preferences do not exist', missing);
    END IF;
    RETURN NULL;
END
$$
"""
CHECK_MOVED = """
CREATE FUNCTION stakeholders_preference_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM stakeholders_stakeholder WHERE id = NEW.stakeholder_id FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING TABLE = 'stakeholders_preference',
            MESSAGE = format('there is no stakeholder %s', NEW.stakeholder_id);
    END IF;
    PERFORM FROM products_feature WHERE id = NEW.feature_id FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING TABLE = 'stakeholders_preference',
            MESSAGE = format('there is no feature %s', NEW.feature_id);
    END IF;
    RETURN NULL;
END
$$
"""
CHECK_GONE = """
CREATE FUNCTION {table}_is_spared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM stakeholders_preference WHERE {column} = OLD.id)
        AND NOT EXISTS (SELECT FROM {table} WHERE id = OLD.id) THEN
        RAISE foreign_key_violation USING TABLE = '{table}',
            MESSAGE = format('{table} %s still has preferences', OLD.id);
    END IF;
    RETURN NULL;
END
$$
"""
PARENTS = (
    ("stakeholders_stakeholder", "stakeholder_id"),
    ("products_feature", "feature_id"),
)
WATCH_WRITTEN = """
CREATE TRIGGER preference_refers AFTER INSERT ON stakeholders_preference
REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION stakeholders_preference_refers()
"""
WATCH_MOVED = """
CREATE TRIGGER preference_moves AFTER UPDATE OF stakeholder_id, feature_id
ON stakeholders_preference FOR EACH ROW
WHEN ((OLD.stakeholder_id, OLD.feature_id) IS DISTINCT FROM (NEW.stakeholder_id, NEW.feature_id))
EXECUTE FUNCTION stakeholders_preference_moves()
"""
WATCH_GONE = """
CREATE CONSTRAINT TRIGGER {table}_is_spared AFTER DELETE OR UPDATE OF id ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {table}_is_spared()
"""
DROP_KEYS = """
DO $$
DECLARE
    key name;
BEGIN
    FOR key IN SELECT conname FROM pg_constraint
        WHERE conrelid = 'stakeholders_preference'::regclass AND contype = 'f'
    LOOP
        EXECUTE format('ALTER TABLE stakeholders_preference DROP CONSTRAINT %I', key);
    END LOOP;
END
$$
"""
ADD_KEY = """
ALTER TABLE stakeholders_preference ADD CONSTRAINT {name}
FOREIGN KEY ({column}) REFERENCES {table} (id) DEFERRABLE INITIALLY DEFERRED
"""
# The names that Django gave them.
KEYS = {
    "stakeholder_id": "stakeholders_prefere_stakeholder_id_52be59e2_fk_stakehold",
    "feature_id": "stakeholders_prefere_feature_id_57197e70_fk_products_",
}


def check_by_statement(_apps: object, editor: Any) -> None:
    """Put triggers in the place of both foreign keys; SQLite, which has no such cost, keeps them."""
    if editor.connection.vendor != "postgresql":
        return
    for sql in (CHECK_WRITTEN, CHECK_MOVED, WATCH_WRITTEN, WATCH_MOVED):
        editor.execute(sql, None)
    for table, column in PARENTS:
        editor.execute(CHECK_GONE.format(table=table, column=column), None)
        editor.execute(WATCH_GONE.format(table=table), None)
    editor.execute(DROP_KEYS, None)


def check_by_row(_apps: object, editor: Any) -> None:
    """Put the foreign keys back."""
    if editor.connection.vendor != "postgresql":
        return
    for table, column in PARENTS:
        editor.execute(ADD_KEY.format(name=KEYS[column], column=column, table=table), None)
        editor.execute(f"DROP TRIGGER {table}_is_spared ON {table}", None)
        editor.execute(f"DROP FUNCTION {table}_is_spared()", None)
    for name in ("refers", "moves"):
        editor.execute(f"DROP TRIGGER preference_{name} ON stakeholders_preference", None)
        editor.execute(f"DROP FUNCTION stakeholders_preference_{name}()", None)


class Migration(migrations.Migration):
    """The rule stays, also for what is written by hand; only when it is checked changes."""

    dependencies = [
        ("stakeholders", "0008_room_for_updates"),
        ("products", "0002_merges"),
    ]

    operations = [migrations.RunPython(check_by_statement, check_by_row)]

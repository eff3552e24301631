"""Leaves room beside rows that are updated in place all day, so that their indexes stay as they are."""

from typing import Any

from django.db import migrations

ROOM = (
    "ALTER TABLE stakeholders_cell SET (fillfactor = 80)",
    "ALTER TABLE stakeholders_alignmentscore SET (fillfactor = 80)",
    # Half the work of storing a score is to compress its breakdown, where that is done the old way.
    """
    DO $$ BEGIN
        ALTER TABLE stakeholders_alignmentscore ALTER COLUMN breakdown SET COMPRESSION lz4;
    EXCEPTION WHEN feature_not_supported THEN NULL;
    END $$
    """,
)
NO_ROOM = (
    "ALTER TABLE stakeholders_cell RESET (fillfactor)",
    "ALTER TABLE stakeholders_alignmentscore RESET (fillfactor)",
    "ALTER TABLE stakeholders_alignmentscore ALTER COLUMN breakdown SET COMPRESSION DEFAULT",
)


def make_room(_apps: object, editor: Any) -> None:
    """Fill pages to four fifths on PostgreSQL; SQLite knows no such thing."""
    if editor.connection.vendor == "postgresql":
        for sql in ROOM:
            editor.execute(sql)


def fill_up(_apps: object, editor: Any) -> None:
    """Fill pages to the brim again."""
    if editor.connection.vendor == "postgresql":
        for sql in NO_ROOM:
            editor.execute(sql)


class Migration(migrations.Migration):
    """Storage alone: what is written from now on, not what is there."""

    dependencies = [("stakeholders", "0007_seed_history")]

    operations = [migrations.RunPython(make_room, fill_up)]

"""Lets PostgreSQL find names and summaries that are like others, where it may have pg_trgm."""

from typing import Any

from django.db import migrations

# Without the right to add the extension, or without the extension, all goes on as before.
INDEX = """
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX feature_name_trigrams ON products_feature USING gin (name gin_trgm_ops);
    CREATE INDEX feature_summary_trigrams ON products_feature USING gin (summary gin_trgm_ops);
EXCEPTION
    WHEN insufficient_privilege OR feature_not_supported OR undefined_file OR undefined_object
    THEN NULL;
END $$
"""
UNINDEX = "DROP INDEX IF EXISTS feature_name_trigrams, feature_summary_trigrams"


def index(_apps: object, editor: Any) -> None:
    """Index names and summaries on PostgreSQL; SQLite compares them all."""
    if editor.connection.vendor == "postgresql":
        editor.execute(INDEX)


def unindex(_apps: object, editor: Any) -> None:
    """Take the indexes away; the extension may serve others."""
    if editor.connection.vendor == "postgresql":
        editor.execute(UNINDEX)


class Migration(migrations.Migration):
    """Indexes alone, which no model knows: they are there where the extension is."""

    dependencies = [("products", "0002_merges")]

    operations = [migrations.RunPython(index, unindex)]

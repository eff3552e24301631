from django.core.management import call_command
from django.db import migrations

TABLE = "tutti_cache"


def make_table(apps, schema_editor):
    """Make the table in which attempts to sign in are counted; Django has a command for it."""
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop_table(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE IF EXISTS {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):

    dependencies = [("access", "0005_invitations")]

    operations = [migrations.RunPython(make_table, drop_table)]

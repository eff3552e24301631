"""Writes the reference weight of each kind: 1 for teams, for segments not known yet."""

from decimal import Decimal

from django.db import migrations

ORDINARY = {"TEAM": Decimal(1), "SEGMENT": None}


def write_reference_weights(apps, schema_editor):
    """Give each kind of group its row."""
    model = apps.get_model("stakeholders", "ReferenceWeight")
    for kind, w_ref in ORDINARY.items():
        model.objects.get_or_create(kind=kind, defaults={"w_ref": w_ref})


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0001_preferences")]

    operations = [
        migrations.RunPython(write_reference_weights, migrations.RunPython.noop),
    ]

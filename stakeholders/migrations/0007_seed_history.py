"""Begins the history of cells that were counted before it was kept, at the score they gave."""

from typing import Any

from django.db import migrations
from django.utils import timezone

CHUNK = 1_000


def seed(apps: Any, _editor: object) -> None:
    """Write each cell as it stands as the first line of its history."""
    cell, change = (apps.get_model("stakeholders", name) for name in ("Cell", "CellChange"))
    score = apps.get_model("stakeholders", "AlignmentScore")
    moved_at = dict(score.objects.values_list("feature", "updated_at"))
    now = timezone.now()
    columns = [f.attname for f in cell._meta.concrete_fields if f.name not in {"id", "feature", "group"}]
    lines = (
        change(
            feature_id=row["feature_id"],
            group=row["group_id"],
            counted_at=moved_at.get(row["feature_id"], now),
            **{column: row[column] for column in columns},
        )
        for row in cell.objects.order_by("pk").values().iterator(CHUNK)
    )
    change.objects.bulk_create(lines, batch_size=CHUNK)


def clear(apps: Any, _editor: object) -> None:
    """Take the history of cells out again."""
    apps.get_model("stakeholders", "CellChange").objects.all().delete()


class Migration(migrations.Migration):
    """Data alone; electorates begin their history when they are next counted."""

    dependencies = [("stakeholders", "0006_deactivation")]

    operations = [migrations.RunPython(seed, clear)]

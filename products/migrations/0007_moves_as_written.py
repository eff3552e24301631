"""Says of moves from before they had dates of their own that they were made when written."""

from typing import Any

from django.db import migrations
from django.db.models import F


def date_moves(apps: Any, _editor: object) -> None:
    """Date each move by when it was written."""
    apps.get_model("products", "StageChange").objects.update(moved_at=F("created_at"))


class Migration(migrations.Migration):
    """Data alone."""

    dependencies = [("products", "0006_date_stage_changes")]

    operations = [migrations.RunPython(date_moves, migrations.RunPython.noop)]

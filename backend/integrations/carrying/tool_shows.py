"""Says what a page shows of a worker that looks at files of another tool, or has imported them."""

from typing import Any, Final
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from backend.access.callers import Caller
from backend.access.curating import may
from backend.integrations.carrying.tool_uploads import ToolUpload
from backend.integrations.carrying.tool_words import tell_step
from backend.integrations.importers.asking import read_asked
from backend.integrations.importers.outcomes import Told, find_reading, find_told
from backend.integrations.importers.told_words import (
    list_joined,
    list_named,
    list_notes,
    list_read,
    tabulate,
)
from backend.queue.models import Status, Task
from products.figures import write_number
from products.models import Feature, Product
from stakeholders.models import Tally

RELOAD: Final = 2  # seconds until a page that shows how far something is comes anew
WRITTEN: Final = ("created", "changed")


def describe_work(task: Task) -> dict[str, Any]:
    """Tell how far TASK is, which waits or is worked on."""
    asked, reading = read_asked(task.payload), find_reading(task)
    is_written = asked is not None and asked.expected is not None
    shown: dict[str, Any] = {
        "title": _("Importing") if is_written else _("Looking at the files"),
        "is_written": is_written,
        "is_waiting": task.status == Status.PENDING,
        "reload": RELOAD,
    }
    if reading is None:
        return shown
    length = asked.length if asked else 0
    return shown | {
        "records": write_number(asked.records if asked else 0),
        "step": tell_step(reading),
        "done": write_number(_share(reading.done, reading.total)),
        "whole": _share(reading.read, length) if length else None,
    }


def _share(done: int, total: int) -> int:
    """Give the share of TOTAL that is DONE, in percent."""
    return min(100, 100 * done // total) if total else 0


def describe_told(task: Task | None, upload: ToolUpload) -> dict[str, Any]:
    """Tell what came of TASK, which looked at UPLOAD or imported it, and has ended."""
    told = (find_told(task) if task else None) or Told(is_refused=True)
    is_done = task is not None and task.status == Status.DONE
    is_written = is_done and upload.is_confirmed
    number = sum(each.get(name, 0) for each in told.counts.values() for name in WRITTEN)
    return {
        "title": _title(is_done=is_done, is_written=is_written, told=told),
        "told": told,
        "becomes": _("What came of it") if is_written else _("What becomes of it"),
        "rows": tabulate(told),
        "read": list_read(told),
        "joined": list_joined(told),
        "notes": list_notes(told),
        "named": list_named(told),
        "remarks": told.notes,
        "faults": [*map(tuple, told.faults)],
        "more": told.fault_count - len(told.faults),
        "fault_count": told.fault_count,
        "is_written": is_written,
        "may_confirm": is_done and not is_written and number > 0,
        "is_same": is_done and number == 0 and not told.fault_count,
        "is_known": is_done and number == 0 and told.fault_count > 0,
        "may_retry": not is_written and upload.has_files(),
        "why": task.fault if task and not is_done and not told.faults else "",
        "log": reverse("admin:access_fileimport_change", args=[told.log]) if told.log else "",
    }


def list_links(caller: Caller, product: Product, told: Told) -> list[tuple[str, str]]:
    """List where CALLER finds what was written into PRODUCT, as it was TOLD: address and words."""
    features, tallies = (
        f"product__id__exact={product.pk}",
        f"feature__product__id__exact={product.pk}",
    )
    links = []
    if may(caller, "view", Feature):
        page = reverse("admin:products_feature_changelist")
        links.append((f"{page}?{features}", _("Features of the product")))
    if "tallies" in told.counts and may(caller, "view", Tally):
        page = reverse("admin:stakeholders_tally_changelist")
        links.append((f"{page}?{tallies}", _("Its tallies of votes that are nobody's")))
    return [*links, (f"{reverse('board')}products/{quote(product.key)}", _("Its board"))]


def _title(*, is_done: bool, is_written: bool, told: Told) -> str:
    if is_written:
        return _("Imported")
    if is_done:
        return _("Preview of the import")
    return _("Nothing was written") if not told.has_moved else _("Other rows have changed")

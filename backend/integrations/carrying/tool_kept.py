"""Keeps several uploads of one person side by side, and remembers those that were imported."""

from collections.abc import Iterator
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from backend.access.import_models import TOOL
from backend.access.models import FileImport
from backend.integrations.carrying.tool_uploads import ToolUpload
from backend.integrations.carrying.tool_words import title_form
from backend.integrations.carrying.uploads import TOKEN, find, list_kept
from backend.integrations.importers.asking import FILES, read_asked
from backend.integrations.importers.background import KIND
from backend.integrations.importers.outcomes import find_told
from backend.queue.models import Status, Task
from products.figures import write_number
from products.models import Product

MOST_KEPT: Final = 10  # of one person: an export may be as large as an upload can be


def find_upload(user: int, token: str) -> ToolUpload | None:
    """Find what USER, by key, keeps under TOKEN, if it was taken for anything."""
    upload = find(user, TOOL, token, kind=ToolUpload)
    return upload if upload is not None and upload.form else None


def list_open(user: int) -> list[ToolUpload]:
    """List what USER has sent whose files are still here: first what goes last."""
    kept = list_kept(user, TOOL, kind=ToolUpload)
    return [each for each in kept if each.form and each.has_files()]


def is_full(user: int) -> bool:
    """Tell whether USER has so many uploads with workers that none can make room for another."""
    return sum(each.is_held for each in list_open(user)) >= MOST_KEPT


def say_full() -> str:
    """Say that there are too many."""
    told = _("%(most)s of your uploads wait for a worker: send more once it has looked at them.")
    return told % {"most": write_number(MOST_KEPT)}


def make_room(user: int) -> list[str]:
    """Remove the oldest uploads of USER that no worker needs, beyond the most that are kept.

    Give what their files are called.
    """
    kept = list_open(user)
    free = [each for each in reversed(kept) if not each.is_held]
    gone = free[: max(0, len(kept) - MOST_KEPT)]
    for upload in gone:
        upload.remove()
    return [upload.name for upload in gone]


def say_gone(name: str) -> str:
    """Say that files called NAME had to go."""
    told = _(
        "At most %(most)s uploads are kept for you: the oldest of those that were not confirmed "
        "was forgotten, %(file)s."
    )
    return told % {"file": name, "most": write_number(MOST_KEPT)}


def describe_open(user: int) -> Iterator[dict[str, Any]]:
    """Tell of each upload of USER whose files are still here what it is, and how far."""
    kept = list_open(user)
    tasks = Task.objects.in_bulk([each.task for each in kept])
    names = Product.objects.in_bulk([each.terms["product"] for each in kept], field_name="key")
    for upload in kept:
        key = upload.terms["product"]
        yield {
            "name": upload.name,
            "tool": title_form(upload.form),
            "product": names.get(key, key),
            "state": _tell_state(upload, tasks.get(upload.task)),
            "link": reverse("admin:access_fileimport_work", args=[upload.token]),
        }


def _tell_state(upload: ToolUpload, task: Task | None) -> str:
    """Say how far TASK is with UPLOAD."""
    status = task.status if task else Status.FAILED
    if upload.is_confirmed:
        states = {
            Status.PENDING: _("confirmed, waits for a worker"),
            Status.RUNNING: _("is being imported"),
        }
    else:
        states = {
            Status.PENDING: _("waits for a worker"),
            Status.RUNNING: _("is being looked at"),
            Status.DONE: _("previewed, not confirmed yet"),
        }
    return states.get(Status(status), _("nothing was written; may be previewed again"))


def find_line(user: int, token: str) -> FileImport | None:
    """Find the line in the log of what USER had kept under TOKEN, if it was imported."""
    if not TOKEN.fullmatch(token):
        return None
    tasks = Task.objects.filter(kind=KIND, status=Status.DONE)
    for task in tasks.filter(key__endswith=f"/{user}-{token}/{FILES}").order_by("-pk"):
        asked, told = read_asked(task.payload), find_told(task)
        if asked and asked.user == user and told and told.log:
            return FileImport.objects.filter(pk=told.log, user=user).first()
    return None

"""Takes in what was sent of another tool, if it is what it is said to be."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from backend.integrations.carrying.tool_forms import ToolForm
from backend.integrations.carrying.tool_kept import is_full, say_full
from backend.integrations.carrying.tool_uploads import ToolUpload, keep_files
from backend.integrations.carrying.tool_words import title_form
from backend.integrations.importers.archives import check_packing
from backend.integrations.importers.faults import (
    DatabaseFailedError,
    FileRefusedError,
    catch_database_faults,
)
from backend.integrations.importers.recognising import LIKELY, recognise
from backend.integrations.importers.registry import check


def receive(form: ToolForm, user: int) -> ToolUpload | None:
    """Keep for USER, by key, what a good FORM has brought, and have a worker look at it.

    What is wrong with it is said in the form, and nothing is kept then.
    """
    if is_full(user):
        form.add_error(None, say_full())
        return None
    try:
        upload = keep_files(form.cleaned_data["file"], user)
    except FileRefusedError as error:
        form.blame(error.faults.listed, hide=str)
        return None
    if not _check(form, upload):
        upload.remove()
        return None
    upload.terms = form.read_terms()
    if fault := put(lambda: upload.preview(user)):
        upload.remove()
        form.add_error(None, fault)
        return None
    return upload


def put(ask: Callable[[], object]) -> str:
    """Put a task as ASK does; say what keeps one from it, such as an import on SQLite, if anything.

    All that it would have changed is as it was then.
    """
    try:
        with catch_database_faults():
            ask()
    except DatabaseFailedError as error:
        return str(error)
    return ""


def _check(form: ToolForm, upload: ToolUpload) -> bool:
    """Find out what UPLOAD is, as FORM says or by its content; tell whether it can be looked at."""
    try:
        upload.form = form.cleaned_data["form"] or _recognise(form, upload)
        if not upload.form:
            return False
        check(upload.form, upload.path)
    except FileRefusedError as error:
        form.blame(error.faults.listed, hide=upload.hide)
        return False
    return form.check_needless(upload.form)


def _recognise(form: ToolForm, upload: ToolUpload) -> str:
    """Find out what UPLOAD is; say in FORM that it cannot be told, and give nothing then.

    :raises FileRefusedError: when nothing can be told, as it is damaged.
    """
    found = recognise(upload.path)
    if len(found) == 1:
        return found[0]
    if not found:
        check_packing(upload.path)
    told = _("This may be any of these: %(names)s. Choose one.")
    if not found:
        told = _("It cannot be told what this is: choose it. Looked for were: %(names)s.")
    form.add_error("form", told % {"names": ", ".join(map(title_form, found or LIKELY))})
    return ""

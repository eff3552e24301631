"""Lets people and programs ask for exports by REST, look how far they are, and fetch them."""

from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from backend.access.answering import refuse as refuse_scope
from backend.access.callers import Caller
from backend.access.errors import Code, RefusedError
from backend.access.idempotency import do_once
from backend.access.problems import tell_problem
from backend.access.rest import RestView, show
from backend.access.scopes import Scope
from backend.integrations.exports.asking import (
    ask,
    check_sight,
    find_mine,
    find_one,
    withdraw,
)
from backend.integrations.exports.files import find_status, is_lost
from backend.integrations.exports.models import Export, Status
from backend.integrations.exports.orders import read_claim, read_order
from backend.integrations.exports.serving import send

MOST: Final = 100  # exports in one list, the latest first
LOST: Final = "Its file is not there any more: ask for another export."
WAIT: Final = "1"  # seconds after which to look again


def describe(export: Export) -> dict[str, Any]:
    """Tell programs of EXPORT."""
    progress, now = export.progress, timezone.now()
    status = find_status(export, at=now)
    told = {
        "id": str(export.public_id),
        "noun": export.noun.lower(),
        "format": export.format.lower(),
        "product": export.product.key if export.product else None,
        "changedSince": export.changed_since,
        "status": status,
        "progress": {"done": progress.done, "total": progress.total},
        "cursor": export.cursor or None,
        "rows": export.rows,
        "size": export.size,
        "sha256": export.checksum or None,
        "createdAt": export.created_at,
        "finishedAt": export.finished_at,
        "expiresAt": export.expires_at,
        "fault": LOST if is_lost(export, at=now) else export.fault or None,
    }
    is_ready = status == Status.DONE
    file = reverse("export_file", args=[export.public_id]) if is_ready else None
    return told | {"file": file}


class ExportsView(RestView):
    """All that somebody has asked for."""

    def get(self, _request: HttpRequest, *, caller: Caller) -> HttpResponse:
        """List it."""
        _check_known(caller)
        rows = list(find_mine(caller).order_by("-pk")[:MOST])
        return show({"exports": [describe(each) for each in rows]})

    def post(self, request: HttpRequest, *, caller: Caller) -> HttpResponse:
        """Ask for an export; under an Idempotency-Key once."""
        _check_known(caller)
        order, claim = read_order(request, caller), read_claim(request, caller)

        def write() -> str:
            return str(ask(order, by=caller).public_id)

        made = do_once(claim, "export", write, at=timezone.now()) if claim else write()
        export = find_one(UUID(made), by=caller)
        response = show(describe(export), status=HTTPStatus.ACCEPTED)
        response["Location"] = reverse("export", args=[made])
        response["Retry-After"] = WAIT
        return response


class ExportView(RestView):
    """One export."""

    def get(self, _request: HttpRequest, *, caller: Caller, export: UUID) -> HttpResponse:
        """Tell how far it is."""
        found = find_one(export, by=caller)
        response = show(describe(found))
        if found.status == Status.PENDING:
            response["Retry-After"] = WAIT
        return response

    def delete(self, _request: HttpRequest, *, caller: Caller, export: UUID) -> HttpResponse:
        """Remove it and its file."""
        withdraw(find_one(export, by=caller))
        return HttpResponse(status=HTTPStatus.NO_CONTENT)


class ExportFileView(RestView):
    """The file of an export."""

    def get(self, request: HttpRequest, *, caller: Caller, export: UUID) -> HttpResponseBase:
        """Send it, or the part of it that is asked for."""
        found = find_one(export, by=caller)
        status = find_status(found, at=timezone.now())
        if status == Status.GONE:
            return _say_gone()
        if status != Status.DONE:
            raise RefusedError("This export is not ready.", code=Code.CONFLICT)
        check_sight(found, by=caller)
        try:
            return send(request, found)
        except FileNotFoundError:  # it has just been removed
            return _say_gone()


def _say_gone() -> HttpResponse:
    told = "This file has been removed: ask for another export."
    return tell_problem(HTTPStatus.GONE, told, code=Code.NOT_FOUND)


def _check_known(caller: Caller) -> None:
    """See that CALLER has said who they are.

    :raises RefusedError: when they have not.
    """
    if not caller.is_known:
        raise refuse_scope(caller, Scope.READ_ALIGNMENT)

"""The feed over HTTP: a change a line, and where to go on in the headers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import urlencode
from django.views.generic import View

from backend.access.answering import refuse
from backend.access.callers import Caller, find_caller
from backend.access.errors import Code, RefusedError
from backend.access.ids import with_key
from backend.access.problems import VARY, tell_problem
from backend.access.rest import refuse_as
from backend.access.scopes import Scope
from backend.access.sight import see
from backend.access.throttling import charge, counted, name_payer
from backend.access.whereabouts import find_streams
from backend.feed.cursors import HINT, CursorError, StaleCursorError
from backend.feed.reading import Page, find_end, read_changes
from backend.feed.seeing import find_withheld, is_blind
from backend.feed.telling import tell_all
from backend.integrations.feed_asks import END, Ask, AskError
from products.models import Product

NDJSON: Final = "application/x-ndjson"
COST: Final = 20  # of asking, as in GraphQL; ten lines cost as much as one object


@dataclass(frozen=True, slots=True)
class Told:
    """A RESPONSE; where it tells of the feed, which PAGE of it, and for whom."""

    response: HttpResponse
    page: Page | None = None
    payer: str = ""


class FeedView(View):
    """Answers what has changed, at once, and keeps what it has TOLD."""

    told: Told | None = None

    @counted
    def dispatch(self, request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponseBase:
        """Answer REQUEST."""
        self.told = begin(request)
        return self.told.response


class PlainFeedView(FeedView):
    """The same where nobody can wait: whoever wants to is sent to the streams."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Answer REQUEST at once; in production the proxy has to send to the streams who waits."""
        waits = request.method == "GET" and request.GET.get("wait", "") not in {"", "0"}
        if waits and settings.DEBUG:
            address = f"{find_streams(request)}?{request.META['QUERY_STRING']}"
            return HttpResponse(status=307, headers={"Location": address})
        response = super().dispatch(request, *args, **kwargs)
        if waits:
            response["Tutti-Waited"] = "0"
        return response


def begin(request: HttpRequest) -> Told:
    """Answer REQUEST, and let whoever sends it pay."""
    if request.method != "GET":
        told = tell_problem(405, "Use GET.")
        told["Allow"] = "GET"
        return Told(told)
    try:
        caller = find_caller(request)
        ask = Ask.read(request.GET)
        charge(request, COST + ask.limit // 10, caller)
    except (AskError, CursorError) as error:
        return Told(tell_problem(400, str(error)))
    except RefusedError as error:
        return Told(refuse_as(error))
    return answer(request, ask)


def answer(request: HttpRequest, ask: Ask) -> Told:
    """Answer what REQUEST ASKS, which was paid for."""
    try:
        caller = find_caller(request)
        product = _find_product(ask, caller)
        withheld = _find_withheld(ask, caller, product)
        page = _read(ask, caller, product)
    except StaleCursorError as error:
        resync = f"{request.path}?{urlencode({'after': END})}"
        return Told(tell_problem(410, f"{error} {HINT}", code=Code.CURSOR_EXPIRED, resync=resync))
    except ObjectDoesNotExist:
        return Told(tell_problem(404, "There is no such product.", code=Code.NOT_FOUND))
    except RefusedError as error:
        return Told(refuse_as(error))
    lines = [json.dumps(each) for each in tell_all(page.changes, page.cursor.epoch)]
    response = HttpResponse("".join(f"{line}\n" for line in lines), content_type=NDJSON)
    response["Tutti-Cursor"] = str(page.cursor)
    response["Tutti-More"] = "true" if page.has_more else "false"
    response["Link"] = f'<{request.path}?{ask.go_on(page.cursor).write()}>; rel="next"'
    if withheld:
        response["Tutti-Withheld"] = ", ".join(withheld)
    response["Cache-Control"] = "no-store"
    response["Vary"] = VARY
    return Told(response, page, name_payer(request, caller))


def _find_product(ask: Ask, caller: Caller) -> int | None:
    """Find the key of the product that CALLER ASKS about; None where they name none.

    :raises ObjectDoesNotExist: when there is no such product.
    :raises RefusedError: when they see nothing that the feed tells of.
    """
    if not caller.may(Scope.READ_ALIGNMENT):
        raise refuse(caller, Scope.READ_ALIGNMENT)
    if ask.product is None:
        return None
    return with_key(see(Product.objects.all(), caller), ask.product).get().pk


def _find_withheld(ask: Ask, caller: Caller, product: int | None) -> Mapping[str, Scope]:
    """Find which kinds of what CALLER ASKS of PRODUCT they are never told of.

    :raises RefusedError: when they are told of none: an empty feed would look like a quiet one.
    """
    withheld = find_withheld(caller, nouns=ask.nouns, product=product)
    if is_blind(withheld, ask.nouns):
        raise refuse(caller, next(iter(withheld.values())))
    return withheld


def _read(ask: Ask, caller: Caller, product: int | None) -> Page:
    """Read what CALLER ASKS for, of PRODUCT by key where given.

    :raises StaleCursorError: when what follows the cursor cannot be told any more.
    """
    if ask.is_end:
        return Page([], find_end(), has_more=False)
    products = None if product is None else (product,)
    return read_changes(
        ask.after, limit=ask.limit, nouns=ask.nouns, products=products, caller=caller
    )

"""Gives all features of a product with their scores, and tells cheaply that nothing has changed."""

from hashlib import sha256
from json import dumps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from strawberry.relay import to_base64

from backend.access.answering import refuse
from backend.access.callers import Caller
from backend.access.decimals import write_decimal
from backend.access.errors import Code, RefusedError
from backend.access.problems import VARY
from backend.access.rest import RestView, show
from backend.access.scopes import Scope
from backend.access.throttling import charge
from backend.access.validators import RELEASE, has_tag
from backend.feed.versions import Version, find_version
from backend.integrations.exports.features import MEASURES
from products.lifecycle import OPEN_STAGES
from products.models import Feature
from stakeholders.ranking import ranked

COST: Final = 100  # as much as a page of features costs by GraphQL
# No more than what lines of the feed tell of: that breakdowns moved alone is told by none.
KNOWN: Final = ("public_id", "key", "name", "stage", "alignment__revenue")
NAMES: Final = tuple(column.name for column in MEASURES)


class ScoresView(RestView):
    """All features of a product with their scores, the broadest backing first."""

    def get(self, request: HttpRequest, *, caller: Caller) -> HttpResponse:
        """Give them, or say that whoever asks has them already."""
        version = _find_version(request.GET.get("product", ""), caller)
        sees_amounts = caller.may(Scope.READ_COMMERCIAL, version.product)
        tag = _make_tag(version, sees_amounts=sees_amounts)
        if tag is not None and has_tag(request, tag):
            return _mark(HttpResponseNotModified(), tag)
        charge(request, COST)
        cursor = str(version.cursor) if version.cursor else None
        features = list_scores(version.product, sees_amounts=sees_amounts)
        told = {"product": request.GET["product"], "cursor": cursor, "features": features}
        response = show(told)
        return _mark(response, tag) if tag is not None else response


def _find_version(key: str, caller: Caller) -> Version:
    """Find the version of the product with KEY.

    :raises RefusedError: when CALLER sees no such product.
    """
    if not caller.may(Scope.READ_ALIGNMENT):
        raise refuse(caller, Scope.READ_ALIGNMENT)
    if not key:
        raise RefusedError("Name a product: /scores?product=KEY.")
    version = None if "\0" in key else find_version(key)
    if version is None or not caller.may(Scope.READ_ALIGNMENT, version.product):
        raise RefusedError("There is no such product.", code=Code.NOT_FOUND)
    return version


def _make_tag(version: Version, *, sees_amounts: bool) -> str | None:
    """Make the tag of what is shown of VERSION to those who see amounts, or do not."""
    if version.cursor is None:
        return None
    made = dumps([RELEASE, version.product, str(version.cursor), sees_amounts])
    return f'W/"{sha256(made.encode()).hexdigest()}"'


def _mark(response: HttpResponse, tag: str) -> HttpResponse:
    """Let whoever asked keep RESPONSE, and ask by its TAG whether it still holds."""
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = VARY
    return response


def list_scores(product: int, *, sees_amounts: bool) -> list[dict[str, Any]]:
    """List the features of PRODUCT that stand for themselves, with their scores and ranks."""
    features = ranked(Feature.objects.current().filter(product=product))
    rows = features.values_list(*KNOWN, *(f"alignment__{name}" for name in NAMES))
    told, rank = [], 0
    for public_id, key, name, stage, revenue, *measures in rows:
        is_ranked = stage in OPEN_STAGES and revenue is not None
        rank += is_ranked
        told.append(
            {"id": to_base64(Feature.__name__, public_id), "key": key, "name": name, "stage": stage}
            | {"rank": rank if is_ranked else None}
            | dict(zip(map(_camel, NAMES), measures, strict=True))
            | {"revenue": write_decimal(revenue) if sees_amounts and revenue is not None else None}
        )
    return told


def _camel(name: str) -> str:
    """Spell NAME as the API does."""
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))

"""Tells in the admin, while a feature is named, which others it may be already."""

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext

from products.keys import read_key
from products.looking import shown
from products.models import Feature, Product
from products.similar import find_similar

VIEW: Final = "products_feature_similar"
COMPARED: Final = ("name", "summary")  # the fields that are watched while they are filled in


def mark_fields(fields: dict[str, Any], feature: Feature) -> None:
    """Let the FIELDS of a form for FEATURE say where the script asks, and about what."""
    told = {"data-similar": reverse(f"admin:{VIEW}")}
    if feature.pk:
        told |= {"data-feature": str(feature.pk), "data-product": str(feature.product_id)}
    for name in COMPARED:
        if name in fields:
            fields[name].widget.attrs |= told


def answer_similar(request: HttpRequest, *, allowed: bool) -> JsonResponse:
    """Answer REQUEST with the features of its product that its name and summary may mean.

    :raises PermissionDenied: when it is not ALLOWED to write features at all.
    """
    if not allowed:
        raise PermissionDenied
    product = shown(Product.objects.filter(pk=read_key(request.GET.get("product")) or 0)).first()
    name, summary = (request.GET.get(each, "") for each in COMPARED)
    but = read_key(request.GET.get("feature"))
    found = [] if product is None else find_similar(product, name, summary, but=but)
    return JsonResponse(
        {
            "title": gettext("Perhaps it is there already:"),
            "features": [
                {
                    "name": each.feature.name,
                    "address": reverse("admin:products_feature_change", args=[each.feature.pk]),
                    "reasons": " ".join(each.reasons),
                }
                for each in found
            ],
        }
    )

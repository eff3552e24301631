"""Fills two products with rows of every model; the texts of the second all hold MARKER."""

from typing import Any, Final

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model, QuerySet
from django.test import Client
from django.urls import reverse

from backend.access.audit_triggers import install, uninstall
from backend.access.models import FileImport, IdempotencyKey, Invitation, RoleGrant, Token
from backend.access.scopes import Role
from backend.integrations.exports.models import Export
from backend.integrations.webhooks.models import Delivery, Endpoint
from backend.queue.models import Task
from products.models import (
    Decision,
    Feature,
    Insight,
    Merge,
    Objective,
    Product,
    StageChange,
)
from stakeholders.admin.pickers import NamedAdmin
from stakeholders.models import (
    AlignmentChange,
    AlignmentScore,
    Cell,
    CellChange,
    Champion,
    Commitment,
    ElectorateChange,
    Evidence,
    News,
    Outreach,
    Preference,
    PreferenceEvent,
    Tally,
)
from tests.admin_rows import fill
from tests.builders import build_product

MARKER: Final = "zebra-finch"
# Where each model keeps its product, written down here a second time to prove the first.
PATHS: Final[dict[type[Model], str]] = {
    Product: "pk",
    Objective: "product",
    Insight: "product",
    Feature: "product",
    StageChange: "feature__product",
    Merge: "into__product",
    Decision: "feature__product",
    AlignmentScore: "feature__product",
    AlignmentChange: "feature__product",
    Cell: "feature__product",
    CellChange: "feature__product",
    Token: "products",
    Invitation: "products",
    ElectorateChange: "product",
    Commitment: "objective__product",
    Preference: "feature__product",
    PreferenceEvent: "feature__product",
    Evidence: "preference__feature__product",
    Champion: "feature__product",
    Outreach: "feature__product",
    News: "stage_change__feature__product",
    Tally: "feature__product",
    RoleGrant: "product",
    Endpoint: "product",
    Delivery: "endpoint__product",
}
TEXTS: Final[dict[type[Model], tuple[str, ...]]] = {
    Product: ("name", "vision", "key"),
    Objective: ("title", "key"),
    Insight: ("title", "body"),
    Feature: ("name", "summary", "problem", "key"),
    StageChange: ("reason", "actor"),
    Merge: ("reason", "actor"),
    Decision: ("rationale", "promise", "decided_by"),
    AlignmentChange: ("actor",),
    Tally: ("source",),
    Commitment: ("statement",),
    Preference: ("reason", "entered_by", "heard_in"),
    PreferenceEvent: ("reason", "actor", "heard_in"),
    Evidence: ("quote",),
    Outreach: ("outcome", "contacted_by"),
    Endpoint: ("name",),
    Delivery: ("body", "excerpt"),
}


def fill_two() -> tuple[Product, Product]:
    """Give a product, and another one whose texts hold MARKER, each with rows of every model."""
    fill(2)
    mine, other = Product.objects.order_by("pk")
    build_product("third")
    for product, name in ((mine, "mia"), (other, "olga")):
        user = User.objects.create(username=name, email=f"{name}@example.org")
        RoleGrant.objects.create(user=user, product=product, role=Role.OWNER)
    uninstall(connection)  # or the history would not let itself be marked
    for model, names in TEXTS.items():
        for row in rows_of(model, other):
            model._base_manager.filter(pk=row.pk).update(  # noqa: SLF001 -- generic over models
                **dict.fromkeys(names, f"{MARKER}-{row.pk}")
            )
    install(connection)
    IdempotencyKey.objects.update(answer=MARKER)
    Task.objects.update(fault=MARKER, busy=MARKER, payload={"told": MARKER})
    FileImport.objects.update(file_name=MARKER, problems=MARKER)
    Export.objects.update(fault=MARKER)
    return mine, other


def rows_of(model: type[Model], product: Product) -> QuerySet[Any]:
    """Give the rows of MODEL in PRODUCT."""
    rows: QuerySet[Any] = model._base_manager.order_by("pk")  # noqa: SLF001 -- generic over models
    return rows.filter(**{PATHS[model]: product.pk})


def become(
    product: Product | None = None, role: Role | None = None, *, above: bool = False
) -> Client:
    """Sign in somebody with ROLE in PRODUCT, or ABOVE all; without either, give a stranger."""
    browser = Client(headers={"x-forwarded-proto": "https"})
    if product is None and not above:
        return browser
    user = User.objects.create(username=f"me-{User.objects.count()}", is_superuser=above)
    if product is not None and role is not None:
        RoleGrant.objects.create(user=user, product=product, role=role)
    browser.force_login(user)
    return browser


def find_views(model: type[Model], site: Any) -> list[str]:  # noqa: ANN401 -- the admin's site
    """Give the views that offer rows of MODEL: Django's own, and that of pages which have one."""
    opts = model._meta  # noqa: SLF001 -- Django's documented model API
    own = isinstance(site.get_model_admin(model), NamedAdmin)
    name = f"admin:{opts.app_label}_{opts.model_name}_pick"
    return [reverse("admin:autocomplete"), *([reverse(name)] if own else [])]


def find_pickers(model: type[Model], site: Any) -> list[str]:  # noqa: ANN401 -- the admin's site
    """Give the addresses at which rows of MODEL are offered for choice, one for each field."""
    asked = []
    for source in site._registry:  # noqa: SLF001 -- there is no public way to list the pages
        page = site.get_model_admin(source)
        for name in page.autocomplete_fields:
            field: Any = source._meta.get_field(name)  # noqa: SLF001 -- Django's documented model API
            if field.remote_field.model is model:
                opts = source._meta  # noqa: SLF001 -- as above
                question = f"app_label={opts.app_label}&model_name={opts.model_name}"
                asked += [
                    f"{view}?{question}&field_name={name}" for view in find_views(model, site)
                ]
    return asked

"""Walks all pages of the admin, as `curating` asks for, in a process that has Django's tables."""

import time
from collections.abc import Iterator, Mapping
from itertools import count
from statistics import median
from typing import Any, Final

from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Count, Model
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.urls import reverse

from backend.access.models import RoleGrant
from backend.access.scopes import Role
from products.models import Feature, Product
from stakeholders.models import Preference, Stakeholder
from tests import builders
from tests.admin_pages import find_page
from tests.admin_rows import fill

OK, MOVED, REFUSED, MISSING = 200, 302, 403, 404
UNUSED: Final = 1_000_000_000  # no key of the set has such a number
WORD: Final = "77"  # in names of people, features and accounts


def find_row(model: type[Model]) -> Any:  # noqa: ANN401 -- a row of any model, or none
    """Give a row of MODEL: the one that most was stated about, or by, where that can be said."""
    rows: Any = model._default_manager.order_by("pk")  # noqa: SLF001 -- generic over models
    spoken: dict[type[Model], str] = {Feature: "feature", Stakeholder: "stakeholder"}
    by = spoken.get(model)
    if by is None:
        return rows.first()
    told = Preference.objects.values(by).annotate(number=Count("pk")).order_by("-number", by)
    return rows.get(pk=told[0][by])


def list_pages(model: type[Model]) -> Iterator[tuple[str, str]]:
    """Yield the pages of MODEL, named, each with its address."""
    noun = str(model._meta.verbose_name)  # noqa: SLF001 -- generic over models
    lists = find_page(model, "changelist")
    for name, question in (("list", ""), ("search", f"?q={WORD}"), ("page 5", "?p=5")):
        yield f"{noun}: {name}", f"{lists}{question}"
    yield f"{noun}: add", find_page(model, "add")
    row = find_row(model)
    if row is not None:
        for name in ("change", "delete", "history"):
            yield f"{noun}: {name}", find_page(model, name, row.pk)


def list_others() -> Iterator[tuple[str, str]]:
    """Yield the pages that belong to no model, and the choices that forms ask for."""
    yield "index", reverse("admin:index")
    first, second = list(find_hottest())
    yield "merge", f"{reverse('admin:feature_merge', args=[second])}?into={first}"
    question = "app_label=stakeholders&model_name=preference&field_name="
    for name in ("stakeholder", "feature"):
        yield f"choice of {name}", f"{reverse('admin:autocomplete')}?{question}{name}&term={WORD}"
    pick = reverse("admin:stakeholders_preference_pick")
    source = "app_label=stakeholders&model_name=evidence&field_name=preference"
    yield "choice of preference", f"{pick}?{source}&term={WORD}"


def find_hottest() -> Iterator[int]:
    """Yield the two features of product 1 about which most was stated."""
    told = Preference.objects.filter(feature__product=1).values("feature")
    for line in told.annotate(number=Count("pk")).order_by("-number", "feature")[:2]:
        yield line["feature"]


def sign_in(*, above: bool) -> Client:
    """Sign in an administrator, or a curator of product 1."""
    user = User.objects.create(username=f"bench-{above}", is_superuser=above)
    if not above:
        RoleGrant.objects.create(user=user, product=Product.objects.get(pk=1), role=Role.CURATOR)
    browser = Client(headers={"x-forwarded-proto": "https"})
    browser.force_login(user)
    return browser


def measure(browser: Client, address: str, runs: int) -> tuple[int, int, float]:
    """Give how ADDRESS is answered, with how many queries and in how many seconds, as median."""
    with CaptureQueriesContext(connection) as captured:
        code = browser.get(address).status_code
    queries = len(captured)  # the next request forgets them
    taken = []
    for _ in range(runs if code == OK else 0):
        started = time.perf_counter()
        browser.get(address)
        taken.append(time.perf_counter() - started)
    return code, queries, median(taken or [0.0])


def walk(runs: int) -> Mapping[str, tuple[int, int, float]]:
    """Ask for all pages of the admin as both; in a process that has Django's tables."""
    setup_test_environment(debug=False)
    builders._numbers = count(UNUSED)  # noqa: SLF001 -- the keys of the set are taken
    fill(1)
    found: dict[str, tuple[int, int, float]] = {}
    models = list(admin.site._registry)  # noqa: SLF001 -- there is no public way to list the pages
    pages = [*list_others(), *(page for model in models for page in list_pages(model))]
    for person, above in (("administrator", True), ("curator", False)):
        browser = sign_in(above=above)
        browser.get(reverse("admin:index"))
        for name, address in pages:
            found[f"{person}: {name}"] = measure(browser, address, runs)
    strange = {
        name for name, (code, *_) in found.items() if code not in {OK, MOVED, REFUSED, MISSING}
    }
    if strange:
        raise SystemExit(f"Not answered: {', '.join(sorted(strange))}.")
    return found

"""Tells which groups an import gives a say that they did not have: scores count them from then."""

from collections.abc import Iterator
from contextlib import contextmanager

from backend.integrations.importers.report import ImportReport, Joined
from products.models import Product
from stakeholders.models import Group


@contextmanager
def watch_electorate(product: Product, report: ImportReport) -> Iterator[None]:
    """Add to REPORT the groups that have a say in PRODUCT after what is done within, not before.

    Each of them has a share in every score of the product, also of features that it has not spoken
    about; so nobody should come upon them unawares.
    """
    known = set(Group.objects.values_list("pk", flat=True))
    before = set(Group.objects.with_say_in(product).values_list("pk", flat=True))
    yield
    rows = Group.objects.with_say_in(product).order_by("kind", "key")
    report.joined += [
        Joined(kind, key, name, is_new=pk not in known)
        for pk, kind, key, name in rows.values_list("pk", "kind", "key", "name")
        if pk not in before
    ]

"""The catalogue's pages, with what is known of the backing."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from products.admin.product import CatalogueObjectiveAdmin, CatalogueProductAdmin
from products.models import Feature, Objective, Product
from stakeholders.admin.aims import ObjectivePractice, ProductPractice
from stakeholders.admin.alignment import show_measure
from stakeholders.admin.commitments import CommitmentInline
from stakeholders.admin.holds import find_bare_evidence, find_lone_says, find_spoken
from stakeholders.admin.panels import draw_panel, start_of
from stakeholders.admin.practice import Parts
from stakeholders.admin.rallies import RallyPages
from stakeholders.models import Group
from stakeholders.ranking import BY_BACKING


@admin.register(Product)
class ProductAdmin(RallyPages, ProductPractice, CatalogueProductAdmin):
    """Products, which go only when nobody spoke about them and no group leans on them alone."""

    worked_out: ClassVar[Parts] = (
        ("about", _("What waits"), ("waiting",)),
        ("features", _("Best backed"), ("ranked",)),
        *ProductPractice.worked_out,
        ("voices", _("Who has a say"), ("electors",)),
    )

    @admin.display(description=_("features"))
    def ranked(self, product: Product) -> SafeString:
        """Show the open features of PRODUCT with the broadest backing, by their low ends."""
        rows = Feature.objects.open().filter(product=product)
        columns = (
            (_("feature"), start_of("name")),
            (_("stage"), lambda row: row.get_stage_display()),
            (_("score"), lambda row: show_measure(getattr(row, "alignment", None), "score") or "-"),
            (_("low"), lambda row: show_measure(getattr(row, "alignment", None), "low") or "-"),
        )
        best = rows.select_related("alignment").order_by(*BY_BACKING)
        return draw_panel(best, columns, (Feature, "product", product.pk), add="product")

    @admin.display(description=_("groups named for it"))
    def electors(self, product: Product) -> SafeString:
        """Show the groups whose say names PRODUCT; those that name none have a say as well."""
        rows = Group.objects.filter(products=product).order_by("kind", "name", "pk")
        columns = ((_("group"), str), (_("kind"), lambda row: row.get_kind_display()))
        return draw_panel(rows, columns, (Group, "products__id", product.pk))

    def get_deleted_objects(
        self,
        objs: Any,  # noqa: ANN401 -- a list or a QuerySet
        request: HttpRequest,
    ) -> tuple[list[Any], dict[Any, Any], set[Any], list[Any]]:
        """Hold a product that was spoken about, or is all that some group has a say in."""
        keys = [row.pk for row in objs]
        if spoken := find_spoken(Feature.objects.filter(product__in=keys)):
            return [], {}, set(), spoken
        listed, counts, missing, protected = super().get_deleted_objects(objs, request)
        held = (*find_lone_says(keys), *find_bare_evidence(insight__product__in=keys))
        return listed, counts, missing, [*protected, *held]


@admin.register(Objective)
class ObjectiveAdmin(ObjectivePractice, CatalogueObjectiveAdmin):
    """Objectives, with what teams commit to."""

    inlines = (CommitmentInline,)

"""Teams and segments."""

from typing import Any, Final, cast

from django.contrib import admin
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from products.admin.forms import AnyForm, RecordForm
from products.admin.records import ORIGIN, CuratedAdmin
from products.figures import write_day
from products.looking import shown
from products.models import Product
from stakeholders import say
from stakeholders.admin.links import link_lists
from stakeholders.admin.panels import draw_panel
from stakeholders.locking import lock_membership
from stakeholders.models import (
    Account,
    Commitment,
    Group,
    GroupKind,
    Outreach,
    Stakeholder,
)
from stakeholders.settling import SayElsewhereError, find_hidden, settle_say

KINDS: Final = {GroupKind.TEAM: gettext_lazy("team"), GroupKind.SEGMENT: gettext_lazy("segment")}


def name_kind(kind: str) -> str:
    """Name the KIND of a group in a word."""
    return str(KINDS[GroupKind(kind)])


def collect_edits(form: AnyForm, names: tuple[str, ...], *, change: bool) -> dict[str, Any]:
    """Give what FORM says of the fields NAMES: all of a new row, else only what was edited."""
    edits = {
        name: form.cleaned_data[name]
        for name in names
        if name in form.cleaned_data and (name in form.changed_data or not change)
    }
    return {name: getattr(value, "pk", value) for name, value in edits.items()}


class GroupForm(RecordForm):
    """A group whose say in products that are not shown to whoever edits it stays as it is."""

    def clean(self) -> dict[str, Any]:
        """Add the hidden products to those named; refuse what would change the say in them."""
        cleaned = super().clean()
        if "products" not in cleaned:
            return cleaned
        seen = list(shown(Product.objects.all()).values_list("pk", flat=True))
        before = list(Product.objects.filter(groups=self.instance.pk).values_list("pk", flat=True))
        named = [product.pk for product in cleaned["products"]]
        try:
            after = settle_say(named, before if self.instance.pk else None, find_hidden(seen))
        except SayElsewhereError as error:
            self.add_error("products", str(error))
        else:
            cleaned["products"] = Product.objects.filter(pk__in=after).order_by("pk")
        return cleaned


@admin.register(Group)
class GroupAdmin(CuratedAdmin):
    """Teams and segments, and the products in which they have a say."""

    form = GroupForm
    list_display = ("name", "made_of", "key", "voices", "say")
    list_filter = ("kind", "products")
    search_fields = ("name", "key")
    search_help_text = gettext_lazy("Name or key.")
    autocomplete_fields = ("products",)
    ordering = ("kind", "name", "pk")
    prepopulated_fields = {"key": ("name",)}  # noqa: RUF012 -- Django's declared type is no ClassVar
    readonly_fields = (*CuratedAdmin.readonly_fields, "belongings", "members", "talks")
    tabs = (
        ("about", _("What it is")),
        ("say", _("Say")),
        ("members", _("Members")),
        ("advocacy", _("Outreach")),
    )
    fixed_fields = ("kind", "key")

    def get_fieldsets(self, _request: HttpRequest, obj: Group | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Link to what hangs on a group, once it exists."""
        about = ("kind", "name", "key", *(("belongings",) if obj else ()))
        panels = (
            (_("Whose voices count in it"), {"classes": ("tab-members",), "fields": ("members",)}),
            (_("Conversations with it"), {"classes": ("tab-advocacy",), "fields": ("talks",)}),
        )
        return (
            (None, {"fields": about}),
            (_("Say"), {"classes": ("tab-say",) if obj else (), "fields": ("products",)}),
            *(panels if obj else ()),
            ORIGIN,
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        """Count the voices of each group and read where it has a say."""
        named = Prefetch("products", queryset=shown(Product.objects.all()))
        rows: QuerySet[Group] = super().get_queryset(request).prefetch_related(named)
        links = Group.products.through.objects.filter(group=OuterRef("pk")).order_by()
        number = Subquery(links.values("group").values(number=Count("pk")))
        rows = rows.annotate(number_of_products=Coalesce(number, 0))
        for model, owner in ((Stakeholder, "team"), (Account, "segment")):
            owned = model._default_manager.filter(**{owner: OuterRef("pk")}).order_by()  # noqa: SLF001 -- either model
            number = Subquery(owned.values(owner).values(number=Count("pk")))
            rows = rows.annotate(**{f"{owner}_voices": Coalesce(number, 0)})
        return rows

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def made_of(self, group: Group) -> str:
        """Say in a word of what kind GROUP is."""
        return name_kind(group.kind)

    @admin.display(description=gettext_lazy("voices"))
    def voices(self, group: Group) -> int:
        """Tell how many people or accounts GROUP has."""
        return int(vars(group)["team_voices"] + vars(group)["segment_voices"])

    @admin.display(description=gettext_lazy("has a say in"))
    def say(self, group: Group) -> str:
        """Name the products in which GROUP has a say, as far as they may be shown."""
        named = sorted(map(str, group.products.all()))
        number = vars(group)["number_of_products"]
        more = [gettext("others")] if number > len(named) else []
        return ", ".join([*named, *more]) or gettext("all products")

    @admin.display(description=gettext_lazy("see also"))
    def belongings(self, group: Group) -> SafeString:
        """Link to what hangs on GROUP."""
        is_team = group.kind == GroupKind.TEAM
        members = (Stakeholder, "team") if is_team else (Account, "segment")
        more = ((Commitment, "team"),) if is_team else ()
        trails = [(*trail, group.pk) for trail in (members, (Outreach, "group"), *more)]
        return link_lists(trails)

    @admin.display(description=_("members"))
    def members(self, group: Group) -> SafeString:
        """Show the people of a team, or the accounts of a segment."""
        is_team = group.kind == GroupKind.TEAM
        model, name = (Stakeholder, "team") if is_team else (Account, "segment")
        rows = model._default_manager.filter(**{name: group.pk}).order_by("name", "pk")  # noqa: SLF001 -- either model
        weight = "weight" if is_team else "annual_value"
        columns = ((_("name"), str), (_("weighs"), lambda row: getattr(row, weight)))
        return draw_panel(rows, columns, (model, name, group.pk), add=name)

    @admin.display(description=_("outreach"))
    def talks(self, group: Group) -> SafeString:
        """Show the conversations with GROUP."""
        rows = Outreach.objects.filter(group=group).select_related("feature")
        columns = (
            (_("feature"), lambda row: row.feature),
            (_("held by"), lambda row: row.contacted_by),
            (_("when"), lambda row: write_day(row.contacted_at)),
        )
        latest = rows.order_by("-contacted_at", "-pk")
        return draw_panel(latest, columns, (Outreach, "group", group.pk), add="group")

    def hold(self, key: str) -> None:
        """Let nobody state anything or move people before the row is locked."""
        lock_membership()
        super().hold(key)

    def save_model(self, request: HttpRequest, obj: Group, form: AnyForm, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        """Write the group, and count anew where its say moved."""
        entry = collect_edits(form, ("name", "products"), change=change)
        if "products" in entry:
            entry["products"] = [product.pk for product in entry["products"]]
        entry |= {"kind": obj.kind, "key": obj.key}
        actor = request.user.get_username()
        (written,) = say.upsert_groups([cast("say.GroupEntry", entry)], actor=actor)
        obj.pk = written.row.pk

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        """Remove the group, and count anew where it had a say."""
        say.remove_groups([obj.pk], actor=request.user.get_username())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        """Remove the groups, and count anew where they had a say."""
        say.remove_groups([row.pk for row in queryset], actor=request.user.get_username())

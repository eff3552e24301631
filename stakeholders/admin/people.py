"""Stakeholders: people whose view counts, and what becomes of their voice."""

from typing import Any, Final, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from products.admin.forms import AnyForm, RecordForm
from products.admin.logs import ReadInline
from products.admin.records import ORIGIN, CuratedAdmin
from products.figures import write_day, write_number
from stakeholders import membership
from stakeholders.admin.facets import BY_VOICE
from stakeholders.admin.groups import collect_edits
from stakeholders.admin.links import link_lists, link_row
from stakeholders.admin.panels import draw_panel
from stakeholders.admin.pickers import tell_person
from stakeholders.deactivating import activate_stakeholders, deactivate_stakeholders
from stakeholders.erasing import erase_stakeholders
from stakeholders.locking import lock_membership
from stakeholders.models import Champion, Preference, PreferenceEvent, Stakeholder

MOST_NAMED: Final = 100  # preferences that are listed before their person is erased
ERASURE: Final = _(
    "Deleting people erases them, for good: their names, words and evidence go, and so do the "
    "preferences below. Counts and history stay right, without telling who it was. To let someone "
    "fall silent for a while, deactivate them instead."
)


class StakeholderForm(RecordForm):
    """A person belongs to exactly one of a team and an account."""

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two; naming one alone takes them out of the other."""
        cleaned = super().clean()
        asked = {"team", "account"} & self.fields.keys()
        given = [name for name in asked if cleaned.get(name) is not None]
        if asked and not asked & self.errors.keys() and len(given) != 1:
            self.add_error("team", gettext("Choose a team or an account: one of the two."))
        return cleaned


class PreferenceInline(ReadInline):
    """What a stakeholder has stated."""

    model = Preference
    classes = ("tab-preferences",)
    fields = ("feature", "stance", "importance", "reason", "stated_at")
    readonly_fields = fields
    ordering = ("-stated_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Preference]:
        """Read along who and what they are about."""
        rows: QuerySet[Preference] = super().get_queryset(request)
        return rows.select_related("stakeholder", "feature")


@admin.register(Stakeholder)
class StakeholderAdmin(CuratedAdmin):
    """People whose view counts, in a team or through an account."""

    form = StakeholderForm
    list_display = ("name", "title", "team", "account", "weight", "has_voice")
    list_filter = (
        "team",
        "account__segment",
        BY_VOICE,
        ("login", admin.EmptyFieldListFilter),
    )
    list_select_related = ("team", "account")
    search_fields = ("name", "email", "title", "account__name")
    search_help_text = _("Name, address, title or account.")
    autocomplete_fields = ("team", "account", "login")
    ordering = ("name", "pk")
    readonly_fields = (*CuratedAdmin.readonly_fields, "deactivated_at", "belongings", "speaks")
    tabs = (
        ("about", _("Who it is")),
        ("voice", _(gettext("Where they speak"))),
        ("preferences", _("Preferences")),
        ("advocacy", _("Champion for")),
    )
    inlines = (PreferenceInline,)
    actions = ("deactivate", "activate")
    tell_choice = staticmethod(tell_person)
    together = ("team", "account", "weight", "title")

    def get_fieldsets(self, _request: HttpRequest, obj: Stakeholder | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Link to what hangs on a stakeholder, once they exist."""
        about = ("name", "title", "email", "login", *(("belongings",) if obj else ()))
        voice = ("team", "account", "weight", *(("deactivated_at",) if obj else ()))
        speaks = (_("What they speak for"), {"classes": ("tab-advocacy",), "fields": ("speaks",)})
        return (
            (None, {"fields": about}),
            (_("Where they speak"), {"classes": ("tab-voice",) if obj else (), "fields": voice}),
            *((speaks,) if obj else ()),
            ORIGIN,
        )

    def get_inlines(self, _request: HttpRequest, obj: Stakeholder | None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Show what a stakeholder has stated, once they exist."""
        return self.inlines if obj else ()

    @admin.display(description=_("has a voice"), boolean=True, ordering="deactivated_at")
    def has_voice(self, stakeholder: Stakeholder) -> bool:
        """Tell whether STAKEHOLDER counts."""
        return stakeholder.deactivated_at is None

    @admin.action(
        permissions=["change"],
        description=_("Deactivate: take their voice away for a while"),
    )
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Stakeholder]) -> None:
        """Take their voice from those who are marked."""
        number = deactivate_stakeholders(
            [row.pk for row in queryset], actor=request.user.get_username()
        )
        told = ngettext(
            "%(number)s person was deactivated.", "%(number)s people were deactivated.", number
        )
        self.message_user(request, told % {"number": number}, messages.SUCCESS)

    @admin.action(permissions=["change"], description=_("Activate: give their voice back"))
    def activate(self, request: HttpRequest, queryset: QuerySet[Stakeholder]) -> None:
        """Give their voice back to those who are marked."""
        number = activate_stakeholders(
            [row.pk for row in queryset], actor=request.user.get_username()
        )
        told = ngettext(
            "%(number)s person was activated.", "%(number)s people were activated.", number
        )
        self.message_user(request, told % {"number": number}, messages.SUCCESS)

    @admin.display(description=_("see also"))
    def belongings(self, stakeholder: Stakeholder) -> SafeString:
        """Link to what hangs on STAKEHOLDER."""
        trails = (Preference, PreferenceEvent, Champion)
        return link_lists([(model, "stakeholder", stakeholder.pk) for model in trails])

    @admin.display(description=_("features"))
    def speaks(self, stakeholder: Stakeholder) -> SafeString:
        """Show the features that STAKEHOLDER speaks for."""
        rows = Champion.objects.filter(stakeholder=stakeholder).select_related("feature")
        since = (_("since"), lambda row: write_day(row.since_date))
        columns = ((_("feature"), lambda row: row.feature), since)
        latest = rows.order_by("-since_date", "-pk")
        trail = (Champion, "stakeholder", stakeholder.pk)
        return draw_panel(latest, columns, trail, add="stakeholder")

    def get_deleted_objects(
        self,
        objs: Any,  # noqa: ANN401 -- a list or a QuerySet
        request: HttpRequest,
    ) -> tuple[list[Any], dict[Any, Any], set[Any], list[Any]]:
        """Tell what goes with OBJS: deleting people erases them, so that nothing holds them."""
        listed, counts, missing, _held = super().get_deleted_objects(objs, request)
        stated = Preference.objects.filter(stakeholder__in=[row.pk for row in objs])
        number = stated.count()
        named = stated.select_related("stakeholder", "feature").order_by("pk")[:MOST_NAMED]
        lines = [format_html(gettext("Preference: {}"), link_row(row, str(row))) for row in named]
        more = number - MOST_NAMED
        told = ngettext("and %(number)s other", "and %(number)s others", max(more, 0))
        rest = [told % {"number": write_number(more)}] if more > 0 else []
        counts = counts | ({gettext("preferences"): number} if number else {})
        return [ERASURE, *listed, *lines, *rest], counts, missing, []

    def hold(self, key: str) -> None:
        """Let nobody state anything or move people before the row is locked."""
        lock_membership()
        super().hold(key)

    def save_model(
        self,
        request: HttpRequest,
        obj: Stakeholder,
        form: AnyForm,
        change: bool,  # noqa: FBT001 -- Django's signature
    ) -> None:
        """Write the person, and count anew what they move; a login counts for nothing."""
        names = ("name", "email", "title", "weight", "team", "account")
        entry = collect_edits(form, names, change=change) | ({"id": obj.pk} if change else {})
        written = membership.upsert_stakeholders(
            [cast("membership.StakeholderEntry", entry)], actor=request.user.get_username()
        )
        obj.pk = written[0].row.pk
        if "login" in form.changed_data:
            obj.save(update_fields=["login", "updated_at"])

    def delete_model(self, request: HttpRequest, obj: Stakeholder) -> None:
        """Erase the person."""
        erase_stakeholders([obj.pk], actor=request.user.get_username())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Stakeholder]) -> None:
        """Erase the people."""
        erase_stakeholders([row.pk for row in queryset], actor=request.user.get_username())

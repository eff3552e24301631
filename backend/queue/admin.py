"""The page of background work: administrators see what waits and what failed, and why."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backend.access.curating import find_curator
from backend.queue.ending import drop, retry
from backend.queue.kinds import KINDS
from backend.queue.models import Task
from products.admin.columns import show_moment, show_start
from products.admin.logs import LogAdmin
from products.figures import write_number


class KindFilter(admin.SimpleListFilter):
    """Narrows tasks to a kind; to find those that occur would take reading all rows."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401 -- Django's signature
        """Offer all kinds that there are."""
        return [(name, name) for name in sorted(KINDS)]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Task]) -> QuerySet[Task]:
        """Keep those of the kind that is chosen."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Task)
class TaskAdmin(LogAdmin):
    """What is done in the background, how far it is, and why it failed."""

    list_display = (
        "number",
        "kind",
        "status",
        "progress",
        "attempt",
        show_moment("due_at"),
        show_moment("finished_at"),
        show_start("fault"),
    )
    list_filter = ("status", KindFilter)
    search_fields = ("=id", "key", "busy")
    search_help_text = _("Number, key, or what it keeps busy.")
    ordering = ("-pk",)
    actions = ("retry", "drop")
    fieldsets = (
        (None, {"fields": ("kind", "key", "status", "progress", "fault")}),
        (_("What it is about"), {"fields": ("payload", "busy")}),
        (
            _("When"),
            {"fields": ("created_at", "due_at", "started_at", "finished_at", "lease_until")},
        ),
        (_("Attempts"), {"fields": ("attempt", "fence")}),
    )

    @admin.display(description=_("number"), ordering="pk")
    def number(self, task: Task) -> int:
        """Give the number of TASK, plain as the logs write it."""
        return task.pk

    @admin.display(description=_("progress"))
    def progress(self, task: Task) -> str:
        """Tell how much of TASK is done, where it has said so."""
        if task.total is None:
            return write_number(task.done) if task.done else ""
        told = {"done": write_number(task.done), "total": write_number(task.total)}
        return gettext("%(done)s of %(total)s") % told

    def has_mend_permission(self, request: HttpRequest) -> bool:
        """Let administrators retry and drop."""
        return find_curator(request.user).is_administrator

    @admin.action(permissions=["mend"], description=_("Retry: try anew what was given up"))
    def retry(self, request: HttpRequest, queryset: QuerySet[Task]) -> None:
        """Have those that are marked and were given up tried anew."""
        number = retry([row.pk for row in queryset], at=timezone.now())
        told = ngettext(
            "%(number)s task is tried anew; others were not given up, or were put again.",
            "%(number)s tasks are tried anew; others were not given up, or were put again.",
            number,
        )
        self._tell(request, told, number)

    @admin.action(permissions=["mend"], description=_("Drop: give up what is not finished"))
    def drop(self, request: HttpRequest, queryset: QuerySet[Task]) -> None:
        """Give up those that are marked and not finished."""
        number = drop([row.pk for row in queryset], at=timezone.now())
        told = ngettext(
            "%(number)s task was dropped; others were finished already.",
            "%(number)s tasks were dropped; others were finished already.",
            number,
        )
        self._tell(request, told, number)

    def _tell(self, request: HttpRequest, told: str, number: int) -> None:
        shown: Any = told % {"number": write_number(number)}
        self.message_user(request, shown, messages.SUCCESS if number else messages.WARNING)

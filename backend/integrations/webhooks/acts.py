"""What is done with endpoints in the admin, marked in the list or one on its page."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from backend.integrations.webhooks.endpoints import pause, remove, resume, rotate_secret
from backend.integrations.webhooks.models import Delivery, Endpoint
from backend.integrations.webhooks.testing import ping

MOST_TESTED = 5  # endpoints at once: each may take seconds to answer


class ActingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """A list of endpoints with which something is done."""

    acts: ClassVar[tuple[str, ...]] = ("test", "pause", "resume", "rotate")
    actions = acts

    class Media:
        css: ClassVar = {"all": ("curating/curating.css",)}

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,  # noqa: ANN401 -- Django's signature
        **kwargs: Any,  # noqa: ANN401 -- as above
    ) -> HttpResponse:
        """Offer on the page of an endpoint, by the first word, what is done with it."""
        endpoint: Endpoint | None = context["original"]
        useless = "resume" if endpoint is None or endpoint.is_active else "pause"
        known = [self.get_action(name) for name in self.acts if name != useless]
        acts = {each[1]: each[2].partition(":")[0] for each in known if each is not None}
        return super().render_change_form(request, context | {"acts": acts}, *args, **kwargs)

    def get_deleted_objects(self, objs: Any, _request: HttpRequest) -> Any:  # noqa: ANN401 -- as Django writes it
        """Tell what goes with OBJS: the log of an endpoint, though nobody may cut lines out."""
        names = [str(each) for each in objs]
        lines = Delivery.objects.filter(endpoint__in=[each.pk for each in objs]).count()
        counts = {self.opts.verbose_name_plural: len(names)}
        log = {Delivery._meta.verbose_name_plural: lines} if lines else {}  # noqa: SLF001 -- Django's documented model API
        return names, counts | log, set(), []

    def delete_model(self, _request: HttpRequest, obj: Endpoint) -> None:
        """Remove the endpoint."""
        remove(obj)

    def delete_queryset(self, _request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        """Remove the endpoints."""
        for endpoint in queryset.order_by("pk"):
            remove(endpoint)

    @admin.action(permissions=["change"], description=gettext_lazy("Test: send a message now"))
    def test(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        """Send a test to the endpoints that are marked."""
        for endpoint in queryset.order_by("pk")[:MOST_TESTED]:
            sent = ping(endpoint, at=timezone.now())
            told: dict[str, Any] = {
                "endpoint": endpoint,
                "code": sent.code,
                "duration": sent.duration,
            }
            if not sent.fault:
                good = gettext("%(endpoint)s took the test: %(code)s in %(duration)s ms.") % told
                self.message_user(request, good, messages.SUCCESS)
                continue
            told["fault"] = sent.get_fault_display()
            bad = gettext("%(endpoint)s did not take the test: %(fault)s.") % told
            answered = f" {sent.code or ''} {sent.excerpt}".rstrip()
            self.message_user(request, f"{bad}{answered}", messages.ERROR)

    @admin.action(permissions=["change"], description=gettext_lazy("Pause: messages wait"))
    def pause(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        """Let the endpoints that are marked rest."""
        for endpoint in queryset.order_by("pk"):
            pause(endpoint, at=timezone.now())
            told = gettext("%(endpoint)s is paused.") % {"endpoint": endpoint}
            self.message_user(request, told, messages.SUCCESS)

    @admin.action(permissions=["change"], description=gettext_lazy("Resume: send what waits"))
    def resume(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        """Let the endpoints that are marked go on."""
        for endpoint in queryset.order_by("pk"):
            resume(endpoint)
            told = gettext("%(endpoint)s is sent to again.") % {"endpoint": endpoint}
            self.message_user(request, told, messages.SUCCESS)

    @admin.action(
        permissions=["change"], description=gettext_lazy("Rotate: make secrets that take over")
    )
    def rotate(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> HttpResponse | None:
        """Make a secret for each endpoint that is marked; the old one signs as well for a day."""
        made = [rotate_secret(each, at=timezone.now()) for each in queryset.order_by("pk")]
        page: Any = self
        shown: HttpResponse | None = page.show_secrets(request, made) if made else None
        return shown

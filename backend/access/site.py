"""The admin: who enters it, and what its pages show of other rows than their own."""

from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse, TemplateResponse

from backend.access.curated import mix, narrow_page
from backend.access.curating import find_curator, may_pick, show
from backend.access.roles import may_curate
from backend.access.site_order import order_apps
from products.looking import looking


class PickView(AutocompleteJsonView):
    """Offers rows to those who may choose one, though they may not open its page."""

    def has_perm(self, request: HttpRequest, _obj: Model | None = None) -> bool:
        """Let them choose."""
        return may_pick(find_curator(request.user), self.model_admin.model)

    def get_queryset(self) -> QuerySet[Any]:
        """Read along what a list of such rows reads along, as their names may be made of it."""
        rows: QuerySet[Any] = super().get_queryset()
        along: Any = self.model_admin.list_select_related
        return rows.select_related(*along) if isinstance(along, tuple) else rows

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:  # noqa: ANN401 -- any row
        """Tell OBJ as its page tells it among others, where it says how."""
        told: dict[str, str] = super().serialize_result(obj, to_field_name)
        tell = getattr(self.model_admin, "tell_choice", None)
        return told if tell is None else told | {"text": tell(obj)}


class TuttiSite(admin.AdminSite):
    """An admin in which each curator finds what they look after."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Begin with nothing to lend."""
        super().__init__(*args, **kwargs)
        self.lent: Callable[[type[Any]], type[Any]] = lambda page: page
        self.offers: list[Callable[[HttpRequest], tuple[str, str] | None]] = []
        self.tellers: list[Callable[[HttpRequest], Iterable[str]]] = []

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: Any = None,  # noqa: ANN401 -- ModelAdmin is generic for type checkers alone
        **options: Any,  # noqa: ANN401 -- Django's signature
    ) -> None:
        """Add pages, and narrow them to what whoever opens them looks after."""
        page = narrow_page(self.lent(admin_class or admin.ModelAdmin))
        super().register(model_or_iterable, page, **options)

    def lend(self, lent: Callable[[type[Any]], type[Any]]) -> None:
        """Let each page have what LENT adds to it, those that are there and those to come.

        What is lent stands on pages, and so is known only once there are some.
        """
        self.lent = lent
        for model, page in list(self._registry.items()):
            self._registry[model] = lent(type(page))(model, self)

    def extend(self, model: type[Model], more: type[Any]) -> None:
        """Let the page of MODEL do all that MORE, a class to mix in, does as well."""
        self._registry[model] = mix(more, type(self._registry[model]))(model, self)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show what there is, and before it what whoever looks should know."""
        for teller in self.tellers:
            for sentence in teller(request):
                messages.warning(request, sentence)
        offers = [offer for each in self.offers if (offer := each(request)) is not None]
        return super().index(request, {"offers": offers, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """List what is offered as the work goes."""
        return order_apps(super().get_app_list(request, app_label), self)

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in whoever curates something."""
        return may_curate(request.user)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 -- Django's signature
        """Refuse those who curate nothing; show others what they look after, till it is written."""
        guarded = super().admin_view(_keep_narrow(view), cacheable)

        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- any view's
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            answer: HttpResponseBase = guarded(request, *args, **kwargs)
            return answer

        return update_wrapper(enter, guarded)

    def autocomplete_view(self, request: HttpRequest) -> Any:  # noqa: ANN401 -- as above
        """Offer rows to choose from."""
        return PickView.as_view(admin_site=self)(request)


def _keep_narrow(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let VIEW answer in full before it is forgotten who looks."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- any view's
        caller = find_curator(request.user)
        with looking(lambda rows: show(rows, caller)):
            response: HttpResponseBase = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
        return response

    return update_wrapper(answer, view)

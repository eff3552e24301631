"""The admin: who enters it, and what its pages show of other rows than their own."""

from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse

from backend.access.curated import mix, narrow_page
from backend.access.curating import find_curator, may_pick, show
from backend.access.roles import may_curate
from products.looking import looking


class PickView(AutocompleteJsonView):
    """Offers rows to those who may choose one, though they may not open its page."""

    def has_perm(self, request: HttpRequest, _obj: Model | None = None) -> bool:
        """Let them choose."""
        return may_pick(find_curator(request.user), self.model_admin.model)


class TuttiSite(admin.AdminSite):
    """An admin in which each curator finds what they look after."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Begin with nothing to lend."""
        super().__init__(*args, **kwargs)
        self.lent: Callable[[type[Any]], type[Any]] = lambda page: page

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

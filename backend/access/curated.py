"""Narrows the pages of the admin to what whoever opens them looks after."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import Any, Final, NoReturn, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.contrib.admin.utils import NestedObjects
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import router
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy

from backend.access.callers import Caller
from backend.access.curating import DESKS, UNKNOWN, find_curator, may, may_pick, show

C = TypeVar("C", bound=type[Any])

HIDDEN: Final = gettext_lazy("Rows of products that you do not look after: ask their curators.")


class Narrowing(BaseModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """Shows and offers the rows that are looked after, on a page or in a part of one."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Keep what is looked after."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return show(rows, find_curator(request.user))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Hold the fields that lead to rows which may not be chosen."""
        caller = find_curator(request.user)
        barred = [
            each.name
            for each in self.opts.concrete_fields
            if each.remote_field and not may_pick(caller, each.remote_field.model)
        ]
        return (*super().get_readonly_fields(request, obj), *barred)

    def formfield_for_foreignkey(
        self,
        db_field: Any,  # noqa: ANN401 -- Django's signature
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401 -- as above
    ) -> Any:  # noqa: ANN401 -- as above
        """Offer what is looked after, and take nothing else."""
        offered = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return self._narrow(offered, request)

    def formfield_for_manytomany(
        self,
        db_field: Any,  # noqa: ANN401 -- Django's signature
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401 -- as above
    ) -> Any:  # noqa: ANN401 -- as above
        """Offer what is looked after, and take nothing else."""
        offered = super().formfield_for_manytomany(db_field, request, **kwargs)
        return self._narrow(offered, request)

    def _narrow(self, offered: Any, request: HttpRequest) -> Any:  # noqa: ANN401 -- as above
        if offered is not None:
            offered.queryset = show(offered.queryset, find_curator(request.user))
        return offered


class NarrowedInline(Narrowing, InlineModelAdmin):  # type: ignore[type-arg]  # -- as above
    """Rows beside the one they hang on; what may be done with them is asked of their model."""


class NarrowedAdmin(Narrowing, admin.ModelAdmin):  # type: ignore[type-arg]  # -- as above
    """A page of rows; those of other products are as good as not there."""

    @property
    def media(self) -> forms.Media:
        """Load what searches for rows also where a filter does."""
        return super().media + AutocompleteSelect(None, self.admin_site).media

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401 -- any row
        """Let them look at OBJ."""
        return super().has_view_permission(request, obj) and self._may(request, "view", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401 -- any row
        """Let them change OBJ."""
        return super().has_change_permission(request, obj) and self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401 -- any row
        """Let them delete OBJ."""
        return super().has_delete_permission(request, obj) and self._may(request, "delete", obj)

    def _may(self, request: HttpRequest, action: str, obj: Model | None) -> bool:
        return may(find_curator(request.user), action, self.model, obj)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:  # noqa: ANN401 -- Django's signature
        """Narrow the rows beside OBJ as well."""
        return [mix(NarrowedInline, each) for each in super().get_inlines(request, obj)]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001 -- Django's signature
        """Write OBJ where that is theirs to do, whatever the form has let through.

        :raises PermissionDenied: when it is not.
        """
        if not self._may(request, "change" if change else "add", obj):
            raise PermissionDenied
        super().save_model(request, obj, form, change)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Take no question in an address about rows that are hidden and hang on those shown."""
        allowed: bool = super().lookup_allowed(lookup, value, request)
        caller = find_curator(request.user)
        name, *rest = lookup.split("__")
        try:
            field: Any = self.opts.get_field(name)
        except FieldDoesNotExist:
            return allowed
        if not allowed or caller.is_administrator or not (field.many_to_many or field.one_to_many):
            return allowed
        known = show(field.related_model._default_manager.all(), caller)  # noqa: SLF001 -- any model
        return rest in (["id", "exact"], []) and value in {str(row.pk) for row in known}

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:  # noqa: ANN401 -- Django's signature
        """Hold OBJS when rows hang on them that whoever asks does not look after."""
        found = super().get_deleted_objects(objs, request)
        caller = find_curator(request.user)
        listed, counts, *_, held = found
        is_bare = held and not listed and not counts  # it is held, and nothing is shown of it
        if is_bare or caller.is_administrator or not _hides(self.model, objs, caller):
            return found
        return [], {}, set(), [str(HIDDEN)]

    def _get_obj_does_not_exist_redirect(self, *_: object) -> NoReturn:
        """Say that there is no such row; Django would go to the index and name what was asked."""
        raise Http404


def narrow_page(page: C) -> C:
    """Give PAGE, a class of the admin, narrowed."""
    return mix(NarrowedAdmin, page)


def mix(narrowing: type[Any], page: C) -> C:
    """Give PAGE, a class of the admin, with what NARROWING brings before its own."""
    mixed: Any = type(page.__name__, (narrowing, page), {"__doc__": page.__doc__})
    return mixed  # type: ignore[no-any-return]  # -- a class that was just made has no type of its own


def _hides(model: type[Model], objs: Iterable[Model], caller: Caller) -> bool:
    """Tell whether deleting OBJS of MODEL would reach rows that CALLER does not look after."""
    collector = NestedObjects(using=router.db_for_write(model), origin=objs)
    collector.collect(list(objs))
    reached: dict[type[Model], set[Any]] = defaultdict(set)
    for row in chain(collector.protected, *collector.model_objs.values()):
        reached[type(row)].add(row.pk)
    return any(
        show(kind._default_manager.filter(pk__in=keys), caller).count() < len(keys)  # noqa: SLF001 -- any model
        for kind, keys in reached.items()
        if DESKS.get(kind, UNKNOWN).path
    )

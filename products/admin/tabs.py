"""Puts the parts of a page into tabs that follow the work.

A page names its tabs; a fieldset or an inline falls into the one that a class of it names, as
`tab-backing` does. Without such a class a fieldset falls into the first tab, an inline into one of
its own; a class that names no known tab makes one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, TypeAlias

from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

Named: TypeAlias = tuple[str, Any]  # the name of a tab and its title, which may be translated late
MARK: Final = "tab-"


@dataclass(kw_only=True)
class Tab:
    """One part of a page: fieldsets first, then rows beside the one that is shown."""

    name: str
    title: str
    fieldsets: list[Any] = field(default_factory=list)
    inlines: list[Any] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        """Tell whether anything in it is to be corrected."""
        fields = ((each.form, flatten(each.fields)) for each in self.fieldsets)
        is_faulty = any(form.errors.get(name) for form, names in fields for name in names)
        formsets = [each.formset for each in self.inlines]
        return is_faulty or any(s.total_error_count() for s in formsets if s.is_bound)


def lay_out(named: Sequence[Named], fieldsets: Iterable[Any], inlines: Iterable[Any]) -> list[Tab]:
    """Give the tabs NAMED, in order, with FIELDSETS and INLINES; none where one would do."""
    if not named:
        return []
    tabs = {name: Tab(name=name, title=title) for name, title in named}
    first = named[0][0]
    for each in fieldsets:
        _find(tabs, find_mark(each.classes) or first, each.name).fieldsets.append(each)
    for each in inlines:
        own = find_mark(each.classes) or each.formset.prefix
        _find(tabs, own, capfirst(each.opts.verbose_name_plural)).inlines.append(each)
    filled = [tab for tab in tabs.values() if tab.fieldsets or tab.inlines]
    return filled if len(filled) > 1 else []


def find_mark(classes: str) -> str | None:
    """Find the tab that CLASSES, with spaces between, name."""
    found: Iterator[str] = (each for each in classes.split() if each.startswith(MARK))
    return next((each.removeprefix(MARK) for each in found), None)


def _find(tabs: dict[str, Tab], name: str, title: str | None) -> Tab:
    """Find the tab NAME among TABS; an unknown one is added and called TITLE."""
    return tabs.setdefault(name, Tab(name=name, title=title or capfirst(name)))


class TabbedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """A page in tabs; without scripts it is one long page that begins with a list of its parts."""

    tabs: ClassVar[tuple[Named, ...]] = ()

    class Media:
        css: ClassVar = {"all": ("curating/curating.css",)}
        js = ("curating/tabs.js",)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,  # noqa: ANN401 -- Django's signature
        **kwargs: Any,  # noqa: ANN401 -- as above
    ) -> HttpResponse:
        """Put what the form has into tabs, but in a window of its own, which is small."""
        if not context.get("is_popup"):
            inlines = context.get("inline_admin_formsets", ())
            context["tabs"] = lay_out(self.tabs, context["adminform"], inlines)
        return super().render_change_form(request, context, *args, **kwargs)

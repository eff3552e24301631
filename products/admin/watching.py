"""Forms that are refused when another hand has changed what one edits, and show both then.

What another hand changed and one has not touched stays as it is now, and is told afterwards.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from products.admin.clashes import KEEP, MINE, NONE, THEIRS, Clash, Marks, mark, read_marks
from products.admin.sending import write_field
from products.admin.wording import Wording, find_keys

SHOWN: Final = "shown"  # the hidden field that says what the form showed
OVERTAKEN: Final = gettext_lazy(
    "This was changed by another hand since the form was shown, and nothing was written. Above you "
    "see both: choose what to keep, and save again."
)


class ShownField(forms.CharField):
    """Says what the form showed; it is no part of what is edited."""

    widget = forms.HiddenInput

    def has_changed(self, _initial: object, _data: object) -> bool:
        """Tell that nothing was edited."""
        return False


class WatchedForm(forms.ModelForm):  # type: ignore[type-arg]  # -- not generic at run time
    """A form for rows, which is refused when what one edits was changed since it was shown.

    It then shows both, field by field.
    """

    shown = ShownField(required=False, label="")
    # Columns that matter besides those that are edited, and the fields for which they do.
    watched: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    clashes: tuple[Clash, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Note what is shown."""
        super().__init__(*args, **kwargs)
        self.kept: list[str] = []  # fields that another hand changed, and one has not touched
        if self.instance.pk:
            self._stands = {name: self._mark_now(name) for name in self._list_watched()}
            self.initial[SHOWN] = Marks(self._stands).write(self.instance)

    def _list_watched(self) -> list[str]:
        """List the fields of the row that no other hand may have changed."""
        opts = self.instance._meta  # noqa: SLF001 -- Django's documented model API
        links = {field.name for field in (*opts.concrete_fields, *opts.many_to_many)}
        return [name for name in (*self.fields, *self.watched) if name in links]

    def find_current(self, name: str) -> Any:  # noqa: ANN401 -- as any field has it
        """Give what the field NAME says now, as far as it is shown to whoever edits it."""
        value = self.initial.get(name, getattr(self.instance, name, None))
        field = self.fields.get(name)
        if not isinstance(field, forms.ModelMultipleChoiceField) or not value:
            return value
        offered: QuerySet[Any] = field.queryset  # type: ignore[assignment]  # -- the stubs allow None
        if not offered.query.has_filters():  # whoever edits it is offered all rows
            return value
        return list(offered.filter(pk__in=[row.pk for row in value]))

    def _mark_now(self, name: str) -> str:
        return mark(self.instance, name, self.find_current(name))

    def clean(self) -> dict[str, Any]:
        """Give what was sent; add an error when the row is not the one that was shown."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            self._compare()
        return cleaned

    def _compare(self) -> None:
        """Find what another hand has changed, and let what was chosen of it hold."""
        marks = read_marks(self.data.get(self.add_prefix(SHOWN)), self.instance)
        found = [self._look(name, marks) for name in self._stands]
        self.clashes = tuple(clash for clash, _ in found if clash is not None)
        if not any(is_open for _, is_open in found):
            return
        asked = [clash.name for clash in self.clashes if clash.input]
        sent: Any = self.data
        self.data = sent.copy()
        sent, name = self.data, self.add_prefix(SHOWN)
        sent[name] = Marks(self._stands, asked).write(self.instance)
        for name in self.kept:
            self._show_now(name)
        self.add_error(None, OVERTAKEN)

    def _look(self, name: str, marks: Marks) -> tuple[Clash | None, bool]:
        """Tell whether the field NAME was changed since MARKS, and whether that is open still."""
        is_same = self._stands[name] == marks.showed.get(name)
        choice = self.data.get(self.add_prefix(f"{KEEP}{name}"), "")
        is_asked = is_same and name in marks.asked and not self._is_going()
        if is_same and not is_asked:
            return None, False
        is_edited = name in self.fields
        if is_edited and name not in self.changed_data:
            return None, False
        if not is_asked and self._is_untouched(name, marks):
            self._keep(name)
            return None, False
        if is_asked and choice in {MINE, THEIRS}:
            clash = self._tell_clash(name, choice)
            if choice == THEIRS:
                self._take_theirs(name)
            return clash, False
        if not is_edited and marks is NONE:  # where nothing is known of what was shown
            return None, False
        return self._tell_clash(name, ""), True

    def _is_untouched(self, name: str, marks: Marks) -> bool:
        """Tell whether the field NAME is sent as MARKS say that it was shown."""
        if marks is NONE or self._is_going():
            return False
        if name not in self.fields:
            return not set(self.watched[name]).intersection(self.changed_data)
        if name not in self.cleaned_data:
            return False
        return mark(self.instance, name, self.cleaned_data[name]) == marks.showed.get(name)

    def _keep(self, name: str) -> None:
        """Leave the field NAME as another hand has written it."""
        self.kept.append(name)
        if name in self.fields:
            self._take_theirs(name)

    def _show_now(self, name: str) -> None:
        """Let the form, which is shown again, say under NAME what is said there now."""
        if name in self.fields:
            sent: Any = self.data
            now = write_field(self.fields[name], self.add_prefix(name), self.find_current(name))
            for key, values in now:
                sent.setlist(key, values)

    def list_kept(self) -> list[str]:
        """List by their labels the fields that were left as another hand has written them."""
        column = self.instance._meta.get_field  # noqa: SLF001 -- Django's documented model API
        return [
            str(self[name].label if name in self.fields else capfirst(column(name).verbose_name))
            for name in self.kept
        ]

    def _is_going(self) -> bool:
        """Tell whether the row is to be deleted, beside another."""
        return bool(self.data.get(self.add_prefix("DELETE")))

    def _tell_clash(self, name: str, choice: str) -> Clash:
        """Tell both sides of the field NAME in words, the first CHOICE made."""
        column: Any = self.instance._meta.get_field(name)  # noqa: SLF001 -- Django's documented model API
        wording, is_edited = Wording(), name in self.fields
        sent = self.cleaned_data.get(name) if name in self.cleaned_data else None
        mine = wording.tell(column, find_keys(sent)) if is_edited else ""
        if is_edited and name not in self.cleaned_data:
            mine = str(self[name].data or "")
        return Clash(
            name=name,
            label=str(self[name].label if is_edited else capfirst(column.verbose_name)),
            theirs=wording.tell(column, find_keys(self.find_current(name))),
            mine=mine,
            input=self.add_prefix(f"{KEEP}{name}") if is_edited else "",
            choice=choice,
        )

    def _take_theirs(self, name: str) -> None:
        """Let the field NAME stay as it is now."""
        self.errors.pop(name, None)
        self.changed_data.remove(name)
        if isinstance(self.fields[name], forms.ModelMultipleChoiceField):
            now = self.find_current(name)
            known = self.fields[name].queryset  # type: ignore[attr-defined]  # -- as above
            self.cleaned_data[name] = known.filter(pk__in=[row.pk for row in now])
        else:
            self.cleaned_data[name] = getattr(self.instance, name)

    def add_error(self, field: str | None, error: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Add ERROR to FIELD; to the form as a whole where that field is not asked for."""
        super().add_error(field if field is None or field in self.fields else None, error)


def tell_kept(request: HttpRequest, written: Iterable[object]) -> None:
    """Tell whoever asks which fields of the forms that were WRITTEN another hand had changed."""
    mine = (form for form in written if isinstance(form, WatchedForm))
    if kept := [label for form in mine for label in form.list_kept()]:
        told = gettext("Another hand has changed this meanwhile, and it stays so: %(fields)s.")
        messages.info(request, told % {"fields": ", ".join(kept)})

"""Forms of the admin: they ask for what belongs together, and tell why something was refused."""

from collections.abc import Iterable
from typing import Any, ClassVar, Final, TypeAlias

from django import forms
from django.db.models import Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from products.admin.clashes import KEEP, MINE, NONE, THEIRS, Clash, Marks, mark, read_marks
from products.admin.wording import Wording
from products.models import Product

AnyForm: TypeAlias = "forms.ModelForm[Any]"
Reason: TypeAlias = tuple[str | None, str]  # a field of the form, or none of them, and a sentence

SHOWN: Final = "shown"  # the hidden field that says what the form showed
OVERTAKEN: Final = gettext_lazy(
    "This was changed by another hand since the form was shown, and nothing was written. Above you "
    "see both: choose what to keep, and save again."
)
LABELS: Final[dict[str, Any]] = {
    "north_star_metric": gettext_lazy("North-Star metric"),
    "url": "URL",
}


class ShownField(forms.CharField):
    """Says what the form showed; it is no part of what is edited."""

    widget = forms.HiddenInput

    def has_changed(self, _initial: object, _data: object) -> bool:
        """Tell that nothing was edited."""
        return False


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]  # -- not generic at run time
    """A form for rows; it knows the row's product even where that is not asked for.

    It is refused when its row was changed since it was shown, and then shows both, field by field.
    """

    shown = ShownField(required=False, label="")
    watched: ClassVar[tuple[str, ...]] = ()  # columns that matter besides those that are edited
    clashes: tuple[Clash, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Note what is shown, and write abbreviations and names as people do."""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self._stands = {name: self._mark_now(name) for name in self._list_watched()}
            self.initial[SHOWN] = Marks(self._stands).write(self.instance)
        for name in LABELS.keys() & self.fields.keys():
            self.fields[name].label = LABELS[name]

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
        return list(offered.filter(pk__in=[row.pk for row in value]))

    def _mark_now(self, name: str) -> str:
        return mark(self.instance, name, self.find_current(name))

    def clean(self) -> dict[str, Any]:
        """Give what was sent; add an error when the row is not the one that was shown."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            self._compare()
        return cleaned

    def add_error(self, field: str | None, error: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Add ERROR to FIELD; to the form as a whole where that field is not asked for."""
        super().add_error(field if field is None or field in self.fields else None, error)

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
        if is_asked and choice in {MINE, THEIRS}:
            clash = self._tell_clash(name, choice)
            if choice == THEIRS:
                self._take_theirs(name)
            return clash, False
        if not is_edited and marks is NONE:  # where nothing is known of what was shown
            return None, False
        mine = mark(self.instance, name, self.cleaned_data.get(name)) if is_edited else None
        return self._tell_clash(name, THEIRS if mine == marks.showed.get(name) else ""), True

    def _is_going(self) -> bool:
        """Tell whether the row is to be deleted, beside another."""
        return bool(self.data.get(self.add_prefix("DELETE")))

    def _tell_clash(self, name: str, choice: str) -> Clash:
        """Tell both sides of the field NAME in words, the first CHOICE made."""
        column: Any = self.instance._meta.get_field(name)  # noqa: SLF001 -- Django's documented model API
        wording, is_edited = Wording(), name in self.fields
        sent = self.cleaned_data.get(name) if name in self.cleaned_data else None
        mine = wording.tell(column, _find_keys(sent)) if is_edited else ""
        if is_edited and name not in self.cleaned_data:
            mine = str(self[name].data or "")
        return Clash(
            name=name,
            label=str(self[name].label if is_edited else capfirst(column.verbose_name)),
            theirs=wording.tell(column, _find_keys(self.find_current(name))),
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

    def settle(self, name: str, value: object) -> None:
        """Let the form say VALUE under NAME as if it had been sent, so that it is written too."""
        self.cleaned_data[name] = value
        if name not in self.changed_data:
            self.changed_data.append(name)

    def tell(self, faults: Iterable[tuple[str, str, str]]) -> None:
        """Add an error for each of FAULTS that the domain finds: field, code and message."""
        for name, _, message in faults:
            self.add_error(name if name in self.fields else None, message)

    def check_product(self, relation: str, product: Product | None) -> None:
        """Add an error when rows under RELATION belong to another product than PRODUCT."""
        strangers = [
            str(row)
            for row in self.cleaned_data.get(relation, ())
            if product is not None and row.product_id != product.pk
        ]
        if strangers:
            told = gettext("Of another product: %(names)s.")
            self.add_error(relation, told % {"names": ", ".join(strangers)})


def _find_keys(value: Any) -> Any:  # noqa: ANN401 -- of any field
    """Give VALUE as a column keeps it: the keys of rows instead of the rows."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, QuerySet) or (isinstance(value, list) and _are_rows(value)):
        return [row.pk for row in value]
    return value


def _are_rows(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(each, Model) for each in values)


class RefusedForm(forms.Form):
    """Shows again what was sent, with the REASONS for which the domain refused it."""

    reasons: ClassVar[tuple[Reason, ...]] = ()

    def clean(self) -> dict[str, Any] | None:
        """Add the reasons to what the form itself finds."""
        cleaned = super().clean()
        for name, sentence in self.reasons:
            self.add_error(name if name in self.fields else None, sentence)
        return cleaned

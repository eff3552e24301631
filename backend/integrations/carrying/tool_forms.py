"""The form in which the export of another tool is sent, and which says how it is imported."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.integrations.carrying.tool_uploads import read_terms
from backend.integrations.carrying.tool_words import title_form
from backend.integrations.importers.faults import Fault
from backend.integrations.importers.meanings import read_meaning
from backend.integrations.importers.option_words import say
from backend.integrations.importers.registry import FORMS, find_needless
from backend.integrations.importers.values import ValueRefusedError
from products.models import Feature, Product
from stakeholders.models import Group, GroupKind
from stakeholders.models.group import WEIGHT_DIGITS, WEIGHT_PLACES
from stakeholders.statements import SOURCE_LENGTH

KEY_LENGTH: Final = 100
MOST_LISTED: Final = 200  # groups that are proposed
# The fields that options of the command line are, which importers name in their messages.
FIELDS: Final = {
    "--product": "product",
    "--source": "source",
    "--segment": "segment",
    "--team": "team",
    "--worth": "worth",
    "--stage": "stages",
}


class FilesInput(forms.ClearableFileInput):
    """Takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Holds a list of files, of which there has to be one."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ANN401 -- Django's signature
        """Take each of the files in DATA."""
        files: list[Any] = [*data] if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in files or [None]]


class ToolForm(forms.Form):
    """Which tool's files go into which product, and what the files do not say themselves."""

    file = FilesField(
        label=gettext_lazy("Files"),
        allow_empty_file=True,  # which is refused as what it is
        help_text=gettext_lazy("One file, or all files of one export. A zip stays as it is."),
    )
    form = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        required=False,
        choices=lambda: [
            ("", gettext_lazy("Find out from the file")),
            *((form, title_form(form)) for form in FORMS),
        ],
        help_text=gettext_lazy("What is sent of each is said below."),
    )
    product = forms.ModelChoiceField(label=gettext_lazy("Product"), queryset=Product.objects.none())
    segment = forms.CharField(
        label=gettext_lazy("Segment"),
        required=False,
        max_length=KEY_LENGTH,
        widget=forms.TextInput(attrs={"list": "segments"}),
        help_text=gettext_lazy(
            "Of an export of a tool: the key of the segment that customers belong to who are in "
            "none there. A new key makes a new segment."
        ),
    )
    team = forms.CharField(
        label=gettext_lazy("Team"),
        required=False,
        max_length=KEY_LENGTH,
        widget=forms.TextInput(attrs={"list": "teams"}),
        help_text=gettext_lazy(
            "Of an export of a tool: the key of the team of your own people; without a segment, of "
            "all who speak for no company."
        ),
    )
    worth = forms.DecimalField(
        label=gettext_lazy("Worth"),
        required=False,
        min_value=0,
        max_digits=WEIGHT_DIGITS,
        decimal_places=WEIGHT_PLACES,
        help_text=gettext_lazy(
            "Of an export of a tool: what a new account is worth in a year where the tool does not "
            "know it."
        ),
    )
    stages = forms.CharField(
        label=gettext_lazy("Stages"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 40}),
        help_text=gettext_lazy(
            "Of an export of a tool: what a status means there, one on each line: "
            "In review=DISCOVERY"
        ),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=SOURCE_LENGTH,
        help_text=gettext_lazy(
            "What names the people and ideas of this tool; empty: the tool itself."
        ),
    )
    keep_good = forms.BooleanField(
        label=gettext_lazy("Leave out refused rows"),
        required=False,
        help_text=gettext_lazy("Otherwise one row that is refused stops the whole import."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's signature
        products: QuerySet[Product],
        site: Any,  # noqa: ANN401 -- an admin site
        is_kept: bool = False,
        **kwargs: Any,  # noqa: ANN401 -- Django's signature
    ) -> None:
        """Offer PRODUCTS, on SITE; ask for no files where they, and what they are, IS_KEPT."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["product"]
        field.widget = AutocompleteSelect(Feature._meta.get_field("product"), site)  # noqa: SLF001 -- Django's documented model API
        field.queryset = products
        if is_kept:
            del self.fields["file"], self.fields["form"]

    def tell_too_large(self) -> None:
        """Say that the files were left, as they are too large."""
        self.errors.pop("file", None)
        told = _("These files are too large: together they may have %(most)s.")
        self.add_error("file", told % {"most": filesizeformat(settings.LIMIT_UPLOAD)})

    def clean_stages(self) -> dict[str, str]:
        """Read what statuses mean.

        :raises ValidationError: when a line says something else.
        """
        lines = [line for line in self.cleaned_data["stages"].splitlines() if line.strip()]
        try:
            return {word: stage.value for word, stage in map(read_meaning, lines)}
        except ValueRefusedError as error:
            raise ValidationError(str(error)) from error

    def read_terms(self) -> dict[str, Any]:
        """Read under which terms it is imported, as they are kept."""
        given = self.cleaned_data
        plain = {name: given[name].strip() for name in ("segment", "team", "source")}
        told = {"product": given["product"].key, "keep_good": given["keep_good"], **plain}
        return told | {"worth": str(given["worth"] or 0), "stages": given["stages"]}

    def check_needless(self, form: str) -> bool:
        """Blame what is said of what a file of FORM says itself; tell whether nothing is."""
        terms = read_terms(self.read_terms(), dry_run=True)
        for option, value in find_needless(form, terms).items():
            if value:
                told = _("A file of preferences says this itself: leave it empty.")
                self.add_error(FIELDS[option], told)
        return not self.errors

    def blame(self, faults: Iterable[Fault], *, hide: Callable[[str], str]) -> None:
        """Say beside the fields what is wrong, as FAULTS tell it; HIDE where files lie."""
        for fault in faults:
            name = FIELDS.get(fault.file, "file")
            text = fault.message if fault.file in FIELDS else str(fault)
            self.add_error(name if name in self.fields else None, say(hide(text)))


def list_groups() -> dict[str, list[str]]:
    """List keys of groups that are proposed, by the list that a field names."""
    rows = Group.objects.order_by("key").values_list("key", flat=True)
    kinds = {"segments": GroupKind.SEGMENT, "teams": GroupKind.TEAM}
    return {name: list(rows.filter(kind=kind)[:MOST_LISTED]) for name, kind in kinds.items()}

"""The form in which a file is chosen."""

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """Which file to import, and how to read it."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # which is refused with all else that is no table
        help_text=_("CSV or XLSX; the first row names the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    sheet = forms.CharField(
        label=_("Sheet"),
        required=False,
        max_length=100,
        help_text=_("Of a workbook; empty: the first sheet that is shown."),
    )
    empties = forms.BooleanField(
        label=_("Empty cells empty what stands"),
        required=False,
        help_text=_("Otherwise an empty cell leaves it as it is."),
    )

"""Says for whoever imports by a page what the options of the command line are called there."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

# What the options, which messages of importers name, are called on the page.
OPTIONS: Final[Mapping[str, Promise]] = {
    "--product-name": gettext_lazy("Product"),
    "--product": gettext_lazy("Product"),
    "--source": gettext_lazy("Source"),
    "--segment": gettext_lazy("Segment"),
    "--team": gettext_lazy("Team"),
    "--worth": gettext_lazy("Worth"),
    "--stage": gettext_lazy("Stages"),
}


def say(text: str) -> str:
    """Give TEXT, a message of an importer, with options as they are called on the page."""
    for option, name in OPTIONS.items():
        text = text.replace(option, f"«{name}»")
    return text

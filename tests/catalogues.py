"""Reads the catalogues, and what has to be in them: the words of code, templates and models."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final, TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

from products.wording import SpokenConfig

# A context, if there is one, and a text, or one for one and another for many.
Key: TypeAlias = tuple[str | None, str | tuple[str, ...]]

LANGUAGES: Final = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
# The board's catalogue lies with that of its package, in the domain that scripts read.
BOARD: Final = "board"
PACKAGES: Final = [*(Path(place).parent.name for place in settings.LOCALE_PATHS), BOARD]
UNSAID: Final = {"migrations", "node_modules"}  # folders of which people see nothing
KEYWORDS: Final[dict[str, tuple[int | tuple[int, str], ...] | None]] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}


def read_catalogue(package: str, language: str) -> Catalog:
    """Read the catalogue of PACKAGE in LANGUAGE, as people edit it."""
    with _find(package, language, "po").open("rb") as file:
        return read_po(file)


def read_compiled(package: str, language: str) -> dict[Key, list[str]]:
    """Read the catalogue of PACKAGE in LANGUAGE, as programs read it."""
    with _find(package, language, "mo").open("rb") as file:
        return {name_message(each): list_forms(each) for each in read_mo(file) if each.id}


def name_message(message: Message) -> Key:
    """Name MESSAGE by its context and what it says in English."""
    said = message.id if isinstance(message.id, str) else tuple(message.id)
    return message.context, said


def list_forms(message: Message) -> list[str]:
    """Give each form in which MESSAGE is translated."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def read_said(package: str) -> set[Key]:
    """Find all that PACKAGE says and that is to be translated."""
    if package == BOARD:
        return _read_board()
    root = settings.BASE_DIR / package
    said: set[Key] = set()
    for file in sorted(root.rglob("*")):
        if file.suffix in {".py", ".html", ".txt"} and not UNSAID & set(file.parts):
            said |= _find_said(file)
    for app in apps.get_app_configs():
        if isinstance(app, SpokenConfig) and app.name.split(".")[0] == package:
            said |= {(None, word) for word in app.list_words()}
    return said


def find_lost(package: str) -> Iterator[str]:
    """Find the texts of PACKAGE that are marked inside the braces of an f-string."""
    for file in sorted((settings.BASE_DIR / package).rglob("*.py")):
        written = (n for n in ast.walk(ast.parse(file.read_text("utf-8"))) if _is_written(n))
        for call in (each for text in written for each in ast.walk(text) if _is_marked(each)):
            yield f"{file.relative_to(settings.BASE_DIR)}: {ast.unparse(call)}"


def _is_written(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr)


def _is_marked(node: ast.AST) -> bool:
    """Tell whether NODE marks a text that stands there."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
        return False
    return node.func.id in KEYWORDS and isinstance(node.args[0], ast.Constant)


def _find(package: str, language: str, suffix: str) -> Path:
    home, domain = ("backend", "djangojs") if package == BOARD else (package, "django")
    place: Path = settings.BASE_DIR / home / "locale" / language / "LC_MESSAGES"
    return place / f"{domain}.{suffix}"


def _read_board() -> set[Key]:
    """Find all that the scripts of the board say: it stands in one file."""
    words = settings.BASE_DIR / "backend" / "board" / "src" / "words.ts"
    with words.open("rb") as file:
        found = extract("javascript", file, KEYWORDS, options={"encoding": "utf-8"})
        return {(context, said) for _, said, _, context in found if said and all(said)}


def _find_said(file: Path) -> set[Key]:
    text = file.read_text("utf-8")
    if file.suffix != ".py":
        text = re.sub(r"(?m)^\s+", "", templatize(text))  # as code, which has to stand aligned
    found = extract("python", BytesIO(text.encode()), KEYWORDS, options={"encoding": "utf-8"})
    return {(context, message) for _, message, _, context in found if message and all(message)}

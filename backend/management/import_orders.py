"""Reads what the command `import_file` is asked for."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.progress import Progress

from backend.integrations.importers.importing import Terms
from backend.integrations.importers.meanings import read_meaning
from backend.integrations.importers.registry import FORMS
from backend.integrations.importers.values import ValueRefusedError, read_number
from products.lifecycle import LifecycleStage


def add_arguments(parser: ArgumentParser) -> None:
    """Let PARSER take what is imported, into which product, and under which terms."""
    parser.add_argument("form", choices=FORMS, help="what the file is")
    parser.add_argument("path", type=Path, help="the file, zip or directory of the export")
    parser.add_argument("--product", required=True, metavar="KEY", help="made when it is new")
    parser.add_argument("--product-name", default="", help="its name, if it is new")
    parser.add_argument("--source", default="", help="what names the people and ideas of this tool")
    parser.add_argument("--segment", default="", metavar="KEY", help="of customers, if unknown")
    parser.add_argument("--team", default="", metavar="KEY", help="of those without a company")
    parser.add_argument(
        "--worth", type=read_worth, default=Decimal(0), help="of new accounts, a year, if unknown"
    )
    parser.add_argument(
        "--stage",
        type=read_stage,
        action="append",
        default=[],
        metavar="WORD=STAGE",
        help="which stage a status of the tool means; may be given several times",
    )
    parser.add_argument("--dry-run", action="store_true", help="write nothing, report the same")
    parser.add_argument("--background", action="store_true", help="leave it to a worker")
    parser.add_argument("--keep-good", action="store_true", help="leave out bad rows only")


def build_terms(options: Mapping[str, Any], progress: Progress) -> Terms:
    """Make the terms that OPTIONS name, under which PROGRESS is shown."""
    names = ("product", "product_name", "source", "segment", "team", "worth")
    terms = {name: options[name] for name in (*names, "dry_run", "keep_good")}
    return Terms(**terms, stages=dict(options["stage"]), progress=progress)


def read_worth(text: str) -> Decimal:
    """Read TEXT as what an account is worth in a year.

    :raises ArgumentTypeError: when it is no number from 0.
    """
    try:
        return read_number(text)
    except ValueRefusedError as error:
        raise ArgumentTypeError(str(error)) from error


def read_stage(text: str) -> tuple[str, LifecycleStage]:
    """Read TEXT, WORD=STAGE, as which stage a status means.

    :raises ArgumentTypeError: when it is something else.
    """
    try:
        return read_meaning(text)
    except ValueRefusedError as error:
        raise ArgumentTypeError(str(error)) from error

"""Writes small files to import, and imports them."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from backend.integrations.importers.generic import import_generic
from backend.integrations.importers.importing import Terms
from backend.integrations.importers.polis import import_polis
from backend.integrations.importers.report import ImportReport
from stakeholders.models import Preference

ROW: Final = {"feature": "dark-mode", "stakeholder": "p1", "team": "sales", "stance": "2"}
COMMENTS: Final = ("comment-id", "moderated", "comment-body")


def write_csv(path: Path, *rows: Mapping[str, object]) -> Path:
    """Write ROWS, each over a row in which nothing is wrong, to the file at PATH."""
    whole = [{**ROW, **row} for row in rows]
    return write_table(path, list(dict.fromkeys(name for row in whole for name in row)), whole)


def write_table(path: Path, header: Sequence[str], rows: Sequence[Mapping[str, object]]) -> Path:
    """Write HEADER and ROWS, with empty cells where a row has none, to the file at PATH."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_conversation(
    directory: Path,
    comments: Mapping[str, str],
    votes: Sequence[Mapping[str, object]],
    moderated: str = "1",
) -> Path:
    """Write a Polis export of COMMENTS by number, and of VOTES, a row for each participant."""
    texts = [
        {"comment-id": key, "moderated": moderated, "comment-body": body}
        for key, body in comments.items()
    ]
    write_table(directory / "comments.csv", COMMENTS, texts)
    header = ["participant", "group-id", "n-votes", *comments]
    write_table(directory / "participants-votes.csv", header, votes)
    return directory


def import_rows(path: Path, *rows: Mapping[str, object], **terms: Any) -> ImportReport:  # noqa: ANN401 -- any of Terms
    """Write ROWS to a file in the directory PATH and import it into the product `tutti`."""
    return import_generic(write_csv(path / "answers.csv", *rows), build_terms(**terms))


def import_conversation(path: Path, **terms: Any) -> ImportReport:  # noqa: ANN401 -- any of Terms
    """Import the Polis export in the directory PATH into the product `tutti`."""
    return import_polis(path, build_terms(**terms))


def build_terms(**terms: Any) -> Terms:  # noqa: ANN401 -- any of Terms
    """Build terms for the product `tutti`."""
    return Terms(**({"product": "tutti"} | terms))


def read_preferences() -> set[tuple[str, str, int]]:
    """Give person, feature and stance of all preferences there are."""
    rows = Preference.objects.values_list("stakeholder__external_id", "feature__key", "stance")
    return set(rows)

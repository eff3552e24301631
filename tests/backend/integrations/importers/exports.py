"""Packs exports of other tools as these tools do, and imports them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from backend.integrations.importers.registry import run_form
from backend.integrations.importers.report import ImportReport
from products.models import Feature, Insight
from stakeholders.models import Account, Preference, Stakeholder
from tests.backend.integrations.importers.files import build_terms


def pack(path: Path, files: Mapping[str, object]) -> Path:
    """Pack FILES, texts, bytes or what becomes JSON, into the zip at PATH."""
    with ZipFile(path, "w", ZIP_DEFLATED) as packing:
        for name, content in files.items():
            is_plain = isinstance(content, str | bytes)
            packing.writestr(name, content if is_plain else json.dumps(content))  # type: ignore[arg-type]  # -- plain
    return path


def write_rows(header: str, *rows: Sequence[object]) -> str:
    """Write HEADER, with commas, and ROWS as CSV."""
    return "\n".join([header, *(",".join(map(_quote, row)) for row in rows), ""])


def _quote(cell: object) -> str:
    text = str(cell).replace('"', '""')
    return f'"{text}"' if set(text) & set(',"\n') else text


def run(form: str, path: Path, **terms: Any) -> ImportReport:  # noqa: ANN401 -- any of Terms
    """Import what is at PATH as FORM into the product `tutti`, with customers in a segment."""
    return run_form(form, path, build_terms(**({"segment": "users"} | terms)))


def read_features() -> set[tuple[str, str, str]]:
    """Give external id, name and stage of all features there are."""
    return set(Feature.objects.values_list("external_id", "name", "stage"))


def read_people() -> set[tuple[str, str, str]]:
    """Give external id, name and email of all people there are."""
    return set(Stakeholder.objects.values_list("external_id", "name", "email"))


def read_backing() -> set[tuple[str, str, int]]:
    """Give person, feature, each by external id, and stance of all preferences there are."""
    names = ("stakeholder__external_id", "feature__external_id", "stance")
    return set(Preference.objects.values_list(*names))


def read_insights() -> set[tuple[str, str, str]]:
    """Give external id, kind and body of all insights there are."""
    return set(Insight.objects.values_list("external_id", "kind", "body"))


def count_rows() -> tuple[int, ...]:
    """Count features, accounts, people, preferences and insights."""
    return tuple(
        model.objects.count() for model in (Feature, Account, Stakeholder, Preference, Insight)
    )


def list_outcomes(report: ImportReport) -> set[str]:
    """Give the outcomes that any row of REPORT met with."""
    return {outcome for (_, outcome), number in report.counts.items() if number}

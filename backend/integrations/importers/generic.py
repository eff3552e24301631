"""Imports the generic preference file: one row for each thing that someone says of a feature."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from rich.progress import Progress

from backend.integrations.importers.faults import Fault, Faults, quote, refuse
from backend.integrations.importers.forms import find_form, open_table
from backend.integrations.importers.importing import Terms, run_import
from backend.integrations.importers.preference_rows import (
    PLACES,
    SAID,
    Problem,
    find_excesses,
    read_values,
)
from backend.integrations.importers.report import ImportReport
from backend.integrations.importers.roster import Noun, Pairs, Roster, build_roster
from backend.integrations.importers.tables import Readable, Table
from products.figures import write_number
from products.models import Product
from stakeholders.statements import SOURCE_LENGTH, Statement

SOURCE: Final = "csv"  # who people are does not change with the form of the file
# In which column each fact about a noun stands.
FACTS: Final = {
    "teams": {"key": "team", "name": "team"},
    "segments": {"key": "segment", "name": "segment"},
    "accounts": {"key": "account", "name": "account", "annual_value": "weight"},
    "people": {"key": "stakeholder", "external_id": "stakeholder", "name": "stakeholder_name"},
    "features": {"key": "feature", "name": "feature_name"},
}


class Line(NamedTuple):
    """What a row says: who, of what, which facts about whom, and the preference itself."""

    person: str
    feature: str
    facts: Sequence[tuple[Noun, str, Mapping[str, object]]]
    said: Mapping[str, Any]


@dataclass(slots=True)
class GenericImporter:
    """Reads the generic TABLE at PATH; SOURCE names the tool that knows its people."""

    path: Readable
    source: str
    progress: Progress
    table: Table
    roster: Roster
    report: ImportReport = field(default_factory=ImportReport)
    now: datetime = field(default_factory=timezone.now)

    def survey(self) -> None:
        """Learn whom and what the file names, and find what is wrong with its rows."""
        for number, line in self._read(self.report.faults, "checking"):
            self.report.read["rows"] += 1
            if line is None:
                self.report.add("preferences", "refused")
                continue
            for noun, key, facts in line.facts:
                noun.learn(key, facts, row=number)

    def settle(self, product: Product) -> None:
        """Leave all as it is: what the file calls a key is one in every product."""

    def read_statements(self) -> Iterator[tuple[int, Statement]]:
        """Read the good rows again, with the keys of whom and what they name."""
        for number, line in self._read(Faults(), "importing"):
            if line is None:
                continue
            stakeholder = self.roster.people.find(line.person)
            feature = self.roster.features.find(line.feature)
            if stakeholder is None or feature is None:
                self.report.add("preferences", "refused")
            else:
                yield number, Statement(stakeholder=stakeholder, feature=feature, **line.said)

    def _read(self, faults: Faults, purpose: str) -> Iterator[tuple[int, Line | None]]:
        """Yield number and content of each row, or no content for those added to FAULTS."""
        pairs = Pairs()
        for number, cells in self.table.read(self.progress, faults, purpose=purpose):
            if not cells:
                yield number, None
                continue
            values, problems = read_values(cells)
            problems = problems or list(find_excesses(values, self.now))
            line = None if problems else self._build_line(values)
            if line is not None:
                problems = list(_find_conflicts(line, pairs))
            for column, message in problems:
                faults.add(Fault(str(self.path), number, column, message))
            if line is not None and not problems:
                pairs.add(line.person, line.feature)
            yield number, None if problems else line

    def _build_line(self, values: Mapping[str, Any]) -> Line:
        """Sort VALUES, which are each in order, by what they are about."""
        team, account, segment = (values.get(name, "") for name in (*PLACES, "segment"))
        roster, person, feature = self.roster, values["stakeholder"], values["feature"]
        who = {"team": team, "account": account}
        who |= _pick(values, name="stakeholder_name", email="email")
        facts: list[tuple[Noun, str, Mapping[str, object]]] = [
            (roster.features, feature, _pick(values, name="feature_name")),
        ]
        if team:
            who |= _pick(values, weight="weight")
            facts.append((roster.teams, team, {}))
        else:
            worth = _pick(values, segment="segment", annual_value="weight")
            facts.append((roster.accounts, account, worth))
        if segment:
            facts.append((roster.segments, segment, {}))
        facts.append((roster.people, person, who))
        said = {name: values[name] for name in SAID if name in values}
        return Line(person, feature, facts, said)


def import_generic(path: Path, terms: Terms, *, form: str = "") -> ImportReport:
    """Import the generic preference file at PATH, of FORM or what its name ends in, under TERMS.

    :raises FileRefusedError: when anything is wrong with it; nothing is written then.
    """
    source = terms.source or SOURCE
    if len(source) > SOURCE_LENGTH:
        told = _("this has more than %(most)s characters.")
        refuse("--source", told % {"most": write_number(SOURCE_LENGTH)})
    with open_table(path, form or find_form(path)) as table:
        roster = build_roster(str(path), FACTS)
        report = ImportReport(notes=list(table.notes))
        importer = GenericImporter(path, source, terms.progress, table, roster, report)
        return run_import(importer, terms)


def _pick(values: Mapping[str, Any], **columns: str) -> dict[str, Any]:
    """Give those of COLUMNS that are filled, each under the name of the fact."""
    return {fact: values[column] for fact, column in columns.items() if column in values}


def _find_conflicts(line: Line, pairs: Pairs) -> Iterator[Problem]:
    """Yield where LINE contradicts or repeats earlier ones."""
    spellings = list(_find_other_spellings(line))
    if spellings:
        yield from spellings
        return
    for noun, key, facts in line.facts:
        moved = False
        for column, message in noun.find_conflicts(key, facts):
            if column not in PLACES:
                yield column, message
            elif not moved:
                moved = True
                place = next(name for name in PLACES if facts[name])
                told = _("earlier rows have %(key)s in another team or account.")
                yield place, told % {"key": quote(key)}
    if pairs.has(line.person, line.feature):
        told = _("%(person)s has already spoken about it in an earlier row.")
        yield "feature", told % {"person": quote(line.person)}


def _find_other_spellings(line: Line) -> Iterator[Problem]:
    """Yield which keys in LINE differ from those of earlier rows only in capitals."""
    for noun, key, _facts in line.facts:
        known = noun.find_other_spelling(key)
        if known is not None:
            told = _("earlier rows write %(key)s; write a key in one way.")
            yield noun.origin.columns["key"], told % {"key": quote(known)}

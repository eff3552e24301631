"""Imports the generic preference file: one row for each thing that someone says of a feature."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.utils import timezone
from rich.progress import Progress

from backend.integrations.importers.faults import Fault, Faults, quote, refuse
from backend.integrations.importers.importing import Terms, run_import
from backend.integrations.importers.preference_rows import (
    PLACES,
    SAID,
    Problem,
    check_columns,
    find_excesses,
    read_values,
)
from backend.integrations.importers.reading import Sheet, open_sheet
from backend.integrations.importers.report import ImportReport
from backend.integrations.importers.roster import Noun, Pairs, Roster, build_roster
from products.models import Product
from stakeholders.statements import SOURCE_LENGTH, Statement

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
    """Reads the generic SHEET at PATH; SOURCE names the tool that knows its people."""

    path: Path
    source: str
    progress: Progress
    sheet: Sheet
    roster: Roster
    report: ImportReport = field(default_factory=ImportReport)
    now: datetime = field(default_factory=timezone.now)

    def survey(self) -> None:
        """Learn whom and what the file names, and find what is wrong with its rows."""
        for number, line in self._read(self.report.faults, "checking"):
            self.report.rows += 1
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
        for number, cells in self.sheet.read(self.progress, faults, purpose=purpose):
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


def import_csv(path: Path, terms: Terms) -> ImportReport:
    """Import the generic preference file at PATH under TERMS.

    :raises FileRefusedError: when anything is wrong with it; nothing is written then.
    """
    source = terms.source or "csv"
    if len(source) > SOURCE_LENGTH:
        refuse("--source", f"this has more than {SOURCE_LENGTH} characters.")
    sheet = open_sheet(path)
    check_columns(sheet)
    roster = build_roster(str(path), FACTS)
    return run_import(GenericImporter(path, source, terms.progress, sheet, roster), terms)


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
                yield place, f"earlier rows have {quote(key)} in another team or account."
    if pairs.has(line.person, line.feature):
        yield "feature", f"{quote(line.person)} has already spoken about it in an earlier row."


def _find_other_spellings(line: Line) -> Iterator[Problem]:
    """Yield which keys in LINE differ from those of earlier rows only in capitals."""
    for noun, key, _ in line.facts:
        known = noun.find_other_spelling(key)
        if known is not None:
            message = f"earlier rows write {quote(known)}; write a key in one way."
            yield noun.origin.columns["key"], message

"""Makes stakeholders of those who voted in an export."""

from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import numpy as np
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from backend.integrations.importers.drafts import Kept, Person
from backend.integrations.importers.faults import refuse
from backend.integrations.importers.job import Entry, Job
from backend.integrations.importers.naming import name_statement
from backend.integrations.importers.places import Places, find_domains, find_mail_domain
from products.chunks import split
from products.figures import write_number
from stakeholders.membership import upsert_stakeholders
from stakeholders.models import GroupKind, Stakeholder


@dataclass(slots=True)
class People:
    """Writes the people of JOB, who speak for COMPANIES, into PLACES; keeps them by external id."""

    job: Job
    places: Places
    companies: Kept
    kept: Kept = field(default_factory=Kept)
    known: set[str] = field(default_factory=set)  # external ids of those who are there already
    homeless: int = 0
    bad_mails: int = 0

    def write(self, voters: Collection[str]) -> None:
        """Make a stakeholder of each of VOTERS, by external id.

        Whoever is known stays where they are, unless the tool says for whom they speak.

        :raises FileRefusedError: when nobody said where those without a company belong.
        """
        job = self.job
        rows = Stakeholder.objects.filter(source=job.source).exclude(external_id="")
        self.known = set(rows.values_list("external_id", flat=True))
        for people in split(self._list(voters)):
            written = job.upsert(
                "people",
                list(self._place(people)),
                lambda entries: upsert_stakeholders(entries, actor=job.terms.actor),
            )
            for person, item in written:
                self.kept.rows[person.external_id] = item.row.pk
        if self.homeless:
            told = _(
                "%(number)s of those who voted speak for no company: name a --segment of customers "
                "for them, or their --team."
            )
            refuse("--segment", told % {"number": write_number(self.homeless)})
        if self.bad_mails:
            told = _("Emails left out, as they are none: %(number)s.")
            job.report.notes.append(told % {"number": write_number(self.bad_mails)})

    def _list(self, voters: Collection[str]) -> Iterator[Person]:
        """Yield each of VOTERS once, and count them and all others that the export names.

        Of the others only eight bytes for each mention are kept, as they are only counted.
        """
        others = array("q")
        for person in self.job.export.read_people(self.job.hear("people", self.kept.unreadable)):
            if person.external_id not in voters:
                others.append(hash(person.external_id))
            elif person.external_id not in self.kept.seen:
                self.kept.seen.add(person.external_id)
                yield person
        if number := len(self.kept.seen) + np.unique(np.asarray(others)).size:
            self.job.report.read["people"] = number

    def _place(self, people: Collection[Person]) -> Iterator[tuple[Person, Entry]]:
        """Yield each of PEOPLE with what is to be written of them, and where they belong."""
        terms, domains = self.job.terms, find_domains()
        alone: list[tuple[Person, Entry]] = []
        staying: list[str] = []
        for person in people:
            is_known, entry = person.external_id in self.known, self._draft(person)
            account = self.companies.rows.get(person.company)
            if account is None and not is_known:
                account = domains.get(find_mail_domain(entry.get("email", "")))
            if person.company in self.companies.seen and person.company not in self.companies.rows:
                self.job.blame(person, "people", "company", _("this company was refused."))
            elif account is not None:
                yield person, entry | {"account": account}
            elif is_known:
                staying.append(person.external_id)
                yield person, entry
            elif terms.team and (person.is_inside or not terms.segment):
                yield person, entry | {"team": self.places.find_group(GroupKind.TEAM, terms.team)}
            elif terms.segment:
                alone.append((person, entry))
            else:
                self.homeless += 1
        for (person, entry), account in zip(
            alone, self.places.make_accounts(len(alone)) if alone else (), strict=True
        ):
            yield person, entry | {"account": account}
        self.places.count_own(staying)

    def _draft(self, person: Person) -> Entry:
        """Say what is to be written of PERSON, but not where they belong."""
        job = self.job
        entry: Entry = {"source": job.source, "external_id": person.external_id}
        name = name_statement(person.name)
        if name or person.external_id not in self.known:
            entry["name"] = name or name_statement(f"{job.tool.title} {person.external_id}")
        if title := name_statement(person.title):
            entry["title"] = title
        if person.email and is_email(person.email):
            entry["email"] = person.email
        elif person.email:
            self.bad_mails += 1
        return entry


def is_email(text: str) -> bool:
    """Tell whether TEXT is an address that people can be reached at."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True

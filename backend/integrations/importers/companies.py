"""Makes accounts of the companies of an export."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from backend.integrations.importers.drafts import Company, Kept
from backend.integrations.importers.faults import quote
from backend.integrations.importers.job import Entry, Job
from backend.integrations.importers.naming import name_statement
from backend.integrations.importers.places import Places, clean_domain, find_domains
from products.upserts import Outcome
from stakeholders.membership import upsert_accounts
from stakeholders.models import Account


@dataclass(slots=True)
class Companies:
    """Writes the companies of JOB into PLACES, and keeps their accounts by external id."""

    job: Job
    places: Places
    kept: Kept = field(default_factory=Kept)

    def write(self) -> None:
        """Make an account of each company.

        One whose domain an account has already is that account, which stays as it is: a tool that
        knows better than all others what its customers are worth is rare.
        """
        job = self.job
        rows = Account.objects.filter(source=job.source).exclude(external_id="")
        known = dict(rows.values_list("external_id", "pk"))
        written = job.upsert(
            "accounts",
            self._list(known),
            lambda entries: upsert_accounts(entries, actor=job.terms.actor),
        )
        for company, item in written:
            self.kept.rows[company.external_id] = item.row.pk
            if item.outcome is Outcome.CREATED:
                self.places.weightless += not item.row.annual_value

    def _list(self, known: Mapping[str, int]) -> Iterator[tuple[Company, Entry]]:
        """Yield each company with what is to be written of it; KNOWN are of this source."""
        job, domains = self.job, find_domains()
        for company in job.export.read_companies(job.hear("accounts")):
            job.report.read["companies"] += 1
            key, domain = company.external_id, clean_domain(company.domain)
            if key in self.kept.seen:
                told = _("%(key)s is there twice.") % {"key": quote(key)}
                job.blame(company, "accounts", "external_id", told)
                continue
            self.kept.seen.add(key)
            segment = company.segment or job.terms.segment
            if key not in known and domain in domains:
                self.kept.rows[key] = domains[domain]
                job.report.add("accounts", Outcome.UNCHANGED)
            elif key not in known and not segment:
                told = _("this is in no segment; name one with --segment.")
                job.blame(company, "accounts", "segment", told)
            else:
                yield company, self._draft(company, domain, "" if key in known else segment)

    def _draft(self, company: Company, domain: str, segment: str) -> Entry:
        """Say what is to be written of COMPANY, which is new when a SEGMENT is given."""
        job = self.job
        name = name_statement(company.name) or f"{job.tool.title} {company.external_id}"
        entry: Entry = {"source": job.source, "external_id": company.external_id, "name": name}
        if domain:
            entry["domain"] = domain
        if segment:
            entry |= self.places.draft_account(name, segment)
        if company.annual_value is not None:
            entry["annual_value"] = company.annual_value
        return entry

"""Where the companies and people of an export are put: into groups and accounts."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.importers.job import Entry, Job
from backend.integrations.importers.keys import FreeKeys
from backend.integrations.importers.naming import name_statement
from backend.integrations.importers.tools import Tool
from products.chunks import split
from products.figures import write_number
from products.naming import derive_key
from products.upserts import Outcome, Upserted
from stakeholders.membership import upsert_accounts
from stakeholders.models import Account, Group, GroupKind, Stakeholder
from stakeholders.say import grant_say, upsert_groups

SCHEMES: Final = ("https://", "http://", "www.")


@dataclass(slots=True)
class Places:
    """The groups and accounts that JOB puts people into; new ones are made as they are named."""

    job: Job
    groups: dict[tuple[str, str], int] = field(default_factory=dict)  # by kind and small key
    keys: FreeKeys = field(init=False)
    currency: str = field(init=False)
    weightless: int = 0  # new accounts that weigh nothing

    def __post_init__(self) -> None:
        """Learn which groups and accounts there are."""
        for kind, key, pk in Group.objects.values_list("kind", "key", "pk"):
            self.groups[kind, key.lower()] = pk
        self.keys = FreeKeys(Account.objects.values_list("key", flat=True))
        known = Account.objects.order_by("pk").values_list("currency", flat=True).first()
        self.currency = known or self.job.product.currency

    def find_group(self, kind: GroupKind, name: str) -> int:
        """Give the group of KIND that NAME is the key of, or would be; make it if there is none."""
        job = self.job
        for key in (name.lower(), derive_key(name)):
            if (kind, key) in self.groups:
                return self.groups[kind, key]
        key = derive_key(name) or f"{job.tool.name}-{kind.lower()}"
        entry = {"kind": kind, "key": key, "name": name_statement(name) or key}
        entries = [entry | {"products": [job.product.pk]}]
        (item,) = upsert_groups(entries, actor=job.terms.actor)  # type: ignore[arg-type]  # -- as said
        word = "teams" if kind == GroupKind.TEAM else "segments"
        job.report.add_row(word, item)
        self.groups[kind, key] = item.row.pk
        return item.row.pk

    def draft_account(self, name: str, segment: str) -> Entry:
        """Say what a new account called NAME in SEGMENT needs, beside its name."""
        return {
            "key": self.keys.take(name, self.job.tool.name),
            "segment": self.find_group(GroupKind.SEGMENT, segment),
            "currency": self.currency,
            "annual_value": self.job.terms.worth,
        }

    def make_accounts(self, number: int) -> list[int]:
        """Make NUMBER accounts of one person each, none of which names anybody."""
        job = self.job
        entries = []
        for _each in range(number):
            entry = self.draft_account(_name_own(job.tool), job.terms.segment)
            entries.append(entry | {"name": f"{job.tool.title}: one person ({entry['key']})"})
        written = upsert_accounts(entries, actor=job.terms.actor)  # type: ignore[arg-type]  # -- as said
        self.count(written)
        return [item.row.pk for item in written]

    def count_own(self, people: Collection[str]) -> None:
        """Count as unchanged the accounts of one person that PEOPLE, by external id, stay in."""
        job = self.job
        rows = Stakeholder.objects.filter(source=job.source, external_id__in=people)
        own = rows.filter(account__source="", account__key__startswith=_name_own(job.tool))
        number = own.order_by().values("account").distinct().count() if people else 0
        job.report.add("accounts", Outcome.UNCHANGED, number)

    def count(self, written: Iterable[Upserted[Account]]) -> None:
        """Count accounts that were WRITTEN outside of what counts by itself."""
        for item in written:
            self.job.report.add_row("accounts", item)
            self.weightless += not item.row.annual_value

    def grant_say(self, people: Collection[int], accounts: Collection[int]) -> None:
        """Give the groups of PEOPLE and of ACCOUNTS a say in the product."""
        groups: set[int | None] = set()
        for keys in split(people):
            rows = Stakeholder.objects.filter(pk__in=keys).order_by()
            for pair in rows.values_list("team", "account__segment").distinct():
                groups.update(pair)
        for keys in split(accounts):
            owned = Account.objects.filter(pk__in=keys).order_by()
            groups.update(owned.values_list("segment", flat=True).distinct())
        job = self.job
        grant_say(job.product, groups - {None}, actor=job.terms.actor)  # type: ignore[arg-type]  # -- None is gone

    def tell(self) -> None:
        """Note what a reader of the accounts would otherwise wonder about."""
        if self.weightless:
            told = _(
                "New accounts without a weight: %(number)s; they are heard, but weigh nothing: "
                "what they alone back has no score (--worth gives them a weight)."
            )
            self.job.report.notes.append(told % {"number": write_number(self.weightless)})


def _name_own(tool: Tool) -> str:
    """Give what the keys of accounts of one person begin with that imports of TOOL make."""
    return derive_key(f"{tool.name} person")


def find_domains() -> dict[str, int]:
    """Give the account that each domain belongs to, where it belongs to one alone."""
    rows = list(Account.objects.exclude(domain="").values_list("domain", "pk"))
    number = Counter(clean_domain(domain) for domain, _pk in rows)
    return {
        clean: pk for domain, pk in rows for clean in [clean_domain(domain)] if number[clean] == 1
    }


def clean_domain(text: str) -> str:
    """Give the domain in TEXT, which may be an address of a page, in small letters."""
    text = text.strip().lower()
    for scheme in SCHEMES:
        text = text.removeprefix(scheme)
    return text.partition("/")[0]


def find_mail_domain(email: str) -> str:
    """Give the domain of EMAIL; empty where it has none."""
    return email.rpartition("@")[2].lower()

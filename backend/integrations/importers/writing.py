"""Writes whom and what a file names, so that preferences can point at them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import QuerySet

from backend.integrations.importers.report import ImportReport
from backend.integrations.importers.roster import Mention, Noun, Roster
from products.catalogue import upsert_features
from products.chunks import split
from products.faults import RowFault, RowsRefusedError
from products.models import Product
from products.upserts import Upserted
from stakeholders.membership import upsert_accounts, upsert_stakeholders
from stakeholders.models import Account, Group, Stakeholder
from stakeholders.say import grant_say, upsert_groups

Entry: TypeAlias = dict[str, Any]
Upsert: TypeAlias = Callable[[Sequence[Any]], Sequence[Upserted[Any]]]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes a roster for PRODUCT as ACTOR; SOURCE is the tool that knows its people."""

    product: Product
    source: str
    actor: str
    report: ImportReport

    def write(self, roster: Roster) -> None:
        """Write groups, accounts, people and features of ROSTER; refused ones become faults.

        All accounts are there before anything is counted: what an ordinary one weighs is found
        from them all.
        """
        groups = self._write_groups(roster)
        accounts = self._write_accounts(roster)
        segments = Account.objects.filter(pk__in=accounts).values_list("segment", flat=True)
        grant_say(self.product, groups | set(segments), actor=self.actor)
        self._write_people(roster)
        self._write_features(roster.features)

    def _write_groups(self, roster: Roster) -> set[int]:
        """Write teams and segments; a new one has a say in this product only."""
        for kind, noun in roster.groups:
            rows = Group.objects.filter(kind=kind)
            known = _find_known(rows, "key", [_get_key(*item) for item in noun.mentions.items()])
            entries = []
            for key, mention in noun.mentions.items():
                entry: Entry = {"kind": kind, "key": key} | mention.facts
                if entry["key"] not in known:
                    entry = {"name": entry["key"], "products": [self.product.pk]} | entry
                entries.append((mention, entry))
            self._upsert(noun, entries, lambda rows: upsert_groups(rows, actor=self.actor))
        nouns = (noun for _, noun in roster.groups)
        return {m.pk for noun in nouns for m in noun.mentions.values() if m.pk is not None}

    def _write_accounts(self, roster: Roster) -> set[int]:
        """Write accounts whose segment is known."""
        noun = roster.accounts
        known = _find_known(Account.objects.all(), "key", noun.mentions)
        currency = self._find_currency()
        entries = []
        for key, mention in noun.mentions.items():
            entry: Entry = {"key": key} | mention.facts
            if "segment" in entry:
                entry["segment"] = roster.segments.find(entry["segment"])
            elif key not in known:
                noun.origin.blame(
                    mention, "segment", "this account is new: name it.", self.report.faults
                )
                self.report.add(noun.word, "refused")
                continue
            if key not in known:
                entry = {"name": key, "currency": currency} | entry
            entries.append((mention, entry))
        whole = [item for item in entries if item[1].get("segment", 0) is not None]
        self._upsert(noun, whole, lambda rows: upsert_accounts(rows, actor=self.actor))
        weightless = sum("annual_value" not in e and e["key"] not in known for _, e in whole)
        if weightless:
            self.report.notes.append(
                f"New accounts without a weight: {weightless:,}; they are heard, but weigh nothing."
            )
        return {mention.pk for mention in noun.mentions.values() if mention.pk is not None}

    def _write_people(self, roster: Roster) -> None:
        """Write people whose team or account is known."""
        noun = roster.people
        rows = Stakeholder.objects.filter(source=self.source)
        known = _find_known(rows, "external_id", noun.mentions)
        entries = []
        for key, mention in noun.mentions.items():
            entry: Entry = {"source": self.source, "external_id": key} | mention.facts
            team, account = entry["team"], entry["account"]
            entry["team"] = roster.teams.find(team) if team else None
            entry["account"] = roster.accounts.find(account) if account else None
            if entry["team"] is None and entry["account"] is None:
                self.report.add(noun.word, "refused")
                continue
            if key not in known:
                entry = {"name": key} | entry
            entries.append((mention, entry))
        self._upsert(noun, entries, lambda rows: upsert_stakeholders(rows, actor=self.actor))

    def _write_features(self, noun: Noun) -> None:
        """Write features of the product."""
        known = _find_known(self.product.features.all(), "key", noun.mentions)
        entries = [
            (mention, ({} if key in known else {"name": key}) | {"key": key} | mention.facts)
            for key, mention in noun.mentions.items()
        ]
        self._upsert(noun, entries, lambda rows: upsert_features(self.product, rows))

    def _upsert(self, noun: Noun, entries: Iterable[tuple[Mention, Entry]], upsert: Upsert) -> None:
        """Write ENTRIES; those that UPSERT refuses are blamed and left out."""
        for chunk in split(entries):
            good, written = chunk, None
            while written is None:  # what is refused last may only show once the rest is mended
                try:
                    written = upsert([entry for _, entry in good])
                except RowsRefusedError as error:
                    good = self._leave_out(noun, good, error.faults)
            for (mention, _), item in zip(good, written, strict=True):
                mention.pk = item.row.pk
                self.report.add_row(noun.word, item)

    def _leave_out(
        self, noun: Noun, chunk: list[tuple[Mention, Entry]], faults: Collection[RowFault]
    ) -> list[tuple[Mention, Entry]]:
        """Blame FAULTS on what they are about, and give the rest of CHUNK.

        A key that also serves as the name is blamed once, as a key.
        """
        keyed = {fault.row for fault in faults if fault.field in {"key", "external_id"}}
        for fault in faults:
            mention = chunk[fault.row][0]
            if fault.field != "name" or "name" in mention.facts or fault.row not in keyed:
                noun.origin.blame(mention, fault.field, fault.message, self.report.faults)
        refused = {fault.row for fault in faults}
        self.report.add(noun.word, "refused", len(refused))
        return [item for place, item in enumerate(chunk) if place not in refused]

    def _find_currency(self) -> str:
        """Give the currency of new accounts: that of the known ones, or else the product's."""
        known = Account.objects.order_by("pk").values_list("currency", flat=True).first()
        return known or self.product.currency


def _get_key(key: str, mention: Mention) -> str:
    """Give the key that MENTION is written under; a tool may give another than its own KEY."""
    return str(mention.facts.get("key", key))


def _find_known(rows: QuerySet[Any], column: str, keys: Iterable[str]) -> set[str]:
    """Tell which of KEYS are already taken by ROWS, in COLUMN."""
    return {
        key
        for chunk in split(keys)
        for key in rows.filter(**{f"{column}__in": chunk}).values_list(column, flat=True)
    }

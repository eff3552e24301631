"""Writes about a feature what merges bring to it, and what lasts there once one is undone.

This is a side entrance of the one door: it states what people have stated elsewhere already, so
nothing is refused, and what stood before may come back although it is older.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias

from django.db import connection
from django.db.models import Max

from products.chunks import split
from products.models import Merge
from products.origins import batch
from products.plans import RANDOM_IDS
from stakeholders.judging import UTTERANCE
from stakeholders.models import EventKind, Evidence, Preference, PreferenceEvent
from stakeholders.scoring import Occasion

_VALUES: Final = ", ".join(UTTERANCE)
_KEEP: Final = f"""
INSERT INTO stakeholders_preference
    (public_id, created_at, updated_at, stakeholder_id, feature_id, {_VALUES})
SELECT {{random_id}}, %s, %s, stakeholder_id, %s, {_VALUES} FROM {{said}} WHERE id IN ({{marks}})
ON CONFLICT (stakeholder_id, feature_id) DO UPDATE SET updated_at = excluded.updated_at,
    {", ".join(f"{name} = excluded.{name}" for name in UTTERANCE)}
"""  # noqa: S608 -- made of constants
_LOG: Final = f"""
INSERT INTO stakeholders_preferenceevent (public_id, created_at, kind, actor, stakeholder_id,
    feature_id, group_id, merge_id, {_VALUES})
SELECT {{random_id}}, %s, %s, %s, said.stakeholder_id, %s,
    COALESCE(person.team_id, account.segment_id), %s,
    {", ".join(f"said.{name}" for name in UTTERANCE)}
FROM {{said}} said
JOIN stakeholders_stakeholder person ON person.id = said.stakeholder_id
LEFT JOIN stakeholders_account account ON account.id = person.account_id
WHERE said.id IN ({{marks}}) ORDER BY said.id
"""  # noqa: S608 -- made of constants

Said: TypeAlias = type[Preference] | type[PreferenceEvent]


class View(NamedTuple):
    """What someone has said, by the key of the row, and of the merge that brings it (back)."""

    model: Said
    said: int
    merge: int


Views: TypeAlias = dict[int, View]  # by stakeholder


@dataclass(frozen=True, slots=True)
class Restating:
    """Writes about FEATURE, by key, which is locked, on the OCCASION of a merge or its undoing."""

    feature: int
    occasion: Occasion

    def state(self, views: Views) -> None:
        """Let VIEWS stand, and log them."""
        alike: defaultdict[tuple[Said, int], list[int]] = defaultdict(list)
        for view in views.values():
            alike[view.model, view.merge].append(view.said)
        for (model, merge), keys in alike.items():
            for chunk in split(sorted(keys)):
                at = _adapt(self.occasion.at)
                with batch(self.occasion.at, rows=len(chunk)):
                    _execute(_KEEP, model, chunk, at, at, self.feature)
                self._log(EventKind.STATED, model, chunk, merge)

    def withdraw(self, stakeholders: Collection[int], merge: Merge) -> None:
        """Let the views of STAKEHOLDERS go that MERGE had brought, and log that.

        What was shown for them since shows what they stated about the duplicate.
        """
        for keys in split(stakeholders):
            rows = Preference.objects.filter(feature=self.feature, stakeholder__in=keys)
            gone = dict(rows.values_list("stakeholder", "pk"))
            self._log(EventKind.WITHDRAWN, Preference, sorted(gone.values()), merge.pk)
            origins = Preference.objects.filter(feature=merge.feature, stakeholder__in=keys)
            homes = {gone[who]: key for who, key in origins.values_list("stakeholder", "pk")}
            shown = list(Evidence.objects.filter(preference__in=homes))
            for evidence in shown:
                evidence.preference_id = homes[evidence.preference_id]
            Evidence.objects.bulk_update(shown, ["preference"])
            with batch(self.occasion.at, rows=len(gone)):
                rows.delete()

    def _log(self, kind: EventKind, model: Said, keys: Sequence[int], merge: int) -> None:
        """Add a line of KIND to the history for each of KEYS, rows of MODEL."""
        occasion = self.occasion
        given = (_adapt(occasion.at), kind.value, occasion.actor, self.feature, merge)
        _execute(_LOG, model, keys, *given)


def find_news(merge: Merge) -> Views:
    """Give what was stated about the duplicate of MERGE and is newer than what stands."""
    withdrawals = PreferenceEvent.objects.filter(
        feature=merge.into, kind=EventKind.WITHDRAWN, merge=None, stakeholder__isnull=False
    ).order_by()
    known: dict[int | None, datetime] = dict(
        withdrawals.values_list("stakeholder").annotate(Max("stated_at"))
    )
    standing = Preference.objects.filter(feature=merge.into)
    known |= dict(standing.values_list("stakeholder", "stated_at"))
    stated = Preference.objects.filter(feature=merge.feature).order_by("pk")
    return {
        who: View(Preference, key, merge.pk)
        for who, key, stated_at in stated.values_list("stakeholder", "pk", "stated_at")
        if who not in known or stated_at > known[who]
    }


def find_brought(merge: Merge) -> list[int]:
    """Give the stakeholders of whom that stands which MERGE brought."""
    mine = PreferenceEvent.objects.filter(merge=merge, feature=merge.into)
    lines = PreferenceEvent.objects.filter(
        feature=merge.into, stakeholder__in=mine.values("stakeholder")
    ).order_by()
    latest: dict[int | None, int] = dict(lines.values_list("stakeholder").annotate(Max("pk")))
    brought = set(mine.filter(kind=EventKind.STATED).values_list("pk", flat=True))
    return sorted(who for who, line in latest.items() if line in brought and who is not None)


def find_lasting(merge: Merge, stakeholders: Collection[int]) -> Views:
    """Give what of STAKEHOLDERS would stand without MERGE, which is undone.

    It is what they last stated there themselves or, where newer, about another duplicate.
    """
    others = dict(Merge.objects.standing().filter(into=merge.into).values_list("feature", "pk"))
    lasting: Views = {}
    for keys in split(stakeholders):
        own = _find_own(merge.into_id, keys)
        rows = Preference.objects.filter(feature__in=others, stakeholder__in=keys)
        elsewhere = {row.stakeholder_id: row for row in rows.order_by("stated_at", "-pk")}
        for key in keys:
            mine, other = own.get(key), elsewhere.get(key)
            if other is not None and (mine is None or other.stated_at > mine.stated_at):
                lasting[key] = View(Preference, other.pk, others[other.feature_id])
            elif mine is not None and mine.kind == EventKind.STATED:
                lasting[key] = View(PreferenceEvent, mine.pk, merge.pk)
    return lasting


def _find_own(feature: int, stakeholders: Collection[int]) -> Mapping[int | None, PreferenceEvent]:
    """Give the last line about FEATURE of each of STAKEHOLDERS that no merge wrote."""
    lines = PreferenceEvent.objects.filter(
        feature=feature, merge=None, stakeholder__in=stakeholders
    ).order_by()
    latest = lines.values("stakeholder").annotate(line=Max("pk")).values("line")
    rows = PreferenceEvent.objects.filter(pk__in=latest)
    return {row.stakeholder_id: row for row in rows.only("stakeholder", "kind", "stated_at")}


def _execute(sql: str, model: Said, keys: Sequence[int], *given: Any) -> None:  # noqa: ANN401 -- whatever SQL takes
    """Execute SQL about KEYS, rows of MODEL, with what else is GIVEN."""
    if not keys:
        return
    text = sql.format(
        random_id=RANDOM_IDS[connection.vendor],
        said=model._meta.db_table,  # noqa: SLF001 -- Django's documented model API
        marks=", ".join(["%s"] * len(keys)),
    )
    with connection.cursor() as cursor:
        cursor.execute(text, [*given, *keys])


def _adapt(moment: datetime) -> Any:  # noqa: ANN401 -- each database has its own type
    """Give MOMENT as the database keeps it."""
    return connection.ops.adapt_datetimefield_value(moment)

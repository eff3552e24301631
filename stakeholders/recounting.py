"""Counts stored preferences anew, in the database, whatever the stored cells say."""

from collections.abc import Collection
from typing import Final

from django.db import connection
from django.db.models import Count, Q, QuerySet

from products.chunks import split
from products.models import Feature
from stakeholders.census import BIGINT, Part, Relations, choose_whole, read, write
from stakeholders.counting import Spoken, Sums, count, subtract
from stakeholders.keeping import load_cells
from stakeholders.models import Account, GroupKind, Preference, ReferenceWeight, Stakeholder
from stakeholders.voices import load_people, load_references, settle_references

PREFERENCE: Final = Preference._meta.db_table  # noqa: SLF001 -- a table's name
STAKEHOLDER: Final = Stakeholder._meta.db_table  # noqa: SLF001 -- a table's name
ACCOUNT: Final = Account._meta.db_table  # noqa: SLF001 -- a table's name
FEATURE: Final = Feature._meta.db_table  # noqa: SLF001 -- a table's name
REFERENCE: Final = ReferenceWeight._meta.db_table  # noqa: SLF001 -- a table's name

# Compiling takes longer than counting does, and groups that fit memory need no files.
EASE: Final = """
SELECT set_config('jit', 'off', true), set_config('work_mem', CASE
    WHEN pg_size_bytes(current_setting('work_mem')) < pg_size_bytes('64MB') THEN '64MB'
    ELSE current_setting('work_mem') END, true)
"""


def recount(
    features: Collection[int],
    groups: Collection[int] | None = None,
    *,
    part: Part | None = None,
) -> Sums:
    """Count the preferences about FEATURES anew, in GROUPS where given; cells stay as they are.

    What people say who are deactivated, and what was said about merged features, counts nothing.
    Counts of parts, where PART says which, add up to the whole.
    """
    sums: Sums = {}
    for keys in split(sorted(features)):
        whole = settle(keys, groups)
        if whole != BIGINT and connection.vendor == "sqlite":  # it has no larger numbers
            sums |= _count_rows(select(keys, groups), part)
            continue
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(EASE)
            cursor.execute(write(bind(keys, groups), whole=whole, part=part))
            sums |= read(cursor.fetchall())
    return sums


def find_drift(features: Collection[int], groups: Collection[int] | None = None) -> Sums:
    """Tell what the stored cells lack, against a recount; nothing where both are equal."""
    return subtract(recount(features, groups), load_cells(features, groups))


def bind(features: Collection[int], groups: Collection[int] | None = None) -> Relations:
    """Give the queries for the relations of a census of FEATURES, in GROUPS where given."""
    wanted = ", ".join(map(str, features)) or "NULL"
    people = accounts = ""
    if groups is not None:
        homes = ", ".join(map(str, groups)) or "NULL"
        accounts = f" WHERE segment_id IN ({homes})"
        inside = f"SELECT id FROM {ACCOUNT}{accounts}"  # noqa: S608 -- numbers
        people = f" WHERE team_id IN ({homes}) OR account_id IN ({inside})"
    return {
        "preference": "SELECT stakeholder_id, feature_id, stance, importance"  # noqa: S608 -- numbers
        f" FROM {PREFERENCE} WHERE feature_id IN ({wanted})",
        "stakeholder": "SELECT id, team_id, account_id, weight, deactivated_at"  # noqa: S608 -- numbers
        f" FROM {STAKEHOLDER}{people}",
        "account": f"SELECT id, segment_id, annual_value FROM {ACCOUNT}{accounts}",  # noqa: S608 -- numbers
        "feature": f"SELECT id, merged_into_id FROM {FEATURE}",  # noqa: S608 -- a table's name
        "reference": f"SELECT kind, w_ref FROM {REFERENCE} WHERE w_ref IS NOT NULL",  # noqa: S608 -- a table's name
    }


def select(features: Collection[int], groups: Collection[int] | None) -> QuerySet[Preference]:
    """Select the preferences about FEATURES that count, in GROUPS where given."""
    rows = Preference.objects.filter(
        feature__in=features, feature__merged_into=None, stakeholder__deactivated_at=None
    )
    if groups is None:
        return rows
    inside, outside = Q(stakeholder__team__in=groups), Q(stakeholder__account__segment__in=groups)
    return rows.filter(inside | outside)


def settle(features: Collection[int], groups: Collection[int] | None = None) -> str:
    """Set the reference weights that a census needs, and give the type that it has to count in."""
    owners = {GroupKind.TEAM: "team", GroupKind.SEGMENT: "account"}
    kinds = [
        kind
        for kind, owner in owners.items()
        if any(
            select(keys, groups).filter(**{f"stakeholder__{owner}__isnull": False}).exists()
            for keys in split(features)
        )
    ]
    references = settle_references(kinds).values()
    whole = choose_whole(references, Stakeholder.objects.count())
    if whole == BIGINT:
        return whole
    most = 0  # no more have one voice, or count alike, than are in one account or team
    for owner in owners.values():
        homes = Stakeholder.objects.filter(**{f"{owner}__isnull": False}).order_by()
        sizes = homes.values(owner).annotate(size=Count("pk")).values_list("size", flat=True)
        most = max(most, *sizes.order_by("-size")[:1], 0)
    return choose_whole(references, most)


def _count_rows(rows: QuerySet[Preference], part: Part | None) -> Sums:
    """Count ROWS one by one, only PART of the voices if given."""
    spoken = [
        Spoken(*row) for row in rows.values_list("feature", "stakeholder", "stance", "importance")
    ]
    people = load_people({row.stakeholder for row in spoken})
    if part:
        heard = {k for k, person in people.items() if abs(person.voice) % part.of == part.place}
        spoken = [row for row in spoken if row.stakeholder in heard]
    return count(spoken, people, load_references(people.values()))

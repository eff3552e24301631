"""Tells ahead how two features would be backed together, without writing anything."""

from dataclasses import dataclass
from typing import Final

from django.db import connection

from products.models import Feature
from stakeholders.census import BIGINT, read, write
from stakeholders.counting import Spoken, Sums, count
from stakeholders.electorates import load_electorate
from stakeholders.models import AlignmentScore, EventKind, PreferenceEvent
from stakeholders.readings import read_sums
from stakeholders.recounting import PREFERENCE, STAKEHOLDER, bind, settle
from stakeholders.voices import load_people, load_references

# What would stand about the feature that stays: of two words of one person the newer, and nothing
# that is older than what its person took back there since. `restating.find_news` says the same.
_SAID: Final = f"""
SELECT said.stakeholder_id, {{into}} AS feature_id, said.stance, said.importance
FROM {PREFERENCE} AS said
JOIN {STAKEHOLDER} AS person ON person.id = said.stakeholder_id AND person.deactivated_at IS NULL
LEFT JOIN {PREFERENCE} AS other ON other.stakeholder_id = said.stakeholder_id
    AND other.feature_id = CASE said.feature_id WHEN {{into}} THEN {{twin}} ELSE {{into}} END
LEFT JOIN (
    SELECT stakeholder_id, MAX(stated_at) AS at FROM {PreferenceEvent._meta.db_table}
    WHERE feature_id = {{into}} AND kind = '{EventKind.WITHDRAWN}' AND merge_id IS NULL
    GROUP BY stakeholder_id
) AS gone ON gone.stakeholder_id = said.stakeholder_id
WHERE (said.feature_id = {{into}}
        AND (other.id IS NULL OR other.stated_at <= said.stated_at))
    OR (said.feature_id = {{twin}}
        AND COALESCE(other.stated_at < said.stated_at, gone.at < said.stated_at, TRUE))
"""  # noqa: S608, SLF001 -- names of tables, and numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How the duplicate stands, THERE, the other one, HERE, and both TOGETHER; None is unheard."""

    there: AlignmentScore | None
    here: AlignmentScore | None
    together: AlignmentScore | None


def try_merge(feature: Feature, into: Feature) -> Trial:
    """Tell how FEATURE, INTO, and INTO once FEATURE is part of it are backed."""
    stand = AlignmentScore.objects.in_bulk([feature.pk, into.pk])
    electorate = load_electorate(into.product_id)
    merged = read_sums([into.pk], _count_together(feature.pk, into.pk), electorate)
    return Trial(there=stand.get(feature.pk), here=stand.get(into.pk), together=merged.get(into.pk))


def _count_together(twin: int, into: int) -> Sums:
    """Count what would stand about the feature INTO were TWIN part of it."""
    said = _SAID.format(twin=twin, into=into)
    whole = settle([twin, into])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" or whole == BIGINT:
            census = write({**bind([into]), "preference": said}, whole=whole)
            # A statement that begins with WITH may write, so the database would be told by whom.
            cursor.execute(f"SELECT * FROM ({census}) AS told")  # noqa: S608 -- made of constants
            return read(cursor.fetchall())
        cursor.execute(said)
        spoken = [Spoken(*row) for row in cursor.fetchall()]
    people = load_people({row.stakeholder for row in spoken})
    return count(spoken, people, load_references(people.values()))

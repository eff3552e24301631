"""The SQL that judges what was staged: who speaks, what stands, what each row comes to.

One text serves both databases, but for how they find a row. What is judged stands in the relation
`staged`, the judgement in `judged`; each is a table of this connection's own, or a part of one
statement.
"""

from typing import Final

# What a statement says, in the order of its columns everywhere here.
UTTERANCE: Final = (
    "stance",
    "importance",
    "willingness_to_pay",
    "reason",
    "source",
    "stated_at",
    "entered_by",
    "heard_at",
    "heard_in",
)
STAGED: Final = {
    "place": "integer",  # counted from 0
    "turn": "integer",  # counted from 1; a later one meets what an earlier one left
    "stakeholder_id": "bigint",
    "feature_id": "bigint",
    "product_id": "bigint",  # empty when the feature cannot be spoken about
    "stance": "smallint",  # empty when the row is refused whatever the database knows
    "importance": "smallint",
    "willingness_to_pay": "numeric(12, 2)",
    "reason": "text",
    "source": "text",
    "stated_at": "timestamptz",
    "entered_by": "text",
    "heard_at": "timestamptz",
    "heard_in": "text",
}
JUDGED: Final = {
    **{name: kind for name, kind in STAGED.items() if name != "product_id"},
    "group_id": "bigint",
    "voice": "bigint",  # an account's key negated; 0 for who is deactivated, empty for nobody
    "weight": "bigint",  # in thousandths, as is the reference; 0 while that is not known
    "reference": "bigint",
    "standing_id": "bigint",
    "old_stance": "smallint",
    "old_importance": "smallint",
    "outcome": "integer",
}
# The outcomes in numbers; a refusal is the sum of its reasons, negated, and 0 without any of them.
CREATED, CHANGED, UNCHANGED, WITHDRAWN = 1, 2, 3, 4
NOBODY, DEACTIVATED, NO_SAY = 1, 2, 4

_PLACED: Final = """
SELECT said.*, COALESCE(person.team_id, account.segment_id) AS group_id,
    CASE WHEN person.deactivated_at IS NULL THEN COALESCE(-account.id, person.id) ELSE 0 END
        AS voice,
    CAST(ROUND(COALESCE(account.annual_value, person.weight) * 1000) AS bigint) AS weight,
    COALESCE(CASE WHEN account.id IS NULL
        THEN (SELECT CAST(ROUND(w_ref * 1000) AS bigint)
            FROM stakeholders_referenceweight WHERE kind = 'TEAM')
        ELSE (SELECT CAST(ROUND(w_ref * 1000) AS bigint)
            FROM stakeholders_referenceweight WHERE kind = 'SEGMENT') END, 0) AS reference
FROM staged said
{person}
{account}
WHERE said.turn = %(turn)s
"""

# The newer statement stands; one without a date is made now. What differs from what stands is
# news, whatever its source. Refusals come first.
_STATED: Final = """
SELECT said.place, said.turn, said.stakeholder_id, said.feature_id, said.stance, said.importance,
    said.willingness_to_pay, said.reason,
    CASE said.source WHEN '' THEN %(source)s ELSE said.source END AS source,
    COALESCE(said.stated_at, %(at)s) AS stated_at, said.entered_by, said.heard_at,
    said.heard_in, said.group_id, said.voice, said.weight, said.reference,
    standing.id AS standing_id, standing.stance AS old_stance,
    standing.importance AS old_importance,
    CASE
        WHEN said.voice IS NULL THEN -1
        WHEN said.product_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM stakeholders_group_products say WHERE say.group_id = said.group_id
        ) AND NOT EXISTS (
            SELECT 1 FROM stakeholders_group_products say
            WHERE say.group_id = said.group_id AND say.product_id = said.product_id
        ) THEN CASE said.voice WHEN 0 THEN -6 ELSE -4 END
        WHEN said.voice = 0 THEN -2
        WHEN said.stance IS NULL THEN 0
        WHEN standing.id IS NULL AND said.stated_at IS NULL THEN 1
        WHEN standing.id IS NULL THEN CASE WHEN said.stated_at <= (
            SELECT MAX(event.stated_at) FROM stakeholders_preferenceevent event
            WHERE event.kind = 'WITHDRAWN' AND event.feature_id = said.feature_id
                AND event.stakeholder_id = said.stakeholder_id AND event.merge_id IS NULL
        ) THEN 3 ELSE 1 END
        WHEN said.stated_at < standing.stated_at THEN 3
        WHEN said.stated_at > standing.stated_at THEN 2
        WHEN said.stance = standing.stance AND said.importance = standing.importance
            AND said.reason = standing.reason AND said.entered_by = standing.entered_by
            AND said.heard_in = standing.heard_in
            AND (said.willingness_to_pay = standing.willingness_to_pay
                OR said.willingness_to_pay IS NULL AND standing.willingness_to_pay IS NULL)
            AND (said.heard_at = standing.heard_at
                OR said.heard_at IS NULL AND standing.heard_at IS NULL)
        THEN 3 ELSE 2 END AS outcome
FROM ({placed}) said
{standing}
"""

# A clock that was ahead cannot bring back what it stated before.
_WITHDRAWN: Final = """
SELECT said.place, said.turn, said.stakeholder_id, said.feature_id, standing.stance,
    standing.importance, standing.willingness_to_pay, standing.reason, %(source)s AS source,
    CASE WHEN standing.stated_at > %(at)s THEN standing.stated_at ELSE %(at)s END AS stated_at,
    standing.entered_by, standing.heard_at, standing.heard_in, said.group_id, said.voice,
    said.weight, said.reference,
    standing.id AS standing_id, standing.stance AS old_stance,
    standing.importance AS old_importance,
    CASE WHEN standing.id IS NULL THEN 3 ELSE 4 END AS outcome
FROM ({placed}) said
{standing}
"""


def write_judge(vendor: str, *, withdraws: bool, few: bool) -> str:
    """Give the query by which the database VENDOR judges statements, or withdrawals.

    Where there are only a FEW rows, everything is looked up by its key.
    """
    find = _look_up if vendor == "postgresql" else _join
    find_party = find if few else _join
    placed = _PLACED.format(
        person=find_party("stakeholders_stakeholder", "person", id="said.stakeholder_id"),
        account=find_party("stakeholders_account", "account", id="person.account_id"),
    )
    standing = find(
        "stakeholders_preference",
        "standing",
        stakeholder_id="said.stakeholder_id",
        feature_id="said.feature_id",
    )
    return (_WITHDRAWN if withdraws else _STATED).format(placed=placed, standing=standing)


def _join(table: str, name: str, **columns: str) -> str:
    """Join the row of TABLE, under NAME, that has these COLUMNS, if there is one."""
    same = " AND ".join(f"{name}.{column} = {value}" for column, value in columns.items())
    return f"LEFT JOIN {table} {name} ON {same}"


def _look_up(table: str, name: str, **columns: str) -> str:
    """Do the same by the index of TABLE, however small PostgreSQL believes it to be.

    A plan that is kept outlives the size for which it was made, and a hash of all that stands
    would be made anew for each batch.
    """
    same = " AND ".join(f"{column} = {value}" for column, value in columns.items())
    return f"LEFT JOIN LATERAL (SELECT * FROM {table} WHERE {same} OFFSET 0) {name} ON TRUE"  # noqa: S608 -- made of constants

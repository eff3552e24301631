"""Reads what stands: what all seats of an account say, and when features last changed."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Final

import numpy as np
from django.db import connection
from django.db.models import Max
from numpy.typing import NDArray

from products.chunks import split
from products.plans import run
from stakeholders.models import AlignmentChange, CellChange, PreferenceEvent

# Both look up the seats of each account and then what each has stated: the order is told to
# SQLite, which knows nothing of sizes, and PostgreSQL keeps the plan whatever sizes become.
SEATS: Final = {
    "postgresql": """
SELECT pair.feature_id, pair.account_id, person.id, standing.stance, standing.importance
FROM json_to_recordset(%s::json) AS pair(feature_id bigint, account_id bigint)
CROSS JOIN LATERAL (SELECT id FROM stakeholders_stakeholder
    WHERE account_id = pair.account_id AND deactivated_at IS NULL OFFSET 0) person
CROSS JOIN LATERAL (SELECT stance, importance FROM stakeholders_preference
    WHERE stakeholder_id = person.id AND feature_id = pair.feature_id OFFSET 0) standing
""",
    "sqlite": """
SELECT pair.feature_id, pair.account_id, person.id, standing.stance, standing.importance
FROM (SELECT json_extract(value, '$.feature_id') AS feature_id,
    json_extract(value, '$.account_id') AS account_id FROM json_each(%s)) AS pair
CROSS JOIN stakeholders_stakeholder person
CROSS JOIN stakeholders_preference standing
WHERE person.account_id = pair.account_id AND person.deactivated_at IS NULL
    AND standing.stakeholder_id = person.id AND standing.feature_id = pair.feature_id
""",
}


def load_seats(features: NDArray[np.int64], accounts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Read what stands of the seats of ACCOUNTS about FEATURES, in pairs, none twice.

    Gives five rows: feature, account, stakeholder, stance and importance. Who is deactivated is
    left out.
    """
    pairs = [
        {"feature_id": feature, "account_id": account}
        for feature, account in zip(features.tolist(), accounts.tolist(), strict=True)
    ]
    rows = run(SEATS[connection.vendor], [json.dumps(pairs)])
    return np.array(rows, np.int64).reshape(-1, 5).T


def find_last_change(features: Collection[int]) -> datetime | None:
    """Tell when anything about FEATURES was last recorded; None when nothing ever was."""
    last: list[datetime] = []
    for keys in split(features):
        for model, moment in (
            (PreferenceEvent, "created_at"),
            (CellChange, "counted_at"),
            (AlignmentChange, "created_at"),
        ):
            rows = model._default_manager.filter(feature__in=keys).order_by()  # noqa: SLF001 -- one of three models
            found = rows.aggregate(last=Max(moment))["last"]
            last += [found] if found else []
    return max(last, default=None)

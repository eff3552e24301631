"""Fills a database with more features than anybody looks at, for the board to show."""

from stakeholders.models import Stance
from stakeholders.preferences import state
from stakeholders.statements import Statement
from tests.builders import build_feature, build_product, build_stakeholder, build_team


def fill(features: int, groups: int) -> None:
    """Fill the database with FEATURES, of each of which three of GROUPS have spoken."""
    product = build_product("large", "Large")
    people = [build_stakeholder(f"p{n}", team=build_team(f"team-{n}")) for n in range(groups)]
    rows = [build_feature(f"f{n}", f"Feature {n}", product=product) for n in range(features)]
    state(
        [
            Statement(
                stakeholder=people[(n * 7 + k * 11) % groups].pk,
                feature=row.pk,
                stance=Stance((n + k * n) % 5 - 2),
            )
            for n, row in enumerate(rows)
            for k in range(3)
        ],
        actor="benchmark",
    )

"""What the faults are tried on: what may be spoken about, who may speak, and a token for it."""

import json
from dataclasses import asdict
from typing import Final

from django.utils import timezone
from strawberry.relay import to_base64

from backend.access.issuing import SHELL, Order, issue_token
from backend.access.scopes import TOKEN_SCOPES
from tests.builders import build_feature, build_product, build_stakeholder, build_team
from tests.faults.filling import Filling

FEATURES: Final = 8
PEOPLE: Final = 16


def fill() -> None:
    """Write everything, and print it."""
    product = build_product("tried")
    teams = [build_team(f"team-{place}") for place in range(4)]
    features = [build_feature(f"feature-{place}", product=product) for place in range(FEATURES)]
    people = [build_stakeholder(f"person-{n}", team=teams[n % 4]) for n in range(PEOPLE)]
    order = Order(name="faults", scopes=TOKEN_SCOPES, products=None, expires_at=None)
    issued = issue_token(order, maker=SHELL, at=timezone.now())
    filling = Filling(
        issued.text,
        [to_base64("Stakeholder", each.public_id) for each in people],
        [to_base64("Feature", each.public_id) for each in features],
    )
    print(json.dumps(asdict(filling)))  # noqa: T201 -- whoever started this process reads it

"""Reads scores as they stood at a moment, for all features of a page at once."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from strawberry.relay import GlobalID
from strawberry.relay.types import GlobalIDValueError

from backend.access.answering import get_caller
from backend.access.batching import shared, together
from backend.access.errors import RefusedError
from backend.access.lines import MOMENT
from backend.access.sight import see
from products.models import Feature
from stakeholders.models import AlignmentScore
from stakeholders.remembering import find_answering, remember

ALIGNMENT: Final = "Alignment"
AT: Final = "@"  # between the public id of a feature and the moment, in the id of a past score


def read_past(feature: Feature, at: datetime) -> AlignmentScore | None:
    """Read the score of FEATURE as it stood AT a moment, and of all features read together with it.

    One that was part of another then has the score of that one. The id of a score names the moment
    too: what it tells never changes, unlike the score of today.
    """

    def load(features: Sequence[Feature]) -> Mapping[int, AlignmentScore | None]:
        answering = find_answering(features, at)
        wholes = {whole.pk: whole for whole in answering.values()}
        found = remember(wholes.values(), at)
        for key, score in found.items():
            vars(score)[MOMENT] = at
            vars(score)["public_id"] = f"{wholes[key].public_id}{AT}{at.isoformat()}"
        together(found.values())
        return {key: found.get(whole.pk) for key, whole in answering.items()}

    return shared(feature, ("past", at), load, default=None)


def read_moment(given: datetime, *, path: str) -> datetime:
    """Read the moment GIVEN in the argument that PATH names.

    :raises RefusedError: when it has no time zone.
    """
    if given.tzinfo is None:
        raise RefusedError("This needs a time zone, such as Z.", path=[path])
    return given.astimezone(UTC)


def find_pasts(texts: Iterable[str]) -> dict[str, AlignmentScore | None]:
    """Find the past scores with the global ids TEXTS, by id; ids of anything else are left out.

    Those of features that the caller may not see are none.
    """
    asked = {text: place for text in texts if (place := _read_place(text)) is not None}
    mine = see(Feature.objects.all(), get_caller())
    rows = mine.filter(public_id__in={public_id for public_id, _ in asked.values()})
    features = {row.public_id: row for row in together(rows)} if asked else {}
    return {
        text: read_past(features[public_id], at) if public_id in features else None
        for text, (public_id, at) in asked.items()
    }


def _read_place(text: str) -> tuple[uuid.UUID, datetime] | None:
    """Read TEXT as the id of a past score: a feature's public id and a moment; or None."""
    with suppress(GlobalIDValueError, ValueError, OverflowError):
        found = GlobalID.from_id(text)
        public_id, mark, moment = found.node_id.partition(AT)
        if found.type_name == ALIGNMENT and mark:
            return uuid.UUID(public_id), datetime.fromisoformat(moment).astimezone(UTC)
    return None

"""Writes what shows some of the demo's preferences: insights, and what was noted word for word."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from stakeholders.demo.catalogue import Catalogue
from stakeholders.demo.membership import Membership
from stakeholders.demo.preferences import Said, Told
from stakeholders.demo.sketches import Content, EvidenceSketch
from stakeholders.models import Evidence, Preference

QUOTED: Final = re.compile("“([^”]{25,})”")  # a shorter one is a turn of phrase, nothing said
NOTED_EVERY: Final = 6  # every so many of the reasons that somebody else wrote down


def write_evidence(
    content: Content, catalogue: Catalogue, membership: Membership, told: Told
) -> None:
    """Write evidence from insights on one preference each, and the quotations that were noted."""
    own = [feature.pk for feature in catalogue.features.values()]
    rows = Preference.objects.filter(feature__in=own).values_list("stakeholder", "feature", "pk")
    keys = {(stakeholder, feature): key for stakeholder, feature, key in rows}

    def find(product: str, said: Said) -> int:
        """Find the preference that was SAID about PRODUCT, by primary key."""
        feature = catalogue.features[product, said.feature]
        return keys[membership.people[said.person.key].pk, feature.pk]

    drafts = [
        Evidence(
            preference_id=find(sketch.product, _find_witness(sketch, content, told)),
            insight=(insight := catalogue.insights[sketch.product, sketch.insight]),
            quote=quote[1] if (quote := QUOTED.search(insight.body)) else "",
            occurred_at=insight.occurred_at,
        )
        for sketch in content.evidence
    ]
    drafts += [
        Evidence(preference_id=find(product, said), quote=said.reason, occurred_at=said.stated_at)
        for product, said in _find_noted(told)
    ]
    Evidence.objects.bulk_create(drafts)


def _find_witness(sketch: EvidenceSketch, content: Content, told: Told) -> Said:
    """Find who of the group and side said something about the feature nearest to the insight."""
    insight = next(
        i for i in content.insights if (i.product, i.key) == (sketch.product, sketch.insight)
    )
    side = 1 if sketch.side == "for" else -1
    return min(
        (
            said
            for said in told[sketch.product]
            if said.feature == sketch.feature
            and said.person.group.key == sketch.group
            and said.stance * side > 0
        ),
        key=lambda said: abs(said.stated_at - insight.occurred_at),
    )


def _find_noted(told: Told) -> Iterator[tuple[str, Said]]:
    """Yield, with the product, every so many of the reasons that somebody else wrote down."""
    for product, statements in told.items():
        noted = (said for said in statements if said.entered_by and said.reason)
        yield from ((product, said) for said in islice(noted, 0, None, NOTED_EVERY))

"""Writes who speaks for the demo's features, whom they spoke to, and what teams contribute."""

import re
from collections.abc import Sequence
from typing import Final

from stakeholders.advocacy import add_champion, commit, record_outreach
from stakeholders.demo.catalogue import Catalogue
from stakeholders.demo.membership import Membership
from stakeholders.demo.preferences import Said, Told
from stakeholders.demo.sketches import ChampionSketch, Content, OutreachSketch, ProductSketch
from stakeholders.models import Champion, OutreachResult
from stakeholders.talks import Pledge, Talk

SPEAKS_FOR_TEAM: Final = re.compile(r"\b(lead|head|manager)\b", re.IGNORECASE)


def write_advocacy(
    content: Content, catalogue: Catalogue, membership: Membership, told: Told
) -> None:
    """Write champions, outreach and commitments for all products."""
    for product in content.products:
        champions = _write_champions(product, catalogue, membership, told[product.key])
        for sketch in product.outreach:
            champion = _find_champion(sketch, product, champions)
            talk = Talk(
                contacted_by=champion.stakeholder.name if champion else product.manager,
                contacted_at=sketch.at,
                outcome=sketch.outcome,
                result=OutreachResult(sketch.result),
                follow_up_date=sketch.follow_up,
                champion=champion,
            )
            feature = catalogue.features[product.key, sketch.feature]
            record_outreach(feature, membership.groups[sketch.group], talk)
        _write_commitments(product, catalogue, membership)


def _write_champions(
    product: ProductSketch, catalogue: Catalogue, membership: Membership, said: Sequence[Said]
) -> list[Champion]:
    """Write the champions of one product, in the order of its file."""
    return [
        add_champion(
            membership.people[_find_keenest(sketch, said).person.key],
            catalogue.features[product.key, sketch.feature],
            since_date=sketch.since.date(),
        ).row
        for sketch in product.champions
    ]


def _find_keenest(sketch: ChampionSketch, said: Sequence[Said]) -> Said:
    """Find who of a champion's group said most for the feature, and among equals said so first."""
    return max(
        (s for s in said if s.feature == sketch.feature and s.person.group.key == sketch.group),
        key=lambda s: (s.stance, s.importance),
    )


def _find_champion(
    sketch: OutreachSketch, product: ProductSketch, champions: Sequence[Champion]
) -> Champion | None:
    """Find the champion who held a conversation: the first who spoke for the feature then."""
    for champion, said in zip(champions, product.champions, strict=True):
        if said.feature == sketch.feature and said.since <= sketch.at:
            return champion
    return None


def _write_commitments(
    product: ProductSketch, catalogue: Catalogue, membership: Membership
) -> None:
    """Write the commitments to one product's objectives."""
    for sketch in product.commitments:
        team = membership.groups[sketch.team]
        members = (p for p in membership.people.values() if p.team_id == team.pk)
        speaker = next(member for member in members if SPEAKS_FOR_TEAM.search(member.title))
        pledge = Pledge(
            statement=sketch.statement,
            acknowledged_by=speaker.name if sketch.acknowledged_at else "",
            acknowledged_at=sketch.acknowledged_at,
        )
        commit(catalogue.objectives[product.key, sketch.objective], team, pledge)

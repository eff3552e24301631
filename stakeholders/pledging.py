"""Tells which teams stand by what they contribute to objectives, and which have not said a word."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from products.chunks import split
from products.models import Objective
from stakeholders.electorates import load_groups
from stakeholders.models import Commitment, Group, GroupKind


class CommitmentStanding(models.TextChoices):
    """How far a team has committed itself to an objective."""

    SILENT = "SILENT", _("has not said what it contributes")
    STATED = "STATED", _("has said what it contributes, and nobody stands by it yet")
    ACKNOWLEDGED = "ACKNOWLEDGED", _("somebody stands by it for the team")


@dataclass(frozen=True, slots=True)
class TeamStanding:
    """How far TEAM has committed itself to an objective, by its COMMITMENT if there is one."""

    team: Group
    commitment: Commitment | None = None

    @property
    def standing(self) -> CommitmentStanding:
        """Tell how far."""
        if self.commitment is None:
            return CommitmentStanding.SILENT
        if self.commitment.acknowledged_at is None:
            return CommitmentStanding.STATED
        return CommitmentStanding.ACKNOWLEDGED


@dataclass(slots=True)
class TeamDuty:
    """The objectives of a product by how far TEAM has committed itself to each."""

    team: Group
    objectives: dict[CommitmentStanding, list[Objective]] = field(
        default_factory=lambda: {standing: [] for standing in CommitmentStanding}
    )


def find_standings(objectives: Sequence[Objective]) -> dict[int, list[TeamStanding]]:
    """Tell of each of OBJECTIVES, by its key, how far each team has committed itself to it.

    The teams are those with a say in its product, and whoever committed itself without one; by
    name. It takes three queries, however many objectives there are.
    """
    groups = load_groups({row.product_id for row in objectives})
    made = _read_commitments(row.pk for row in objectives)
    found: dict[int, list[TeamStanding]] = {}
    for row in objectives:
        teams = {each.pk: each for each in groups[row.product_id] if each.kind == GroupKind.TEAM}
        mine = made[row.pk]
        teams |= {commitment.team_id: commitment.team for commitment in mine.values()}
        found[row.pk] = [TeamStanding(team, mine.get(team.pk)) for team in _sort(teams.values())]
    return found


def find_duties(products: Collection[int]) -> dict[int, list[TeamDuty]]:
    """Tell of each of PRODUCTS how far each team has committed itself to what is to be achieved.

    Objectives that were achieved are left out; the others come by the day they are due. It takes
    four queries, however many products there are.
    """
    due = Objective.objects.filter(product__in=products, achieved_at=None)
    objectives = list(due.order_by(models.F("target_date").asc(nulls_last=True), "pk"))
    standings = find_standings(objectives)
    duties: dict[int, dict[int, TeamDuty]] = {product: {} for product in products}
    for row in objectives:
        mine = duties[row.product_id]
        for each in standings[row.pk]:
            duty = mine.setdefault(each.team.pk, TeamDuty(each.team))
            duty.objectives[each.standing].append(row)
    return {
        product: sorted(mine.values(), key=lambda duty: _rank(duty.team))
        for product, mine in duties.items()
    }


def _read_commitments(objectives: Iterable[int]) -> Mapping[int, dict[int, Commitment]]:
    """Read the commitments to OBJECTIVES: by objective, then by team."""
    made: defaultdict[int, dict[int, Commitment]] = defaultdict(dict)
    for keys in split(objectives):
        rows = Commitment.objects.filter(objective__in=keys).select_related("team")
        for row in rows:
            made[row.objective_id][row.team_id] = row
    return made


def _sort(teams: Iterable[Group]) -> list[Group]:
    return sorted(teams, key=_rank)


def _rank(team: Group) -> tuple[str, int]:
    """Tell by what TEAM is sorted: its name, and its key among those of the same name."""
    return team.name, team.pk

"""What may not be deleted here, and why: each reason as a line for the page that refuses."""

from django.db.models import Exists, OuterRef, QuerySet

from products.lifecycle import OPEN_STAGES
from products.looking import shown
from products.models import Feature, Stage
from stakeholders.models import Evidence, Preference, PreferenceEvent


def find_bare_evidence(**where: object) -> list[str]:
    """Name the evidence that shows nothing but an insight, WHERE that would go."""
    bare = Evidence.objects.filter(quote="", url="", **where).order_by("pk")
    named = shown(bare).select_related("preference__stakeholder", "preference__feature")
    told = [f"Evidence that shows nothing else: {evidence.preference}" for evidence in named]
    hidden = bare.count() - len(told)
    return [*told, *(["Evidence in another product that shows nothing else"] if hidden else [])]


def find_spoken(features: QuerySet[Feature]) -> list[str]:
    """Name those of FEATURES about which anybody has stated anything, each with a way out."""
    stated = PreferenceEvent.objects.filter(feature=OuterRef("pk"))
    stands = Preference.objects.filter(feature=OuterRef("pk"))
    spoken = features.filter(Exists(stated) | Exists(stands)).order_by("name", "pk")
    return [
        f"What was stated about {feature}, which is kept for good. Instead of deleting it, "
        f"{_find_way_out(feature)}."
        for feature in spoken
    ]


def _find_way_out(feature: Feature) -> str:
    """Say what may become of FEATURE: never built, taken out of use, or nothing more."""
    if feature.stage in OPEN_STAGES:
        return "decline it: move it to declined"
    if feature.stage in {Stage.DECLINED, Stage.SUNSET}:
        return f"leave it in {Stage(feature.stage).label}"
    return "retire it: move it to sunset"

"""What may not be deleted here, and why: each reason as a line for the page that refuses."""

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from products.lifecycle import OPEN_STAGES
from products.looking import shown
from products.models import Feature, Stage
from stakeholders.models import Evidence, Group, Preference, PreferenceEvent


def find_bare_evidence(**where: object) -> list[str]:
    """Name the evidence that shows nothing but an insight, WHERE that would go."""
    bare = Evidence.objects.filter(quote="", url="", **where).order_by("pk")
    named = shown(bare).select_related("preference__stakeholder", "preference__feature")
    line = gettext("Evidence that shows nothing else: %(preference)s")
    told = [line % {"preference": evidence.preference} for evidence in named]
    hidden = bare.count() - len(told)
    return [
        *told,
        *([gettext("Evidence in another product that shows nothing else")] if hidden else []),
    ]


def find_lone_says(products: list[int]) -> list[str]:
    """Name the groups with a say in PRODUCTS alone: without these, they would have one in all."""
    going = Count("products", distinct=True, filter=Q(products__in=products))
    named = Group.objects.annotate(all=Count("products", distinct=True), going=going)
    alone = named.filter(all__gt=0, all=F("going")).order_by("name", "pk")
    told = gettext("The say of %(group)s, which would become a say in every product")
    return [told % {"group": group} for group in alone]


def find_spoken(features: QuerySet[Feature]) -> list[str]:
    """Name those of FEATURES about which anybody has stated anything, each with a way out."""
    stated = PreferenceEvent.objects.filter(feature=OuterRef("pk"))
    stands = Preference.objects.filter(feature=OuterRef("pk"))
    spoken = features.filter(Exists(stated) | Exists(stands)).order_by("name", "pk")
    told = gettext(
        "What was stated about %(feature)s, which is kept for good. Instead of deleting it, "
        "%(way_out)s."
    )
    return [told % {"feature": feature, "way_out": _find_way_out(feature)} for feature in spoken]


def _find_way_out(feature: Feature) -> str:
    """Say what may become of FEATURE: never built, taken out of use, or nothing more."""
    if feature.stage in OPEN_STAGES:
        return gettext("decline it: move it to declined")
    if feature.stage in {Stage.DECLINED, Stage.SUNSET}:
        return gettext("leave it in %(stage)s") % {"stage": feature.get_stage_display()}
    return gettext("retire it: move it to sunset")

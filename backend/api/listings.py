"""How each noun is listed: the rows, their order and orders, and the filters."""

from dataclasses import replace
from functools import cache

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from backend.api.connections import Listing, orders
from backend.api.feed_pages import follow_scores
from backend.api.filtering import filter_kind
from backend.api.paging import PK, Key, read_order
from products import filters as catalogue
from products.models import (
    Decision,
    Feature,
    Insight,
    Merge,
    Objective,
    Product,
    StageChange,
)
from stakeholders import advocacy_filters as advocacy
from stakeholders import filters as backing
from stakeholders import statement_filters as stated
from stakeholders.feature_filters import FeatureFilterSet
from stakeholders.insight_filters import InsightFilterSet
from stakeholders.models import (
    Account,
    AlignmentChange,
    Champion,
    Commitment,
    Evidence,
    Group,
    News,
    Outreach,
    Preference,
    PreferenceEvent,
    ReferenceWeight,
    Stakeholder,
)
from stakeholders.ranking import ranked

DATES = {"CREATED_AT": "created_at", "UPDATED_AT": "updated_at"}


def read_people() -> QuerySet[Stakeholder]:
    """Read people with where they belong, which is asked for more often than not."""
    return Stakeholder.objects.select_related("team", "account")


@cache
def products() -> Listing:
    """List products by key."""
    return Listing(
        rows=Product.objects.all,
        order=(Key("key"), PK),
        orders=orders("ProductOrder", "products", {"KEY": "key", "NAME": "name"} | DATES),
        filters=filter_kind(catalogue.ProductFilterSet, "ProductFilter"),
    )


@cache
def objectives() -> Listing:
    """List objectives by the day they are due."""
    paths = {"KEY": "key", "TITLE": "title", "TARGET_DATE": "target_date"} | DATES
    return Listing(
        rows=Objective.objects.all,
        order=(Key("target_date"), PK),
        orders=orders("ObjectiveOrder", "objectives", paths),
        filters=filter_kind(catalogue.ObjectiveFilterSet, "ObjectiveFilter"),
    )


@cache
def features() -> Listing:
    """List features by their backing, broadest first; merged ones are not listed."""
    measures = ("low", "score", "high", "reach", "evenness", "polarization", "voices", "revenue")
    paths = {"KEY": "key", "NAME": "name", "STAGE": "stage", "EFFORT": "effort"} | DATES
    return Listing(
        rows=Feature.objects.current,
        order=read_order(ranked(Feature.objects.all())),
        orders=orders(
            "FeatureOrder",
            "features",
            {name.upper(): f"alignment__{name}" for name in measures} | paths,
        ),
        filters=filter_kind(FeatureFilterSet, "FeatureFilter"),
    )


@cache
def duplicates() -> Listing:
    """List the features that became part of another, as others are listed."""
    return replace(features(), rows=Feature.objects.all)


@cache
def stage_changes() -> Listing:
    """List the moves of features, latest first."""
    return Listing(
        rows=StageChange.objects.all,
        order=(Key("moved_at", descending=True), Key("id", descending=True)),
        orders=orders(
            "StageChangeOrder",
            "stage changes",
            {"CREATED_AT": "created_at", "MOVED_AT": "moved_at"},
        ),
        filters=filter_kind(catalogue.StageChangeFilterSet, "StageChangeFilter"),
    )


@cache
def insights() -> Listing:
    """List insights, latest first."""
    paths = {"OCCURRED_AT": "occurred_at", "TITLE": "title"} | DATES
    return Listing(
        rows=Insight.objects.all,
        order=(Key("occurred_at", descending=True), PK),
        orders=orders("InsightOrder", "insights", paths),
        filters=filter_kind(InsightFilterSet, "InsightFilter"),
    )


@cache
def decisions() -> Listing:
    """List decisions, latest first."""
    paths = {"DECIDED_AT": "decided_at", "REVIEW_ON": "review_on"}
    return Listing(
        rows=Decision.objects.all,
        order=(Key("decided_at", descending=True), PK),
        orders=orders("DecisionOrder", "decisions", paths | DATES),
        filters=filter_kind(catalogue.DecisionFilterSet, "DecisionFilter"),
    )


@cache
def groups() -> Listing:
    """List groups: segments, then teams, by key."""
    return Listing(
        rows=Group.objects.all,
        order=(Key("kind"), Key("key"), PK),
        orders=orders(
            "GroupOrder", "groups", {"KIND": "kind", "KEY": "key", "NAME": "name"} | DATES
        ),
        filters=filter_kind(backing.GroupFilterSet, "GroupFilter"),
    )


@cache
def accounts() -> Listing:
    """List accounts by key."""
    paths = {"KEY": "key", "NAME": "name", "ANNUAL_VALUE": "annual_value"} | DATES
    return Listing(
        rows=Account.objects.all,
        order=(Key("key"), PK),
        orders=orders("AccountOrder", "accounts", paths),
        filters=filter_kind(backing.AccountFilterSet, "AccountFilter"),
    )


@cache
def stakeholders() -> Listing:
    """List people by name."""
    paths = {"NAME": "name", "EMAIL": "email", "WEIGHT": "weight"} | DATES
    return Listing(
        rows=read_people,
        order=(Key("name"), PK),
        orders=orders("StakeholderOrder", "stakeholders", paths),
        filters=filter_kind(backing.StakeholderFilterSet, "StakeholderFilter"),
    )


def members() -> Listing:
    """List people under the group that their voice counts in."""
    place = Coalesce(F("team"), F("account__segment"))
    return replace(stakeholders(), rows=lambda: read_people().annotate(group=place))


@cache
def preferences() -> Listing:
    """List preferences, latest first."""
    paths = {
        "STATED_AT": "stated_at",
        "STANCE": "stance",
        "IMPORTANCE": "importance",
        "WILLINGNESS_TO_PAY": "willingness_to_pay",
    }
    return Listing(
        rows=Preference.objects.all,
        order=(Key("stated_at", descending=True), PK),
        orders=orders("PreferenceOrder", "preferences", paths | DATES),
        filters=filter_kind(stated.PreferenceFilterSet, "PreferenceFilter"),
    )


@cache
def alignment_changes() -> Listing:
    """List the history of scores in the order in which it was written."""
    return Listing(
        rows=AlignmentChange.objects.all,
        order=(PK,),
        orders=orders(
            "AlignmentChangeOrder", "alignment changes", {"CREATED_AT": "created_at", "LOW": "low"}
        ),
        filters=filter_kind(stated.AlignmentChangeFilterSet, "AlignmentChangeFilter"),
        follow=follow_scores,
    )


@cache
def preference_events() -> Listing:
    """List everything that was ever stated or withdrawn in the order in which it was written."""
    paths = {"CREATED_AT": "created_at", "STATED_AT": "stated_at", "STANCE": "stance"}
    return Listing(
        rows=PreferenceEvent.objects.all,
        order=(PK,),
        orders=orders("PreferenceEventOrder", "preference events", paths),
        filters=filter_kind(stated.PreferenceEventFilterSet, "PreferenceEventFilter"),
    )


@cache
def merges() -> Listing:
    """List the merges of duplicates, latest first."""
    return Listing(
        rows=Merge.objects.all,
        order=(Key("created_at", descending=True), Key("id", descending=True)),
        orders=orders(
            "MergeOrder", "merges", {"CREATED_AT": "created_at", "UNDONE_AT": "undone_at"}
        ),
        filters=filter_kind(catalogue.MergeFilterSet, "MergeFilter"),
    )


@cache
def evidence() -> Listing:
    """List what shows preferences, latest first."""
    return Listing(
        rows=Evidence.objects.all,
        order=(Key("occurred_at", descending=True), PK),
        orders=orders("EvidenceOrder", "evidence", {"OCCURRED_AT": "occurred_at"} | DATES),
        filters=filter_kind(advocacy.EvidenceFilterSet, "EvidenceFilter"),
    )


@cache
def champions() -> Listing:
    """List who speaks for features, those who have done so longest first."""
    return Listing(
        rows=Champion.objects.all,
        order=(Key("since_date"), PK),
        orders=orders("ChampionOrder", "champions", {"SINCE_DATE": "since_date"} | DATES),
        filters=filter_kind(advocacy.ChampionFilterSet, "ChampionFilter"),
    )


@cache
def outreach() -> Listing:
    """List conversations with groups, latest first."""
    return Listing(
        rows=lambda: Outreach.objects.select_related("feature", "group", "champion"),
        order=(Key("contacted_at", descending=True), PK),
        orders=orders(
            "OutreachOrder",
            "outreach",
            {"CONTACTED_AT": "contacted_at", "FOLLOW_UP_DATE": "follow_up_date"} | DATES,
        ),
        filters=filter_kind(advocacy.OutreachFilterSet, "OutreachFilter"),
    )


@cache
def news() -> Listing:
    """List news of features that moved in the order in which they were written."""
    return Listing(
        rows=lambda: News.objects.select_related("stage_change"),
        order=(PK,),
        orders=orders("NewsOrder", "news", {"CREATED_AT": "created_at"}),
        filters=filter_kind(advocacy.NewsFilterSet, "NewsFilter"),
    )


@cache
def commitments() -> Listing:
    """List what teams contribute, the acknowledged first, as long as they have been."""
    return Listing(
        rows=lambda: Commitment.objects.select_related("team", "objective"),
        order=(Key("acknowledged_at"), PK),
        orders=orders(
            "CommitmentOrder", "commitments", {"ACKNOWLEDGED_AT": "acknowledged_at"} | DATES
        ),
        filters=filter_kind(advocacy.CommitmentFilterSet, "CommitmentFilter"),
    )


@cache
def reference_weights() -> Listing:
    """List reference weights by kind."""
    return Listing(
        rows=ReferenceWeight.objects.all,
        order=(Key("kind"), PK),
        orders=orders("ReferenceWeightOrder", "reference weights", {"KIND": "kind"} | DATES),
        filters=filter_kind(advocacy.ReferenceWeightFilterSet, "ReferenceWeightFilter"),
    )

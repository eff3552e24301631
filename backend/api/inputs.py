"""What mutations take; the models describe the fields, and a field left out is left alone."""

import dataclasses
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import strawberry
from django.db.models import Model
from strawberry import ID, Maybe, Some

from backend.access.answering import get_caller
from backend.access.ids import find_pks
from backend.access.sight import know
from backend.api import enums
from backend.api.once import KEY, Keyed
from backend.api.payloads import camel
from products import models as catalogue
from products.faults import RowFault, RowsRefusedError
from products.models import LogRecord
from stakeholders import models as backing

NOBODY: Final = -1  # no row has this key; the domain says that it is unknown
EMPTIES: Final = "empties"  # marks the fields that null empties


def of(model: type[Model], name: str, more: str = "", *, empties: bool = False) -> Any:  # noqa: ANN401 -- strawberry's field
    """Make an optional field that means what NAME means in MODEL, and MORE.

    Null is refused unless the column takes it, or it EMPTIES the field all the same.
    """
    column: Any = model._meta.get_field(name)  # noqa: SLF001 -- Django's own API
    return strawberry.field(
        default=None,
        description=f"{column.help_text} {more}".strip(),
        metadata={EMPTIES: empties or column.null},
    )


def needed(description: str) -> Any:  # noqa: ANN401 -- strawberry's field
    """Make a field that has to be given."""
    return strawberry.field(description=description)


def read_entry(given: object, *left_out: str) -> Any:  # noqa: ANN401 -- each domain call names its entry
    """Read the fields that GIVEN, an input, holds, but for those LEFT_OUT.

    :raises RowsRefusedError: when null was given where nothing can be empty.
    """
    entry: dict[str, Any] = {}
    faults: list[RowFault] = []
    for field in dataclasses.fields(given):  # type: ignore[arg-type]  # -- every input is one
        value = getattr(given, field.name)
        if field.name in {*left_out, KEY} or value is None:
            continue
        value = value.value if isinstance(value, Some) else value
        entry[field.name] = value.value if isinstance(value, Enum) else value
        if value is None and not field.metadata.get(EMPTIES):
            told = f"{camel(field.name)} cannot be null; leave it out to keep it."
            faults.append(RowFault(0, field.name, "INVALID", told))
    if faults:
        raise RowsRefusedError(faults)
    return entry


def read_sourced(given: object, *left_out: str) -> Any:  # noqa: ANN401 -- as above
    """Read GIVEN, an input for a noun without a key, which has to name its row in another way.

    :raises RowsRefusedError: when it names none, or null was given where nothing can be empty.
    """
    entry = read_entry(given, *left_out)
    if not entry.get("external_id") and "id" not in entry:
        told = "Give source and externalId, or writing twice would make two of it."
        raise RowsRefusedError([RowFault(0, "external_id", "REQUIRED", told)])
    return entry


def name_pks(entry: dict[str, Any], **models: type[LogRecord]) -> None:
    """Turn the global ids in ENTRY, of rows of MODELS, into primary keys."""
    for name, model in models.items():
        if entry.get(name) is not None:
            rows = model._default_manager.all()  # noqa: SLF001 -- generic over models
            entry[name] = find_pks(rows, [entry[name]]).get(entry[name], NOBODY)


@strawberry.input(description="What one stakeholder says about one feature.")
class StatePreferenceInput(Keyed):
    """One statement."""

    stakeholder: ID = needed("The id of whoever holds it.")
    feature: ID = needed("The id of what it is about.")
    stance: enums.Stance = needed("For or against, and how strongly.")
    importance: enums.Importance = strawberry.field(
        default=enums.Importance.IMPORTANT, description="How much it matters to them."
    )
    willingness_to_pay: Maybe[Decimal | None] = of(backing.Preference, "willingness_to_pay")
    reason: Maybe[str | None] = of(backing.Preference, "reason")
    source: Maybe[str | None] = of(backing.Preference, "source")
    stated_at: Maybe[datetime | None] = of(
        backing.Preference,
        "stated_at",
        "Now, when left out; an older one never replaces a newer.",
        empties=True,
    )
    entered_by: Maybe[str | None] = of(backing.Preference, "entered_by")
    heard_at: Maybe[datetime | None] = of(backing.Preference, "heard_at")
    heard_in: Maybe[str | None] = of(backing.Preference, "heard_in")


@strawberry.input(description="What several stakeholders say about features.")
class StatePreferencesInput(Keyed):
    """Many statements."""

    preferences: list[StatePreferenceInput] = needed("The statements, at most 1,000.")
    keep_good: bool = strawberry.field(
        default=False, description="Write the good rows although others are refused."
    )


@strawberry.input(description="Whose preference about what is withdrawn.")
class WithdrawPreferenceInput(Keyed):
    """One withdrawal."""

    stakeholder: ID = needed("The id of whoever held it.")
    feature: ID = needed("The id of what it was about.")


@strawberry.input(description="A product, found by source and external id or by key.")
class UpsertProductInput(Keyed):
    """What can be said of a product."""

    key: Maybe[str | None] = of(catalogue.Product, "key")
    name: Maybe[str | None] = of(catalogue.Product, "name")
    vision: Maybe[str | None] = of(catalogue.Product, "vision")
    north_star_metric: Maybe[str | None] = of(catalogue.Product, "north_star_metric")
    currency: Maybe[str | None] = of(catalogue.Product, "currency")
    exposure: Maybe[enums.Exposure | None] = of(catalogue.Product, "exposure")
    source: Maybe[str | None] = of(catalogue.Product, "source")
    external_id: Maybe[str | None] = of(catalogue.Product, "external_id")


@strawberry.input(description="An objective, found by source and external id or by key.")
class UpsertObjectiveInput(Keyed):
    """What can be said of an objective."""

    product: str = needed("The key of the product whose aim it is.")
    key: Maybe[str | None] = of(catalogue.Objective, "key")
    title: Maybe[str | None] = of(catalogue.Objective, "title")
    target_date: Maybe[date | None] = of(catalogue.Objective, "target_date")
    achieved_at: Maybe[datetime | None] = of(catalogue.Objective, "achieved_at")
    source: Maybe[str | None] = of(catalogue.Objective, "source")
    external_id: Maybe[str | None] = of(catalogue.Objective, "external_id")


@strawberry.input(description="A feature, found by source and external id or by key.")
class UpsertFeatureInput(Keyed):
    """What can be said of a feature."""

    product: str = needed("The key of the product where it belongs.")
    key: Maybe[str | None] = of(catalogue.Feature, "key")
    name: Maybe[str | None] = of(catalogue.Feature, "name")
    summary: Maybe[str | None] = of(catalogue.Feature, "summary")
    problem: Maybe[str | None] = of(catalogue.Feature, "problem")
    stage: Maybe[enums.Stage | None] = of(catalogue.Feature, "stage", "Only for a new one.")
    effort: Maybe[Decimal | None] = of(catalogue.Feature, "effort")
    tags: Maybe[list[str] | None] = of(catalogue.Feature, "tags")
    exposure_unknown: Maybe[bool | None] = of(catalogue.Feature, "exposure_unknown")
    objectives: Maybe[list[str] | None] = of(
        catalogue.Feature, "objectives", "Their keys; they replace the former."
    )
    source: Maybe[str | None] = of(catalogue.Feature, "source")
    external_id: Maybe[str | None] = of(catalogue.Feature, "external_id")


@strawberry.input(description="An insight, found by id or by source and external id.")
class UpsertInsightInput(Keyed):
    """What can be said of an insight."""

    id: Maybe[ID | None] = strawberry.field(default=None, description="Its id, when it is known.")
    product: str = needed("The key of the product it is about.")
    kind: Maybe[enums.InsightKind | None] = of(catalogue.Insight, "kind")
    mood: Maybe[enums.Mood | None] = of(catalogue.Insight, "mood")
    title: Maybe[str | None] = of(catalogue.Insight, "title")
    body: Maybe[str | None] = of(catalogue.Insight, "body")
    url: Maybe[str | None] = of(catalogue.Insight, "url")
    occurred_at: Maybe[datetime | None] = of(catalogue.Insight, "occurred_at")
    features: Maybe[list[str] | None] = of(
        catalogue.Insight, "features", "Their keys; they replace the former."
    )
    source: Maybe[str | None] = of(catalogue.Insight, "source")
    external_id: Maybe[str | None] = of(
        catalogue.Insight, "external_id", "It is needed without `id`."
    )


@strawberry.input(description="A group, found by source and external id or by kind and key.")
class UpsertGroupInput(Keyed):
    """What can be said of a group."""

    kind: Maybe[enums.GroupKind | None] = of(backing.Group, "kind")
    key: Maybe[str | None] = of(backing.Group, "key")
    name: Maybe[str | None] = of(backing.Group, "name")
    products: Maybe[list[str] | None] = of(
        backing.Group, "products", "Their keys; they replace the former."
    )
    source: Maybe[str | None] = of(backing.Group, "source")
    external_id: Maybe[str | None] = of(backing.Group, "external_id")


@strawberry.input(description="An account, found by source and external id or by key.")
class UpsertAccountInput(Keyed):
    """What can be said of an account."""

    key: Maybe[str | None] = of(backing.Account, "key")
    name: Maybe[str | None] = of(backing.Account, "name")
    domain: Maybe[str | None] = of(backing.Account, "domain")
    segment: Maybe[ID | None] = of(backing.Account, "segment", "The id of the segment.")
    annual_value: Maybe[Decimal | None] = of(backing.Account, "annual_value")
    currency: Maybe[str | None] = of(backing.Account, "currency")
    source: Maybe[str | None] = of(backing.Account, "source")
    external_id: Maybe[str | None] = of(backing.Account, "external_id")


@strawberry.input(description="A person, found by id or by source and external id.")
class UpsertStakeholderInput(Keyed):
    """What can be said of a person."""

    id: Maybe[ID | None] = strawberry.field(default=None, description="Their id, when it is known.")
    name: Maybe[str | None] = of(backing.Stakeholder, "name")
    email: Maybe[str | None] = of(backing.Stakeholder, "email")
    title: Maybe[str | None] = of(backing.Stakeholder, "title")
    weight: Maybe[Decimal | None] = of(backing.Stakeholder, "weight")
    team: Maybe[ID | None] = of(backing.Stakeholder, "team", "The id of the team.")
    account: Maybe[ID | None] = of(backing.Stakeholder, "account", "The id of the account.")
    source: Maybe[str | None] = of(backing.Stakeholder, "source")
    external_id: Maybe[str | None] = of(
        backing.Stakeholder, "external_id", "It is needed without `id`."
    )


@strawberry.input(description="Where a feature is to stand, and why.")
class MoveFeatureInput(Keyed):
    """One move."""

    feature: ID = needed("The id of the feature.")
    stage: enums.Stage = needed("Where it is to stand.")
    reason: str = needed("Why it moves.")


def read_insight(given: UpsertInsightInput) -> Any:  # noqa: ANN401 -- the domain names its entry
    """Read what GIVEN says of an insight, and which one it is by primary key."""
    entry = read_sourced(given, "product")
    name_pks(entry, id=catalogue.Insight)
    return entry


def read_group(given: UpsertGroupInput) -> Any:  # noqa: ANN401 -- the domain names its entry
    """Read what GIVEN says of a group, its products by primary key."""
    entry = read_entry(given)
    if "products" in entry:
        known = know(catalogue.Product.objects.all(), get_caller())
        rows = known.filter(key__in=entry["products"])
        pks = dict(rows.values_list("key", "pk"))
        entry["products"] = [pks.get(key, NOBODY) for key in entry["products"]]
    return entry


def read_account(given: UpsertAccountInput) -> Any:  # noqa: ANN401 -- the domain names its entry
    """Read what GIVEN says of an account, its segment by primary key."""
    entry = read_entry(given)
    name_pks(entry, segment=backing.Group)
    return entry


def read_person(given: UpsertStakeholderInput) -> Any:  # noqa: ANN401 -- the domain names its entry
    """Read what GIVEN says of a person, and where they belong by primary key."""
    entry = read_sourced(given)
    name_pks(entry, id=backing.Stakeholder, team=backing.Group, account=backing.Account)
    return entry

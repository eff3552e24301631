"""The nouns of the catalogue: products, objectives, features and insights."""

from collections.abc import Sequence
from typing import Any, Final

from backend.integrations.carrying.columns import (
    DATE,
    DECIMAL,
    FLAG,
    ID,
    KEY,
    LINE,
    LIST,
    MOMENT,
    TEXT,
    Column,
    Target,
    choose,
)
from backend.integrations.carrying.differences import Written
from backend.integrations.carrying.rows import RowNoun, by_product
from products.catalogue import (
    upsert_features,
    upsert_insights,
    upsert_objectives,
    upsert_products,
)
from products.models import (
    Exposure,
    Feature,
    Insight,
    InsightKind,
    Mood,
    Objective,
    Product,
    Stage,
)

NAMES: Final = ("id", "external_id", "key")
ORIGIN: Final = (Column(name="source", kind=LINE), Column(name="external_id", kind=LINE))
PRODUCT: Final = Column(
    name="product", kind=KEY, of="product.key", target=Target(Product.objects.all)
)


def identify(model: Any) -> Column:  # noqa: ANN401 -- a class of rows with public ids
    """Make the column in which rows of MODEL stand by the id that the outside knows."""
    return Column(name="id", kind=ID, of="public_id", target=Target(model.objects.all, "public_id"))


def write_products(entries: Sequence[Any], _actor: str) -> Written:
    """Write products out of ENTRIES."""
    return [*upsert_products(entries)]


PRODUCTS: Final = RowNoun(
    model=Product,
    rows=Product.objects.all,
    needs=(NAMES,),
    names=NAMES,
    columns=(
        identify(Product),
        Column(name="key", kind=LINE),
        Column(name="name", kind=LINE),
        Column(name="vision", kind=TEXT, may_empty=True),
        Column(name="north_star_metric", kind=LINE, may_empty=True),
        Column(name="currency", kind=LINE),
        Column(name="exposure", kind=choose(Exposure.values)),
        *ORIGIN,
    ),
    write=write_products,
)
OBJECTIVES: Final = RowNoun(
    model=Objective,
    rows=lambda: Objective.objects.select_related("product"),
    needs=(("product",), NAMES),
    names=NAMES,
    columns=(
        identify(Objective),
        PRODUCT,
        Column(name="key", kind=LINE),
        Column(name="title", kind=LINE),
        Column(name="target_date", kind=DATE, may_empty=True),
        Column(name="achieved_at", kind=MOMENT, may_empty=True),
        *ORIGIN,
    ),
    write=by_product(lambda product, entries: [*upsert_objectives(product, entries)]),
)
FEATURES: Final = RowNoun(
    model=Feature,
    rows=lambda: Feature.objects.select_related("product", "merged_into"),
    needs=(("product",), NAMES),
    names=NAMES,
    columns=(
        identify(Feature),
        PRODUCT,
        Column(name="key", kind=LINE),
        Column(name="name", kind=LINE),
        Column(name="summary", kind=TEXT, may_empty=True),
        Column(name="problem", kind=TEXT, may_empty=True),
        Column(name="stage", kind=choose(Stage.values)),
        Column(name="effort", kind=DECIMAL, may_empty=True),
        Column(name="tags", kind=LIST, may_empty=True),
        Column(
            name="objectives",
            kind=LIST,
            target=Target(Objective.objects.all),
            is_link=True,
            may_empty=True,
        ),
        Column(name="exposure_unknown", kind=FLAG),
        Column(name="merged_into", kind=LINE, of="merged_into.key", is_shown=True),
        *ORIGIN,
    ),
    write=by_product(lambda product, entries: [*upsert_features(product, entries)]),
)
INSIGHTS: Final = RowNoun(
    model=Insight,
    rows=lambda: Insight.objects.select_related("product"),
    needs=(("product",), ("id", "external_id")),
    names=("id", "external_id"),
    columns=(
        identify(Insight),
        PRODUCT,
        Column(name="kind", kind=choose(InsightKind.values)),
        Column(name="mood", kind=choose(Mood.values)),
        Column(name="title", kind=LINE),
        Column(name="body", kind=TEXT, may_empty=True),
        Column(name="url", kind=LINE, may_empty=True),
        Column(name="occurred_at", kind=MOMENT, may_empty=True),
        Column(
            name="features",
            kind=LIST,
            target=Target(Feature.objects.all),
            is_link=True,
            may_empty=True,
        ),
        *ORIGIN,
    ),
    write=by_product(lambda product, entries: [*upsert_insights(product, entries)]),
)

"""All nouns that can be carried, by their models."""

from collections.abc import Mapping
from typing import Final

from django.db.models import Model

from backend.access.scopes import Scope
from backend.integrations.carrying.catalogue import (
    FEATURES,
    INSIGHTS,
    OBJECTIVES,
    PRODUCT,
    PRODUCTS,
)
from backend.integrations.carrying.columns import (
    DECIMAL,
    ID,
    LINE,
    MOMENT,
    TEXT,
    Column,
    Target,
    choose_number,
)
from backend.integrations.carrying.nouns import Noun
from backend.integrations.carrying.people import ACCOUNTS, GROUPS, STAKEHOLDERS
from backend.integrations.carrying.people_named import BY_PERSON
from backend.integrations.carrying.preferences import PreferenceNoun
from stakeholders.models import Importance, Preference, Stakeholder, Stance

PREFERENCES: Final = PreferenceNoun(
    model=Preference,
    rows=lambda: Preference.objects.select_related("stakeholder", "feature__product"),
    needs=(("product",), ("feature",), BY_PERSON, ("stance",)),
    names=BY_PERSON,
    chunk=20_000,  # scores are counted once for each
    columns=(
        Column(name="product", kind=PRODUCT.kind, of="feature.product.key", target=PRODUCT.target),
        Column(name="feature", kind=LINE, of="feature.key"),
        Column(
            name="stakeholder",
            kind=ID,
            of="stakeholder.public_id",
            target=Target(Stakeholder.objects.all, "public_id"),
        ),
        Column(name="stakeholder_source", kind=LINE, of="stakeholder.source"),
        Column(name="stakeholder_external_id", kind=LINE, of="stakeholder.external_id"),
        Column(
            name="stakeholder_email",
            kind=LINE,
            of="stakeholder.email",
            scope=Scope.READ_PEOPLE,
        ),
        Column(
            name="stakeholder_name",
            kind=LINE,
            of="stakeholder.name",
            is_shown=True,
            scope=Scope.READ_PEOPLE,
        ),
        Column(name="stance", kind=choose_number(Stance, numbers=True)),
        Column(name="importance", kind=choose_number(Importance, numbers=False)),
        Column(
            name="willingness_to_pay",
            kind=DECIMAL,
            may_empty=True,
            scope=Scope.READ_COMMERCIAL,
        ),
        Column(name="reason", kind=TEXT, may_empty=True, scope=Scope.READ_PEOPLE),
        Column(name="source", kind=LINE),
        Column(name="stated_at", kind=MOMENT),
        Column(name="entered_by", kind=LINE, may_empty=True, scope=Scope.READ_PEOPLE),
        Column(name="heard_at", kind=MOMENT, may_empty=True),
    ),
)
NOUNS: Final[Mapping[type[Model], Noun]] = {
    noun.model: noun
    for noun in (
        *(PRODUCTS, OBJECTIVES, FEATURES, INSIGHTS),
        *(GROUPS, ACCOUNTS, STAKEHOLDERS, PREFERENCES),
    )
}

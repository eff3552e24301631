"""What can be asked."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, Final

import strawberry
from django.db.models import QuerySet
from strawberry import UNSET, relay

from backend.access.answering import get_caller
from backend.access.batching import together
from backend.access.breakdowns import read_alignments
from backend.access.callers import Caller
from backend.access.errors import RefusedError
from backend.access.ids import read_id, stand_in, with_key
from backend.access.models import Token
from backend.access.pages import PAGE_MAX
from backend.access.pasts import find_pasts
from backend.access.sight import see
from backend.api import comparisons, history, listings, roadmaps, types, viewers
from backend.api.connections import Connection, listed
from backend.api.fields import computed
from products import models as catalogue
from stakeholders import models as backing

NODES: Final[dict[str, Callable[[], QuerySet[Any]]]] = {
    "Product": catalogue.Product.objects.all,
    "Objective": catalogue.Objective.objects.all,
    "Feature": catalogue.Feature.objects.all,
    "StageChange": catalogue.StageChange.objects.all,
    "Insight": catalogue.Insight.objects.all,
    "Decision": catalogue.Decision.objects.all,
    "Group": backing.Group.objects.all,
    "Account": backing.Account.objects.all,
    "Stakeholder": backing.Stakeholder.objects.all,
    "Preference": backing.Preference.objects.all,
    "PreferenceEvent": backing.PreferenceEvent.objects.all,
    "Merge": catalogue.Merge.objects.all,
    "Evidence": backing.Evidence.objects.all,
    "Champion": backing.Champion.objects.all,
    "Outreach": backing.Outreach.objects.all,
    "News": backing.News.objects.all,
    "Commitment": backing.Commitment.objects.all,
    "ReferenceWeight": backing.ReferenceWeight.objects.all,
    "AlignmentChange": backing.AlignmentChange.objects.all,
    "Token": Token.objects.all,
    "Alignment": read_alignments,
}

Key = Annotated[str, strawberry.argument(description="Its key.")]
ProductKey = Annotated[str, strawberry.argument(description="The key of its product.")]
InProduct = Annotated[
    str | None, strawberry.argument(description="Only those of the product with this key.")
]

Budget = Annotated[
    float, strawberry.argument(description="What there is to spend, in person-weeks, 0 or more.")
]


def find_product(key: str, caller: Caller) -> catalogue.Product:
    """Find the product with KEY among those that CALLER may see.

    :raises ObjectDoesNotExist: when there is none.
    """
    return with_key(see(catalogue.Product.objects.all(), caller), key).get()


def find_nodes(ids: Iterable[str]) -> list[Any]:
    """Find the rows with the global IDS that the caller may see, with one query for each type.

    They come in the order of IDS.

    :raises RefusedError: when one is no id.
    """
    texts = list(ids)
    past = find_pasts(texts)
    asked = {text: read_id(text) for text in texts if text not in past}
    found: dict[tuple[str, object], Any] = {}
    for name in {name for name, _ in asked.values() if name in NODES}:
        wanted = [public_id for type_name, public_id in asked.values() if type_name == name]
        mine = see(NODES[name](), get_caller())
        for row in together(mine.filter(public_id__in=wanted)):
            found[name, row.public_id] = row
    return [past[text] if text in past else found.get(asked[text]) for text in texts]


def within(rows: QuerySet[Any], product: str | None, path: str) -> QuerySet[Any]:
    """Keep the ROWS whose PATH leads to the PRODUCT with this key, if one is given."""
    return with_key(rows, product, f"{path}__key") if isinstance(product, str) else rows


@strawberry.type(description="What can be asked.")
class Query:
    """The entry points."""

    @computed("Anything that has an id; null when it is gone.")
    def node(
        self,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")],  # noqa: A002 -- Relay's name
    ) -> relay.Node | None:
        """Find one row."""
        found: relay.Node | None = find_nodes([id])[0]
        return found

    @computed("Several things that have ids, in the order asked for; null for what is gone.")
    def nodes(
        self,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="Up to 100 ids.")],
    ) -> list[relay.Node | None]:
        """Find several rows.

        :raises RefusedError: when there are too many ids, or one is none.
        """
        if len(ids) > PAGE_MAX:
            raise RefusedError(f"At most {PAGE_MAX} ids.", path=["ids"])
        return find_nodes(ids)

    @computed("Whoever is asking, and what they may do.")
    def viewer(self) -> viewers.Viewer:
        """Tell who asks."""
        return viewers.show_viewer(get_caller())

    @computed("A product by its key; null when there is none.", graphql_type=types.Product | None)
    def product(self, key: Key) -> object:
        """Find a product."""
        return with_key(see(catalogue.Product.objects.all(), get_caller()), key).first()

    @computed("A feature by its keys; null when there is none.", graphql_type=types.Feature | None)
    def feature(self, product: ProductKey, key: Key) -> object:
        """Find a feature, or the one that answers for it."""
        mine = within(see(catalogue.Feature.objects.all(), get_caller()), product, "product")
        return stand_in(with_key(mine, key).first())

    @computed("How the groups with a say in a product stand to each other.")
    def group_alignment(self, product: ProductKey) -> comparisons.GroupAlignment:
        """Compare the groups of a product.

        :raises ObjectDoesNotExist: when there is no such product.
        """
        return comparisons.show_comparison(find_product(product, get_caller()))

    @computed("What a budget of effort should build, and whom it would serve.")
    def roadmap(self, product: ProductKey, budget: Budget) -> roadmaps.Roadmap:
        """Draw the roadmap of a product.

        :raises ObjectDoesNotExist: when there is no such product.
        """
        return roadmaps.show_roadmap(find_product(product, get_caller()), budget)

    @listed(listings.products, Connection[types.Product], "The products, by key.")
    def products(self) -> QuerySet[Any]:
        """List products."""
        return listings.products().rows()

    @listed(listings.objectives, Connection[types.Objective], "What is to be achieved, by date.")
    def objectives(self, product: InProduct = UNSET) -> QuerySet[Any]:
        """List objectives."""
        return within(listings.objectives().rows(), product, "product")

    @listed(
        listings.features,
        Connection[types.Feature],
        "The features, broadest backing first: by the lower end of their score's interval.",
    )
    def features(self, product: InProduct = UNSET) -> QuerySet[Any]:
        """List features."""
        return within(listings.features().rows(), product, "product")

    @listed(
        listings.stage_changes,
        Connection[types.StageChange],
        "The moves of features, latest first.",
    )
    def stage_changes(self, product: InProduct = UNSET) -> QuerySet[Any]:
        """List moves."""
        return within(listings.stage_changes().rows(), product, "feature__product")

    @listed(listings.insights, Connection[types.Insight], "What was learned, latest first.")
    def insights(self, product: InProduct = UNSET) -> QuerySet[Any]:
        """List insights."""
        return within(listings.insights().rows(), product, "product")

    @listed(listings.decisions, Connection[types.Decision], "What was decided, latest first.")
    def decisions(self, product: InProduct = UNSET) -> QuerySet[Any]:
        """List decisions."""
        return within(listings.decisions().rows(), product, "feature__product")

    @listed(listings.groups, Connection[types.Group], "The teams and segments, by kind and key.")
    def groups(self) -> QuerySet[Any]:
        """List groups."""
        return listings.groups().rows()

    @listed(listings.accounts, Connection[types.Account], "The customer accounts, by key.")
    def accounts(self) -> QuerySet[Any]:
        """List accounts."""
        return listings.accounts().rows()

    @listed(listings.stakeholders, Connection[types.Stakeholder], "The people, by name.")
    def stakeholders(self) -> QuerySet[Any]:
        """List people."""
        return listings.stakeholders().rows()

    @listed(
        listings.preferences, Connection[types.Preference], "What people have stated, latest first."
    )
    def preferences(self, product: InProduct = UNSET) -> QuerySet[Any]:
        """List preferences."""
        return within(listings.preferences().rows(), product, "feature__product")

    @listed(
        listings.alignment_changes,
        Connection[types.AlignmentChange],
        "How scores have moved, oldest first; behind a cursor of `changes`, each once and in the "
        "order of the feed, also while others write.",
    )
    def alignment_changes(self, product: InProduct = UNSET) -> QuerySet[Any]:
        """List changes of scores."""
        return within(listings.alignment_changes().rows(), product, "feature__product")

    @listed(
        listings.preference_events,
        Connection[history.PreferenceEvent],
        "Everything that was ever stated or withdrawn, oldest first.",
    )
    def preference_events(self, product: InProduct = UNSET) -> QuerySet[Any]:
        """List events."""
        return within(listings.preference_events().rows(), product, "feature__product")

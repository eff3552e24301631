"""What a caller may still spend, as a GraphQL field."""

from datetime import UTC, datetime

import strawberry

from backend.access.throttling import show_allowance
from backend.api.completing.repeating import keep_nothing
from backend.api.fields import computed


@strawberry.type(description="What a caller may spend on requests in an hour.")
class RateLimit:
    """An allowance."""

    limit: int = strawberry.field(description="The cost of all requests that an hour allows.")
    cost: int = strawberry.field(
        description="What this request costs of it: its cost, and 1 at least."
    )
    remaining: int = strawberry.field(description="What is left after this request.")
    reset_at: datetime = strawberry.field(description="When all of it is there again.")


@strawberry.type(description="What can be asked.")
class AllowanceQueries:
    """What is left."""

    @computed("What the caller may still spend on requests; null while nothing can be counted.")
    def rate_limit(self, info: strawberry.Info) -> RateLimit | None:
        """Show what was counted of this request, and what that left."""
        keep_nothing()  # what is left is another the next time
        allowance = show_allowance(info.context.request)
        if allowance is None or allowance.left is None:
            return None
        return RateLimit(
            limit=allowance.limit,
            cost=allowance.cost,
            remaining=allowance.left,
            reset_at=datetime.fromtimestamp(allowance.resets_at, UTC),
        )

"""Says whose endpoints and deliveries are shown in the admin: owners', of their products."""

from backend.access.curating import Desk, open_desk
from backend.access.scopes import Role
from backend.integrations.webhooks.models import Delivery, Endpoint


def open_desks() -> None:
    """Say it."""
    open_desk(Endpoint, Desk(path="product", role=Role.OWNER))
    open_desk(
        Delivery,
        Desk(path="endpoint__product", role=Role.OWNER, held=("add", "change", "delete")),
    )

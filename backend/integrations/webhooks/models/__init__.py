"""The models of webhooks, where Django looks for them."""

from backend.integrations.webhooks.models.delivery import ID, Delivery, Status
from backend.integrations.webhooks.models.endpoint import (
    Endpoint,
    EndpointQuerySet,
    Reason,
    Standing,
)

__all__ = [
    "ID",
    "Delivery",
    "Endpoint",
    "EndpointQuerySet",
    "Reason",
    "Standing",
    "Status",
]

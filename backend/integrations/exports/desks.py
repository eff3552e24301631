"""Says whose exports are shown in the admin, and that erasing somebody removes all files."""

from backend.access.curating import Desk, open_desk
from backend.access.erasing import FORGETTING
from backend.integrations.exports.models import Export
from backend.integrations.exports.tidying import forget_all


def open_desks() -> None:
    """Say it; the page shows each their own."""
    open_desk(Export, Desk(path="", held=("change", "delete")))
    if forget_all not in FORGETTING:
        FORGETTING.append(forget_all)

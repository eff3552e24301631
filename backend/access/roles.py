"""Says who may enter the admin."""

from typing import Any

from backend.access.callers import describe_user
from backend.access.scopes import Scope


def may_curate(user: Any) -> bool:  # noqa: ANN401 -- any model of users, or nobody
    """Tell whether USER may enter the admin: as curator of some product, or as administrator."""
    return bool(user.is_active) and describe_user(user).may(Scope.WRITE_CATALOGUE)

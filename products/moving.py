"""Says in the language of whoever asks that the lifecycle, which knows none, has no such move."""

from django.utils.translation import gettext

from products import lifecycle
from products.lifecycle import LifecycleStage, StageMoveError, next_stages


def check_move(before: LifecycleStage, after: LifecycleStage) -> None:
    """Let the move from BEFORE to AFTER pass.

    :raises StageMoveError: when the lifecycle has none.
    """
    try:
        lifecycle.check_move(before, after)
    except StageMoveError as error:
        told = gettext("A feature in %(before)s cannot move to %(after)s; it can to: %(allowed)s.")
        allowed = ", ".join(sorted(next_stages(before)))
        moves = {"before": before, "after": after, "allowed": allowed}
        raise StageMoveError(told % moves) from error

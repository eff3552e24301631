"""Lets a feature take over what a duplicate says, and give it back when their merge is undone."""

import json
from collections.abc import Collection
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from products.models import Feature, Merge

# What may be taken over: neither the key, as both go on answering, nor the stage, which moves.
HERITABLE: Final = ("name", "summary", "problem", "effort", "tags")

Taken = dict[str, list[Any]]  # by field, what was said before, and what has been said since


def take_over(into: Feature, feature: Feature, names: Collection[str]) -> Taken:
    """Let INTO say under NAMES what FEATURE says; give what that changed."""
    taken: Taken = {}
    for name in HERITABLE:
        before, after = getattr(into, name), getattr(feature, name)
        if name in names and before != after:
            taken[name] = [_plain(before), _plain(after)]
            setattr(into, name, after)
    if taken:
        into.updated_at = timezone.now()
        into.save(update_fields=[*taken, "updated_at"])
    return taken


def give_back(merge: Merge) -> None:
    """Let what MERGE made one say again what it said before, but for what was edited since.

    What a later merge took over instead is given back to the same, once that is undone too.
    """
    into, taken = Feature.objects.get(pk=merge.into_id), merge.taken
    for later in Merge.objects.standing().filter(into=into, pk__gt=merge.pk).order_by("pk"):
        taken = _hand_on(taken, later)
    back = [name for name, (_, after) in taken.items() if _plain(getattr(into, name)) == after]
    for name in back:
        column: Any = Feature._meta.get_field(name)  # noqa: SLF001 -- Django's documented model API
        setattr(into, name, column.to_python(taken[name][0]))
    if back:
        into.updated_at = timezone.now()
        into.save(update_fields=[*back, "updated_at"])


def _hand_on(taken: Taken, later: Merge) -> Taken:
    """Let LATER give back what was there before TAKEN, where it took over the same field."""
    same = {name for name in taken if later.taken.get(name, (None,))[0] == taken[name][1]}
    if same:
        later.taken |= {name: [taken[name][0], later.taken[name][1]] for name in same}
        later.save(update_fields=["taken"])
    return {name: each for name, each in taken.items() if name not in same}


def _plain(value: object) -> Any:  # noqa: ANN401 -- whatever JSON holds
    """Give VALUE as it is kept."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))

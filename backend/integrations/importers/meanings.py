"""Reads what whoever imports says that a tool's words mean."""

from django.utils.translation import gettext as _

from backend.integrations.importers.values import ValueRefusedError
from products.lifecycle import LifecycleStage


def read_meaning(text: str) -> tuple[str, LifecycleStage]:
    """Read TEXT, WORD=STAGE, as which stage a status means.

    :raises ValueRefusedError: when it is something else.
    """
    word, mark, stage = text.rpartition("=")
    if not mark or not word.strip() or stage.strip().upper() not in set(LifecycleStage):
        told = _("write WORD=STAGE, with a stage of %(stages)s")
        raise ValueRefusedError(told % {"stages": ", ".join(LifecycleStage)})
    return word.strip(), LifecycleStage(stage.strip().upper())

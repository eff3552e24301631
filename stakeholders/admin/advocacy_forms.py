"""Forms for champions, conversations and commitments: they hold what the domain holds."""

from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext

from products.admin.forms import RecordForm
from stakeholders.talks import (
    Pledge,
    Talk,
    find_champion_faults,
    find_pledge_faults,
    find_talk_faults,
)

# Whoever stands by a commitment does so for this team, to this objective, in these words.
PLEDGED: Final = frozenset({"team", "objective", "statement"})
STOOD_BY: Final = frozenset({"acknowledged_by", "acknowledged_at"})


class ChampionForm(RecordForm):
    """Who speaks for a feature, and since when."""

    def clean(self) -> dict[str, Any]:
        """Refuse a day that has not come."""
        cleaned = super().clean()
        if (since := cleaned.get("since_date")) is not None:
            self.tell(find_champion_faults(since))
        return cleaned


class OutreachForm(RecordForm):
    """A conversation about a feature, held by one of its champions or by someone else."""

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot have taken place, and the champion of another feature."""
        cleaned = super().clean()
        feature, by = cleaned.get("feature"), cleaned.get("contacted_by")
        if feature and by:
            talk = Talk(
                contacted_by=by,
                contacted_at=cleaned.get("contacted_at"),
                follow_up_date=cleaned.get("follow_up_date"),
                champion=cleaned.get("champion"),
            )
            self.tell(
                ("feature" if name == "champion" else name, code, told)
                for name, code, told in find_talk_faults(feature, talk)
            )
        return cleaned


class CommitmentForm(RecordForm):
    """Whoever acknowledges a commitment does so on a day."""

    def clean(self) -> dict[str, Any]:
        """Ask for both or neither; a name without a day, or another name, means now.

        What nobody acknowledged as it reads now has to be acknowledged anew.
        """
        cleaned = super().clean()
        edited = set(self.changed_data)
        if self.instance.pk and edited & PLEDGED and not edited & STOOD_BY:
            self.settle("acknowledged_by", "")
            self.settle("acknowledged_at", None)
        is_renamed = "acknowledged_by" in edited and "acknowledged_at" not in edited
        if cleaned.get("acknowledged_by") and (is_renamed or not cleaned.get("acknowledged_at")):
            self.settle("acknowledged_at", timezone.now())
        if cleaned.get("acknowledged_at") and not cleaned.get("acknowledged_by"):
            self.add_error("acknowledged_by", gettext("Say who acknowledged it."))
        self.tell(find_pledge_faults(Pledge(acknowledged_at=cleaned.get("acknowledged_at"))))
        return cleaned

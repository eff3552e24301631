"""How a feature is edited, and moved to another stage."""

from typing import Any, ClassVar, Final

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, AdminTextareaWidget
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from products.admin.forms import RecordForm
from products.admin.similar import mark_fields
from products.admin.tags import TagsField
from products.lifecycle import LifecycleStage, next_stages
from products.models import Exposure, Stage
from products.naming import find_tag_faults

EXPOSED: Final = "exposure_unknown"


class FeatureForm(RecordForm):
    """A feature, with a move to another stage where one is wanted."""

    # A move is one from where the feature stood when the page was shown.
    watched: ClassVar = {"stage": ("move_to",)}
    tags = TagsField(
        required=False,
        label=capfirst(gettext_lazy("tags")),
        help_text=gettext_lazy("Free words to find it by, with commas between."),
    )
    move_to = forms.ChoiceField(required=False)
    move_reason = forms.CharField(
        required=False,
        label=gettext_lazy("Because"),
        widget=AdminTextareaWidget({"rows": 2}),
        help_text=gettext_lazy("Kept with the move, for those who ask later."),
    )

    move_at = forms.SplitDateTimeField(
        required=False,
        label=gettext_lazy("On"),
        widget=AdminSplitDateTime(),
        help_text=gettext_lazy("When it moved, where that was before today; now if left empty."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Offer the stages that come next."""
        super().__init__(*args, **kwargs)
        mark_fields(self.fields, self.instance)
        after = next_stages(LifecycleStage(self.instance.stage)) if self.instance.pk else ()
        before = gettext(Stage(self.instance.stage).label)
        stay = ("", gettext("stay in %(stage)s") % {"stage": before})
        none = gettext("No move leads there from %(stage)s.")
        offered = [(stage.value, gettext(stage.label)) for stage in Stage if stage in after]
        self.fields["move_to"] = forms.ChoiceField(
            choices=[stay, *offered],
            required=False,
            label=gettext("Move to"),
            error_messages={"invalid_choice": none % {"stage": before}},
            help_text=gettext("Only the moves that the lifecycle allows."),
        )
        if self.instance.pk is None and EXPOSED in self.fields:
            self.fields[EXPOSED] = forms.TypedChoiceField(
                choices=[
                    ("", gettext("as the product is shown to people")),
                    ("yes", gettext("yes")),
                    ("no", gettext("no")),
                ],
                coerce=lambda value: value == "yes",
                empty_value=None,
                required=False,
                label=self.fields[EXPOSED].label,
                help_text=self.fields[EXPOSED].help_text,
            )

    def clean_tags(self) -> list[str]:
        """Leave alone what is not edited, and refuse what cannot be a tag."""
        before: list[str] = self.initial.get("tags") or []
        if "tags" not in self.changed_data:
            return before
        tags: list[str] = self.cleaned_data["tags"]
        if faults := list(find_tag_faults(tags, before)):
            raise forms.ValidationError(faults)
        return tags

    def clean(self) -> dict[str, Any]:
        """Ask for a reason with a move, and for objectives of the feature's own product."""
        cleaned = super().clean()
        if cleaned.get("move_to") and not cleaned.get("move_reason"):
            self.add_error("move_reason", gettext("Say why it moves."))
        is_known = "move_to" not in self.errors
        if cleaned.get("move_reason") and not cleaned.get("move_to") and is_known:
            self.add_error("move_to", gettext("Say where it moves to, or leave the reason out."))
        if cleaned.get("move_at") and not cleaned.get("move_to"):
            self.add_error("move_to", gettext("Say where it moved to, or leave the date out."))
        product = cleaned.get("product") or getattr(self.instance, "product", None)
        if cleaned.get(EXPOSED, False) is None:
            cleaned[EXPOSED] = product is not None and product.exposure == Exposure.UP_VOTES
        self.check_product("objectives", product)
        return cleaned

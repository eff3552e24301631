"""Decisions, with the backing as it stood when they were made, and as it stands now."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from products.admin.forms import AnyForm
from products.admin.insight import CatalogueDecisionAdmin
from products.decisions import Choice, reads_otherwise
from products.figures import write_number
from products.keys import read_key
from products.models import Decision, Feature, Insight, Outcome
from stakeholders.admin.alignment import find_score, show_score
from stakeholders.admin.breakdowns import draw_breakdown
from stakeholders.deciding import decide
from stakeholders.foreseeing import list_options, tell_moved
from stakeholders.reviewing import explain_since, find_since

UNKNOWN = "-"


@admin.register(Decision)
class DecisionAdmin(CatalogueDecisionAdmin):
    """Decisions, with what was known when they were made beside what is known now."""

    standing = (*CatalogueDecisionAdmin.standing, "known_then", "rested_on")
    reviewing = ("then_and_now",)
    readonly_fields = (
        *CatalogueDecisionAdmin.readonly_fields,
        "known_then",
        "rested_on",
        "then_and_now",
    )

    def get_fieldsets(self, request: HttpRequest, obj: Decision | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Show beside the choice, while it is made, how its feature is backed now."""
        (heading, options), *others = super().get_fieldsets(request, obj)
        if obj is None:
            options = options | {"description": self._tell_backing(request)}
        return ((heading, options), *others)

    def _tell_backing(self, request: HttpRequest) -> SafeString:
        """Tell the backing of the feature that REQUEST names, and what defying it asks for."""
        duty = gettext("A decision against the backing has to tell why in its rationale.")
        key = read_key(request.POST.get("feature") or request.GET.get("feature"))
        mine = self.admin_site.get_model_admin(Feature).get_queryset(request)
        feature = None if key is None else mine.filter(pk=key).first()
        if feature is None:
            return format_html("{}", duty)
        score = find_score(feature)
        told = gettext("Nobody has spoken yet.") if score is None else show_score(score)
        return format_html(
            "<strong>{}</strong>: {}. {}<ul>{}</ul>", feature, told, duty, _list_options(feature)
        )

    @admin.display(description=_("backing then"))
    def known_then(self, decision: Decision) -> SafeString | str:
        """Show the score and the breakdown that DECISION was made with."""
        if decision.score is None:
            return gettext("Nobody had spoken.")
        return format_html("<p>{}</p>{}", show_score(decision), draw_breakdown(decision.breakdown))

    @admin.display(description=_("what the insights said then"))
    def rested_on(self, decision: Decision) -> SafeString | str:
        """Show what DECISION rests on as it read then."""
        named = [ground["insight"] for ground in decision.grounds]
        known = {str(each.public_id): each for each in Insight.objects.filter(public_id__in=named)}
        lines = (
            (
                ground["title"],
                gettext("reads otherwise now")
                if reads_otherwise(ground, known.get(ground["insight"]))
                else "",
                ground["body"],
            )
            for ground in decision.grounds
        )
        return format_html_join("", "<p><strong>{}</strong> {}<br>{}</p>", lines) or UNKNOWN

    @admin.display(description=_("then and now"))
    def then_and_now(self, decision: Decision) -> SafeString:
        """Show score, interval and rank of then beside those of now."""
        since = find_since([decision])[decision.pk]
        rows = (
            (_("score"), decision.score, since.score),
            (_("low"), decision.low, since.low),
            (_("high"), decision.high, since.high),
            (_("rank"), decision.rank, since.rank),
        )
        head = format_html(
            "<tr><th></th><th>{}</th><th>{}</th></tr>", gettext("then"), gettext("now")
        )
        cells = ((name, *_show((then, now))) for name, then, now in rows)
        body = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", cells)
        told = explain_since(decision, since)
        return format_html(
            "<p>{}</p><table><thead>{}</thead><tbody>{}</tbody></table>", told, head, body
        )

    def save_model(self, request: HttpRequest, obj: Decision, form: AnyForm, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        """Decide now, with what is known at this moment; later, write what was edited."""
        if change:
            super().save_model(request, obj, form, change)
            return
        choice = Choice(
            outcome=Outcome(obj.outcome),
            rationale=obj.rationale,
            promise=obj.promise,
            review_on=obj.review_on,
            decided_by=obj.decided_by,
            insights=[insight.pk for insight in form.cleaned_data.get("insights", ())],
        )
        done = decide(obj.feature, choice, actor=request.user.get_username())
        made = done.row
        obj.pk, obj.decided_at = made.pk, made.decided_at  # what the page goes on to name
        moved = tell_moved(done.change, made.feature.stage)
        self.message_user(request, format_html("{}: {}", made.feature, moved))
        if made.against_backing:
            told = gettext("This goes against the backing, and is marked so. Tell why to all.")
            self.message_user(request, told, messages.WARNING)


def _list_options(feature: Feature) -> SafeString:
    """Tell of each outcome what it would come to for FEATURE."""
    options = list_options([feature])[feature.pk]
    lines = ((gettext(each.outcome.label), each.explanation) for each in options)
    return format_html_join("", "<li><strong>{}</strong>: {}</li>", lines)


def _show(values: Iterable[Any]) -> list[str]:
    """Write VALUES with no more decimals than they deserve."""
    return [
        UNKNOWN if value is None else write_number(value, 1 if isinstance(value, float) else 0)
        for value in values
    ]

"""Makes one feature of the ideas that a tool has merged."""

from django.utils.translation import gettext as _

from backend.integrations.importers.drafts import Idea
from backend.integrations.importers.faults import quote
from backend.integrations.importers.ideas import Ideas
from products.figures import write_number
from products.merging import MergeError
from products.models import Feature, Merge
from stakeholders.merging import merge_features


def merge_duplicates(ideas: Ideas) -> None:
    """Merge the features of duplicates among IDEAS into what they are duplicates of.

    What is merged here already stays so, into whatever it was, and what somebody here has taken
    apart stays apart.
    """
    job, rows = ideas.job, ideas.kept.rows
    keys = [rows[key] for key in ideas.duplicates if key in rows]
    apart = set(
        Merge.objects.filter(feature__in=keys)
        .exclude(undone_at=None)
        .values_list("feature", flat=True)
    )
    left = 0
    for key, idea in ideas.duplicates.items():
        target = _find_target(idea, ideas)
        if key not in rows:
            continue
        if target is not None and target not in rows:
            job.report.leave_out("merges", idea.file, idea.row)  # why, is told of the target
        elif target is None:
            told = _("%(key)s is nowhere in this export, or goes round in circles.")
            job.blame(idea, "merges", "merged_into", told % {"key": quote(idea.merged_into)})
        elif rows[key] in apart:
            left += 1
        else:
            _merge(idea, rows[key], rows[target], ideas)
    if left:
        told = _("Duplicates left apart, as they were taken apart here: %(number)s.")
        job.report.notes.append(told % {"number": write_number(left)})


def _find_target(idea: Idea, ideas: Ideas) -> str | None:
    """Tell what IDEA is a duplicate of in the end, be it refused; None if nothing is there."""
    seen, key = set(), idea.merged_into
    while key in ideas.duplicates and key not in seen:
        seen.add(key)
        key = ideas.duplicates[key].merged_into
    return key if ideas.kept.is_there(key) and key not in ideas.duplicates else None


def _merge(idea: Idea, duplicate: int, target: int, ideas: Ideas) -> None:
    """Make the DUPLICATE feature of IDEA part of the TARGET, both by key."""
    job = ideas.job
    features = Feature.objects.select_related("merged_into").in_bulk([duplicate, target])
    feature, into = features[duplicate], features[target]
    if feature.merged_into is not None:
        job.report.add("merges", "unchanged")
        return
    try:
        reason = f"Merged in {job.tool.title}."
        merge_features(feature, into.merged_into or into, actor=job.terms.actor, reason=reason)
    except MergeError as error:
        job.blame(idea, "merges", "merged_into", error.message)
    else:
        job.report.add("merges", "created")

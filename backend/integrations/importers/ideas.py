"""Makes features of the ideas of an export, and one feature of those that the tool merged."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.integrations.importers.drafts import Idea, Kept
from backend.integrations.importers.faults import quote, refuse
from backend.integrations.importers.job import Entry, Job
from backend.integrations.importers.keys import FreeKeys
from backend.integrations.importers.naming import flatten, name_statement, shorten
from products.catalogue import upsert_features
from products.figures import write_number
from products.lifecycle import LifecycleStage
from products.models import Feature, Stage
from products.naming import FORMULA_STARTS, KEY_LENGTH

FIRST: Final = LifecycleStage.CONCEPTION  # where ideas begin whose status says nothing
MOST_TOLD: Final = 10  # statuses that nobody has said the meaning of


@dataclass(slots=True)
class Ideas:
    """Writes the ideas of JOB, and keeps their features by external id."""

    job: Job
    kept: Kept = field(default_factory=Kept)
    counted: dict[str, int] = field(default_factory=dict)  # votes, where the tool tells of them
    duplicates: dict[str, Idea] = field(default_factory=dict)  # without their texts
    unknown: Counter[str] = field(default_factory=Counter)  # statuses
    elsewhere: int = 0  # known features whose stage is another than the tool's
    stages: dict[str, LifecycleStage] = field(init=False)  # by status in small letters

    def __post_init__(self) -> None:
        """Learn what statuses mean: to the tool, and to whoever imports, who knows better."""
        told = (*self.job.tool.stages.items(), *self.job.terms.stages.items())
        self.stages = {flatten(word).casefold(): stage for word, stage in told}

    def write(self) -> None:
        """Make a feature of each idea. A known one keeps its key, its stage and all its tags.

        :raises FileRefusedError: when there are none.
        """
        job = self.job
        rows = Feature.objects.filter(source=job.source).exclude(external_id="")
        known = {row["external_id"]: row for row in rows.values("external_id", "stage", "tags")}
        keys = FreeKeys(job.product.features.values_list("key", flat=True))
        written = job.upsert(
            "features",
            self._list(known, keys),
            lambda entries: upsert_features(job.product, entries),
        )
        for idea, item in written:
            self.kept.rows[idea.external_id] = item.row.pk
        if not self.kept.seen and not job.report.faults.count:
            refuse(job.terms.product, _("%(tool)s exported no ideas.") % {"tool": job.tool.title})
        self._tell()

    def _list(
        self, known: Mapping[str, Mapping[str, Any]], keys: FreeKeys
    ) -> Iterator[tuple[Idea, Entry]]:
        """Yield each idea with what is to be written of it."""
        job = self.job
        for idea in job.export.read_ideas(job.hear("features", self.kept.unreadable)):
            job.report.read["ideas"] += 1
            key = idea.external_id
            if key in self.kept.seen:
                told = _("%(key)s is there twice.") % {"key": quote(key)}
                job.blame(idea, "features", "external_id", told)
                continue
            self.kept.seen.add(key)
            if idea.votes is not None:
                self.counted[key] = idea.votes
            if idea.merged_into:
                place = {"file": idea.file, "row": idea.row, "merged_into": idea.merged_into}
                self.duplicates[key] = Idea(external_id=key, title="", **place)  # type: ignore[arg-type]  # -- as said
            yield idea, self._draft(idea, known.get(key), keys)

    def _draft(self, idea: Idea, row: Mapping[str, Any] | None, keys: FreeKeys) -> Entry:
        """Say what is to be written of IDEA, of which ROW tells as it stands."""
        job = self.job
        name = name_statement(idea.title) or f"{job.tool.title} {idea.external_id}"
        whole = idea.text if flatten(idea.title) == name else f"{idea.title}\n\n{idea.text}"
        tags = clean_tags(idea.tags)
        entry: Entry = {
            "source": job.source,
            "external_id": idea.external_id,
            "name": name,
            "summary": whole.strip(),
        }
        stage = self._find_stage(idea.status)
        if row is None:
            key = keys.take(idea.title, f"{job.tool.name}-{idea.external_id}")
            return entry | {"key": key, "stage": stage, "tags": tags, "exposure_unknown": True}
        self.elsewhere += bool(idea.status) and stage != row["stage"]
        missing = [tag for tag in tags if tag not in row["tags"]]
        return entry | ({"tags": [*row["tags"], *missing]} if missing else {})

    def _find_stage(self, status: str) -> LifecycleStage:
        """Tell which stage STATUS means, in the tool's own words."""
        word = flatten(status)
        if word and word.casefold() not in self.stages:
            self.unknown[word] += 1
        return self.stages.get(word.casefold(), FIRST)

    def _tell(self) -> None:
        """Note what a reader of the features would otherwise wonder about."""
        notes = self.job.report.notes
        if self.unknown:
            told = _(
                "Statuses of unknown meaning: %(statuses)s; new features with them are in the "
                "stage %(stage)s (--stage 'WORD=STAGE' tells)."
            )
            stage = _(Stage(FIRST).label)
            notes.append(told % {"statuses": _list_unknown(self.unknown), "stage": stage})
        if self.elsewhere:
            told = _(
                "Known features that stand elsewhere than in %(tool)s: %(number)s; an import moves "
                "none."
            )
            number = write_number(self.elsewhere)
            notes.append(told % {"tool": self.job.tool.title, "number": number})


def _list_unknown(statuses: Counter[str]) -> str:
    """List the most frequent of STATUSES, each with how often it is there."""
    told = [f"{quote(word)} ({write_number(n)})" for word, n in statuses.most_common(MOST_TOLD)]
    listed, more = ", ".join(told), len(statuses) - len(told)
    if not more:
        return listed
    rest = ngettext("%(names)s and %(more)s more", "%(names)s and %(more)s more", more)
    return rest % {"names": listed, "more": write_number(more)}


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Give TAGS as features have them: each once, short, on one line and without a comma."""
    lines = (flatten(tag.replace(",", " ")).lstrip("".join(FORMULA_STARTS)).strip() for tag in tags)
    return list(dict.fromkeys(shorten(line, KEY_LENGTH) for line in lines if line))

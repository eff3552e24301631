"""Makes insights of what people said in an export."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from backend.integrations.importers.drafts import Kept, Note
from backend.integrations.importers.faults import quote
from backend.integrations.importers.job import Entry, Job, cut
from backend.integrations.importers.naming import name_statement
from products.catalogue import upsert_insights
from products.models import Feature, Insight
from products.upserts import Upserted
from stakeholders.evidence import Citation, cite_insights

URL_LENGTH: Final = 500


@dataclass(slots=True)
class Notes:
    """Writes the notes of JOB, which PEOPLE have written about IDEAS."""

    job: Job
    ideas: Kept
    people: Kept
    kept: Kept = field(default_factory=Kept)

    def write(self) -> None:
        """Make an insight of each note; features that it bears on here already stay with it."""
        job = self.job
        for notes in cut(self._list(), lambda note: len(note.text)):
            known = self._find_links([note.external_id for note in notes])
            entries = [(note, self._draft(note, known.get(note.external_id, ()))) for note in notes]
            written = job.upsert(
                "insights", entries, lambda rows: upsert_insights(job.product, rows)
            )
            cited = cite_insights(list(self._cite(written)))
            for outcome, number in cited.items():
                job.report.add("evidence", outcome, number)

    def _cite(self, written: Iterable[tuple[Note, Upserted[Insight]]]) -> Iterator[Citation]:
        """Yield that what the author of each note that was WRITTEN has stated rests on it."""
        merged = self.job.product.features.exclude(merged_into=None)
        targets: dict[int, int] = dict(merged.values_list("pk", "merged_into"))  # type: ignore[arg-type]  # -- not None
        for note, item in written:
            person = self.people.rows.get(note.author)
            for idea in note.ideas if person is not None else ():
                if feature := self.ideas.rows.get(idea):
                    at, feature = note.occurred_at, targets.get(feature, feature)
                    yield Citation(person, feature, item.row.pk, at)  # type: ignore[arg-type]  # -- not None

    def _list(self) -> Iterator[Note]:
        """Yield each note that says anything, once."""
        for note in self.job.export.read_notes(self.job.hear("insights")):
            self.job.report.read["notes"] += 1
            if note.external_id in self.kept.seen:
                told = _("%(key)s is there twice.") % {"key": quote(note.external_id)}
                self.job.blame(note, "insights", "external_id", told)
            elif name_statement(note.title or note.text):
                self.kept.seen.add(note.external_id)
                yield note

    def _find_links(self, ids: Sequence[str]) -> dict[str, list[str]]:
        """Tell the keys of the features that known insights, by external ids, bear on already."""
        rows = Insight.objects.filter(source=self.job.source, external_id__in=ids)
        found: defaultdict[str, list[str]] = defaultdict(list)
        for key, feature in rows.values_list("external_id", "features__key"):
            found[key] += [feature] if feature else []
        return found

    def _draft(self, note: Note, known: Sequence[str]) -> Entry:
        """Say what is to be written of NOTE, which bears on KNOWN features already."""
        keys = [self.ideas.rows[idea] for idea in note.ideas if idea in self.ideas.rows]
        features = Feature.objects.filter(pk__in=keys).values_list("key", flat=True)
        return {
            "source": self.job.source,
            "external_id": note.external_id,
            "kind": note.kind,
            "mood": note.mood,
            "title": name_statement(note.title or note.text),
            "body": note.text,
            "url": note.url if is_url(note.url) else "",
            "occurred_at": note.occurred_at,
            "features": list(dict.fromkeys([*known, *features])),
        }


def is_url(text: str) -> bool:
    """Tell whether TEXT is an address that an insight can have."""
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    return len(text) <= URL_LENGTH

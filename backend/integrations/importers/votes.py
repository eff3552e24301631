"""States what the people of an export back, and counts apart what it attributes to nobody."""

from array import array
from collections import Counter, deque
from collections.abc import Iterator, Mapping, MutableSequence
from dataclasses import dataclass, field

from django.db import reset_queries
from django.db.models import Count
from django.utils.translation import gettext as _

from backend.integrations.importers.drafts import Kept, Vote
from backend.integrations.importers.faults import Fault, Faults, FileRefusedError, quote
from backend.integrations.importers.ideas import Ideas
from backend.integrations.importers.job import Job
from backend.integrations.importers.naming import shorten
from backend.integrations.importers.roster import Pairs
from products.chunks import CHUNK
from products.figures import write_number
from products.naming import NAME_LENGTH
from stakeholders.models import Preference, Stance
from stakeholders.preferences import state
from stakeholders.statements import Outcome, Report, Statement, StatementsRefusedError
from stakeholders.tallying import keep_tallies


@dataclass(slots=True)
class Votes:
    """Reads the votes of JOB twice: first whom they name, then what they say of whom.

    Of each statement it keeps where it stands: the place of the file, and the row.
    """

    job: Job
    voters: set[str] = field(default_factory=set)
    named: Counter[str] = field(default_factory=Counter)  # voters of each idea, by external id
    places: list[str] = field(default_factory=list)  # the files of votes, which are few
    files: MutableSequence[int] = field(default_factory=lambda: array("B"))
    rows: MutableSequence[int] = field(default_factory=lambda: array("L"))

    def survey(self) -> None:
        """Learn who voted, and how many on each idea."""
        pairs = Pairs()
        for vote in self.job.export.read_votes(self.job.hear("preferences")):
            self.job.report.read["votes"] += 1
            self.voters.add(vote.person)
            if not pairs.has(vote.person, vote.idea):
                pairs.add(vote.person, vote.idea)
                self.named[vote.idea] += 1

    def state(self, people: Kept, ideas: Kept) -> None:
        """State that PEOPLE back IDEAS.

        :raises FileRefusedError: when a statement is refused and the good ones are not kept.
        """
        job = self.job
        try:
            heard = state(
                self._list(people, ideas),
                actor=job.terms.actor,
                source=job.source,
                keep_good=job.terms.keep_good,
                within=job.product,
            )
        except StatementsRefusedError as error:
            self._blame(error.report)
            raise FileRefusedError(job.report.faults) from error
        self._blame(heard)
        for outcome in Outcome:
            if outcome is not Outcome.REFUSED:  # which are counted with their reasons
                job.report.add("preferences", outcome, heard.count(outcome))

    def check(self, people: Kept, ideas: Kept) -> None:
        """Add to the faults where a vote names what is among neither PEOPLE nor IDEAS."""
        deque(self._list(people, ideas), maxlen=0)

    def tally(self, ideas: Ideas) -> None:
        """Keep what the tool counted for each of IDEAS beyond the votes that it names."""
        counted = {
            key: (pk, ideas.counted[key])
            for key, pk in ideas.kept.rows.items()
            if key in ideas.counted
        }
        named = self.named or self._find_named(counted)
        counts = {pk: max(0, number - named[key]) for key, (pk, number) in counted.items()}
        for outcome, number in keep_tallies(self.job.source, counts).items():
            self.job.report.add("tallies", outcome, number)
        if total := sum(counts.values()):
            self.job.report.unattributed = total

    def _find_named(self, counted: Mapping[str, tuple[int, int]]) -> Counter[str]:
        """Tell how many earlier imports named for each of the ideas COUNTED, as this one does none.

        COUNTED are key of the feature and votes by external id. Of a duplicate the votes stand with
        what it is part of, and the tool may count them for both.
        """
        job, targets = self.job, self._find_targets()
        rows = Preference.objects.filter(
            feature__product=job.product, stakeholder__source=job.source
        )
        standing = dict(rows.order_by().values_list("feature").annotate(Count("pk")))
        named: Counter[str] = Counter()
        for key, (pk, _votes) in counted.items():
            named[key] = standing.get(targets.get(pk, pk), 0)
        known = sum(
            min(votes, named[key]) for key, (pk, votes) in counted.items() if pk not in targets
        )
        if known:
            told = _(
                "This export names nobody who voted. Votes that stand by name from earlier "
                "imports, and are not counted again as nobody's: %(number)s."
            )
            job.report.notes.append(told % {"number": write_number(known)})
        return named

    def _find_targets(self) -> dict[int, int]:
        """Tell what the features that were merged are part of, by key."""
        merged = self.job.product.features.exclude(merged_into=None)
        return dict(merged.values_list("pk", "merged_into"))  # type: ignore[arg-type]  # -- not None

    def _list(self, people: Kept, ideas: Kept) -> Iterator[Statement]:
        """Yield what PEOPLE have said of IDEAS; of one that was merged, it is said of the other."""
        targets = self._find_targets()
        for vote in self.job.export.read_votes(Faults()):
            person, idea = people.rows.get(vote.person), ideas.rows.get(vote.idea)
            if person is None or idea is None:
                self._tell_missing(vote, people, ideas)
                continue
            self._place(vote)
            yield Statement(
                stakeholder=person,
                feature=targets.get(idea, idea),
                stance=Stance.SUPPORT,
                stated_at=vote.voted_at,
                entered_by=shorten(vote.entered_by, NAME_LENGTH),
            )

    def _place(self, vote: Vote) -> None:
        """Remember where the next statement stands."""
        if vote.file not in self.places:
            self.places.append(vote.file)
        self.files.append(self.places.index(vote.file))
        self.rows.append(vote.row)
        if len(self.rows) % CHUNK == 0:
            reset_queries()  # which DEBUG keeps, and would fill the memory with

    def _tell_missing(self, vote: Vote, people: Kept, ideas: Kept) -> None:
        """Count VOTE as refused; if what it names is not in the export, say so.

        What is there and was refused has been told of already.
        """
        self.job.report.leave_out("preferences", vote.file, vote.row)
        for fact, key, kept in (("person", vote.person, people), ("idea", vote.idea, ideas)):
            if not kept.is_there(key):
                column = self.job.tool.find_column(vote, fact)
                told = _("%(key)s is nowhere in this export.") % {"key": quote(key)}
                self.job.report.faults.add(Fault(vote.file, vote.row, column, told))

    def _blame(self, heard: Report) -> None:
        """Add to the faults what was refused when it was HEARD."""
        for refusal in heard.refusals:
            file = self.places[self.files[refusal.row]]
            fault = Fault(file, self.rows[refusal.row], refusal.field, refusal.message)
            self.job.report.refuse("preferences", fault)

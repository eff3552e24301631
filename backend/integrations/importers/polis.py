"""Imports the export of a Polis conversation: its statements, participants and their votes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from rich.progress import Progress

from backend.integrations.importers.archives import open_archive
from backend.integrations.importers.faults import Fault, Faults, quote, refuse
from backend.integrations.importers.importing import Terms, run_import
from backend.integrations.importers.naming import describe_names, name_statement
from backend.integrations.importers.polis_files import COMMENTS, is_number, open_conversation
from backend.integrations.importers.reading import Sheet
from backend.integrations.importers.report import ImportReport
from backend.integrations.importers.roster import Origin, Roster, build_roster
from backend.integrations.importers.tables import Readable
from products.figures import write_number
from products.models import Product
from stakeholders.models import Group, GroupKind, Stance
from stakeholders.statements import SOURCE_LENGTH, Statement

STANCES: Final = {
    "1": Stance.STRONGLY_SUPPORT,
    "0": Stance.NEUTRAL,
    "-1": Stance.STRONGLY_OPPOSE,
}
MODERATED_OUT: Final = "moderated-out"
FACTS: Final = {
    "teams": {"key": "group-id", "name": "group-id"},
    "people": {"key": "participant", "external_id": "participant", "name": "participant"},
}
COMMENT_FACTS: Final = {"key": "comment-id", "name": "comment-body", "summary": "comment-body"}


@dataclass(frozen=True, slots=True)
class Comment:
    """What comments.csv says of a statement: where, its text, and whether it was moderated out."""

    row: int
    body: str
    is_out: bool


@dataclass(slots=True)
class PolisImporter:
    """Reads the sheets of one conversation, of which PATH holds the votes; SOURCE names it."""

    path: Readable
    source: str
    progress: Progress
    comments: Sheet
    votes: Sheet
    statements: tuple[str, ...]  # the columns of the votes that are statements
    roster: Roster
    report: ImportReport = field(default_factory=ImportReport)
    said: dict[str, Comment] = field(default_factory=dict)

    def survey(self) -> None:
        """Learn statements, participants and their groups, and find what is wrong with them."""
        self._read_comments()
        for name in self.statements:
            self._learn_statement(name)
        self._tell_of_statements()
        for number, cells in self._read_votes(self.report.faults, "checking"):
            self.report.read["participants"] += 1
            if cells is None:
                self.report.add("people", "refused")
                continue
            if not cells["group-id"]:
                self.report.left_out += 1
                continue
            participant, team = cells["participant"], f"G{cells['group-id']}"
            facts = {"team": team, "account": "", "name": f"Participant {participant}"}
            self.roster.teams.learn(team, {}, row=number)
            self.roster.people.learn(participant, facts, row=number)

    def settle(self, product: Product) -> None:
        """Keep teams apart from those of other conversations, and the tags that curators gave."""
        groups = Group.objects.filter(kind=GroupKind.TEAM)
        own = dict(groups.filter(source=self.source).values_list("external_id", "key"))
        taken = set(groups.values_list(Lower("key"), flat=True))
        for team, mention in self.roster.teams.mentions.items():
            mention.facts |= {"source": self.source, "external_id": team}
            if team in own:
                mention.facts["key"] = own[team]
            elif team.lower() in taken:
                name = f"{team} ({product.key})"
                mention.facts |= {"key": f"{product.key}-{team}", "name": name}
        tags = dict(product.features.filter(source=self.source).values_list("external_id", "tags"))
        for key, feature in self.roster.features.mentions.items():
            others = [tag for tag in tags.get(key, ()) if tag != MODERATED_OUT]
            is_out = key in self.said and self.said[key].is_out
            feature.facts["tags"] = [*others, MODERATED_OUT] if is_out else others

    def read_statements(self) -> Iterator[tuple[int, Statement]]:
        """Read the votes of participants in groups again, with the keys of all that they name."""
        features = {name: self.roster.features.find(name) for name in self.statements}
        known = [(name, pk) for name, pk in features.items() if pk is not None]
        for number, cells in self._read_votes(Faults(), "importing"):
            person = self.roster.people.find(cells["participant"]) if cells else None
            if cells is None or person is None:
                continue
            for name, feature in known:
                if cells[name]:
                    stance = STANCES[cells[name]]
                    yield number, Statement(stakeholder=person, feature=feature, stance=stance)

    def _read_comments(self) -> None:
        """Learn the texts of the statements."""
        faults = self.report.faults
        for number, cells in self.comments.read(self.progress, faults, purpose="checking"):
            key = cells.get("comment-id", "")
            if cells and (not is_number(key) or key in self.said):
                told = _("%(value)s is no number of a comment, or there twice.")
                message = told % {"value": quote(key)}
                faults.add(Fault(str(self.comments.path), number, "comment-id", message))
            elif cells:
                is_out = cells["moderated"] == "-1"
                self.said[key] = Comment(number, cells["comment-body"], is_out)

    def _learn_statement(self, key: str) -> None:
        """Make a feature of the statement KEY, whether moderators let it pass or not."""
        comment = self.said.get(key, Comment(0, "", is_out=False))
        facts = {
            "name": name_statement(comment.body) or f"Comment {key}",
            "summary": comment.body,
            "source": self.source,
            "external_id": key,
        }
        self.roster.features.learn(key, facts, row=comment.row)

    def _tell_of_statements(self) -> None:
        """Note what a reader of the features would otherwise wonder about."""
        comments = [self.said[key] for key in self.statements if key in self.said]
        tagged = sum(comment.is_out for comment in comments)
        silent, unseen = (len(each) - len(comments) for each in (self.statements, self.said))
        notes = (
            (_("Features tagged %(tag)s: %(number)s."), tagged),
            (_("Features without a text in %(file)s: %(number)s."), silent),
            (_("Comments left out, as nobody could vote on them: %(number)s."), unseen),
        )
        names = {"tag": repr(MODERATED_OUT), "file": COMMENTS}
        self.report.notes += [
            told % (names | {"number": write_number(count)}) for told, count in notes if count
        ]
        self.report.notes += describe_names(comment.body for comment in comments)

    def _read_votes(
        self, faults: Faults, purpose: str
    ) -> Iterator[tuple[int, Mapping[str, str] | None]]:
        """Yield number and cells of each participant, or none for those added to FAULTS."""
        known: set[str] = set()
        for number, cells in self.votes.read(self.progress, faults, purpose=purpose):
            problems = list(self._find_problems(cells, known)) if cells else []
            for column, message in problems:
                faults.add(Fault(str(self.path), number, column, message))
            known.add(cells.get("participant", ""))
            yield number, cells if cells and not problems else None

    def _find_problems(
        self, cells: Mapping[str, str], known: set[str]
    ) -> Iterator[tuple[str, str]]:
        """Yield column and message for what is wrong with a participant's CELLS."""
        participant, group = cells["participant"], cells["group-id"]
        if not is_number(participant) or participant in known:
            told = _("%(value)s is no number of one, or there twice.")
            yield "participant", told % {"value": quote(participant)}
        if group and not is_number(group):
            yield "group-id", _("%(value)s is no number of a group.") % {"value": quote(group)}
        for name in self.statements:
            if cells[name] and cells[name] not in STANCES:
                told = _("%(value)s is no vote; votes are 1, 0 and -1.")
                yield name, told % {"value": quote(cells[name])}


def import_polis(path: Path, terms: Terms) -> ImportReport:
    """Import the Polis export at PATH, a directory or a zip, under TERMS.

    :raises FileRefusedError: when anything is wrong with it; nothing is written then.
    """
    source = f"polis:{terms.product}"
    if terms.source:
        told = _("the people of a conversation are those of %(source)s.")
        refuse("--source", told % {"source": repr(source)})
    if len(source) > SOURCE_LENGTH:
        told = _("for a conversation, a key has at most %(most)s characters.")
        refuse("--product", told % {"most": write_number(SOURCE_LENGTH - len("polis:"))})
    with open_archive(path) as archive:
        conversation = open_conversation(archive)
        votes, comments = conversation.votes, conversation.comments
        roster = build_roster(str(votes.path), FACTS)
        roster.features.origin = Origin(str(comments.path), COMMENT_FACTS)
        importer = PolisImporter(
            votes.path, source, terms.progress, comments, votes, conversation.statements, roster
        )
        return run_import(importer, terms)

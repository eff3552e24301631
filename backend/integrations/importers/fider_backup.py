"""Reads the backup of a Fider site: a zip of the tables of its database, as JSON.

It also holds how people sign in, secrets of OAuth among it. Of all its files only those named here
are opened.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from backend.integrations.importers.archives import Archive
from backend.integrations.importers.drafts import Idea, Note, Person, Vote
from backend.integrations.importers.faults import Faults
from backend.integrations.importers.fields import FieldRefusedError, Fields
from backend.integrations.importers.records import draft, read_json
from backend.integrations.importers.tools import Export
from products.models import InsightKind

POSTS: Final = "posts.json"
# All files of a backup that are ever opened; never oauth_providers.json or user_providers.json.
TABLES: Final = frozenset(
    (POSTS, "post_votes.json", "users.json", "tags.json", "post_tags.json", "comments.json")
)
STATUSES: Final = ("open", "started", "completed", "declined", "planned", "duplicate", "deleted")
DELETED: Final = "deleted"
GONE: Final = "2"  # the status of a user who has left, and has neither name nor address
VISITOR: Final = "1"  # the role of those who do not work on the site


@dataclass(slots=True)
class FiderBackup(Export):
    """The tables of a site's database: each vote with who cast it."""

    archive: Archive
    posts: dict[str, str] = field(default_factory=dict)  # the number of each post by its key
    gone: set[str] = field(default_factory=set)  # keys of users who have left
    inside: set[str] = field(default_factory=set)  # keys of those who work on the site
    counted: Counter[str] = field(default_factory=Counter)  # votes by number of a post

    def read_people(self, faults: Faults) -> Iterator[Person]:
        """Yield each user who is still there."""
        yield from draft(self._read("users.json", faults), self._draft_user, faults)

    def read_ideas(self, faults: Faults) -> Iterator[Idea]:
        """Yield each post that was not deleted."""
        tags = self._read_tags()

        def build(record: Fields) -> Idea | None:
            status = read_status(record)
            if status == DELETED:
                return None
            key, number = record.need("id"), record.need("number")
            original = record.text("original_id")
            return Idea(
                file=record.file,
                row=record.row,
                external_id=number,
                title=record.need("title"),
                text=record.text("description"),
                status=status,
                tags=tuple(tags.get(key, ())),
                votes=self.counted[number],
                merged_into=self.posts.get(original, original),
            )

        yield from draft(self._read(POSTS, faults), build, faults, key=("number",))

    def read_votes(self, faults: Faults) -> Iterator[Vote]:
        """Yield each vote of a user who is still there, on a post that is."""
        self._learn()

        def build(record: Fields) -> Vote | None:
            person, post = record.need("user_id"), record.need("post_id")
            number = self.posts.get(post)
            if number is None:
                return None
            self.counted[number] += 1
            if person in self.gone:
                return None
            at = record.moment("created_at")
            return Vote(file=record.file, row=record.row, person=person, idea=number, voted_at=at)

        yield from draft(self._read("post_votes.json", faults), build, faults)

    def read_notes(self, faults: Faults) -> Iterator[Note]:
        """Yield each answer that the site gave, and each comment that was not deleted."""
        yield from draft(self._read(POSTS, Faults()), _draft_response, faults)
        yield from draft(self._read("comments.json", faults), self._draft_comment, faults)

    def _learn(self) -> None:
        """Learn which posts and users there are, before what points at them is read."""
        self.counted.clear()
        for record in self._read(POSTS, Faults()):
            try:
                if read_status(record) != DELETED:
                    self.posts[record.need("id")] = record.need("number")
            except FieldRefusedError:
                continue  # which is told of where the post itself is read
        for record in self._read("users.json", Faults()):
            key = str(record.values.get("id"))
            if str(record.values.get("status")) == GONE:
                self.gone.add(key)
            if str(record.values.get("role")) != VISITOR:
                self.inside.add(key)

    def _draft_user(self, record: Fields) -> Person | None:
        key = record.need("id")
        if key in self.gone:
            return None
        return Person(
            file=record.file,
            row=record.row,
            external_id=key,
            name=record.text("name"),
            email=record.text("email"),
            is_inside=key in self.inside,
        )

    def _draft_comment(self, record: Fields) -> Note | None:
        number = self.posts.get(record.need("post_id"))
        if record.text("deleted_at") or number is None:
            return None
        author = record.text("user_id")
        kind = InsightKind.INTERNAL if author in self.inside else InsightKind.CUSTOMER_FEEDBACK
        return Note(
            file=record.file,
            row=record.row,
            external_id=f"comment:{record.need('id')}",
            text=record.text("content"),
            ideas=(number,),
            author=author,
            kind=kind,
            occurred_at=record.moment("created_at"),
        )

    def _read_tags(self) -> Mapping[str, list[str]]:
        """Give the names of the tags of each post, by its key."""
        names = {
            str(record.values.get("id")): str(record.values.get("name", ""))
            for record in self._read("tags.json", Faults())
        }
        found: dict[str, list[str]] = {}
        for record in self._read("post_tags.json", Faults()):
            name = names.get(str(record.values.get("tag_id")))
            if name:
                found.setdefault(str(record.values.get("post_id")), []).append(name)
        return found

    def _read(self, name: str, faults: Faults) -> Iterator[Fields]:
        """Read the table NAME, one of those that may be opened; none where there is no such."""
        member = self.archive.find(name) if name in TABLES else None
        return read_json(self.archive, member, faults) if member else iter(())


def read_status(record: Fields) -> str:
    """Read the status of a post, which the database keeps as a number."""
    text = record.text("status")
    if text.isascii() and text.isdigit() and int(text) < len(STATUSES):
        return STATUSES[int(text)]
    return text


def _draft_response(record: Fields) -> Note | None:
    """Read what the site answered to a post, if it did."""
    text = record.text("response")
    if not text or read_status(record) == DELETED:
        return None
    number = record.need("number")
    return Note(
        file=record.file,
        row=record.row,
        external_id=f"response:{number}",
        text=text,
        ideas=(number,),
        author=record.text("response_user_id"),
        kind=InsightKind.INTERNAL,
        occurred_at=record.moment("response_date"),
    )

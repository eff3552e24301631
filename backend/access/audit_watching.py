"""What the audit log watches: the models, and which of their columns it records, and how.

To have another model watched, add a line to WATCHED; `migrate` brings its triggers along.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import BooleanField, CharField, JSONField, Model, TextField

from backend.access.models import FileImport, Invitation, RoleGrant, SavedFilter, Token
from products.models import (
    Decision,
    Feature,
    Insight,
    Merge,
    Objective,
    Product,
    StageChange,
)
from stakeholders.models import (
    Account,
    Champion,
    Commitment,
    Evidence,
    Group,
    Outreach,
    Preference,
    ReferenceWeight,
    Stakeholder,
    Tally,
)

# What says nothing about a change that the entry does not say itself.
BARE: Final = frozenset({"id", "public_id", "created_at", "updated_at", "date_joined"})
CHANGED: Final = "changed"  # what is told of a column whose values are nobody's to read
STAKEHOLDER: Final = Stakeholder._meta.db_table  # noqa: SLF001 -- Django's documented model API
PREFERENCE: Final = Preference._meta.db_table  # noqa: SLF001 -- as above
CHAMPION: Final = Champion._meta.db_table  # noqa: SLF001 -- as above
# To whom a row belongs, in SQL over the columns of ROW.
OWNER: Final = "{row}.stakeholder_id"
SPEAKER: Final = f"(SELECT stakeholder_id FROM {PREFERENCE} WHERE id = {{row}}.preference_id)"  # noqa: S608 -- constants
HOLDER: Final = f"(SELECT id FROM {STAKEHOLDER} WHERE login_id = {{row}}.id)"  # noqa: S608 -- constants
HOLDER_OF: Final = f"(SELECT id FROM {STAKEHOLDER} WHERE login_id = {{row}}.user_id)"  # noqa: S608 -- constants
USER_OF: Final = f"(SELECT id FROM {STAKEHOLDER} WHERE login_id = {{row}}.used_by_id)"  # noqa: S608 -- constants
# Who held a conversation: the champion or, without one, whoever signs in by the name that it has.
TALKER: Final = (
    f"COALESCE((SELECT stakeholder_id FROM {CHAMPION} WHERE id = {{row}}.champion_id),"  # noqa: S608 -- constants
    f" (SELECT id FROM {STAKEHOLDER} WHERE login_id = (SELECT id FROM auth_user"
    " WHERE username = {row}.contacted_by)))"
)


@dataclass(frozen=True, slots=True)
class Watch:
    """What is recorded of MODEL, and how.

    Texts without fixed choices are words: they can name people. PERSON tells in SQL whose the
    words are. PRIVATE columns are words although they are no texts. SECRET ones are never recorded,
    and of those NOTED no more than that they have changed. The door for preferences writes BATCHES,
    each of which is told of once.
    """

    model: Any
    person: str = "NULL"
    private: frozenset[str] = frozenset()
    secret: frozenset[str] = frozenset()
    noted: frozenset[str] = frozenset()
    batches: bool = False

    @property
    def table(self) -> str:
        """Name its table."""
        return str(self.model._meta.db_table)  # noqa: SLF001 -- Django's documented model API

    @property
    def noun(self) -> str:
        """Name what its rows are."""
        return str(self.model._meta.label_lower)  # noqa: SLF001 -- as above

    @property
    def is_public(self) -> bool:
        """Tell whether the outside may name its rows."""
        return any(field.column == "public_id" for field in self._fields())

    def list_plain(self) -> list[str]:
        """List the columns that stay readable for ever."""
        return [field.column for field in self._recorded() if not self._has_words(field)]

    def list_words(self) -> list[str]:
        """List the columns whose words can be redacted."""
        return [field.column for field in self._recorded() if self._has_words(field)]

    def list_noted(self) -> list[str]:
        """List the columns of which it is only told that they have changed."""
        return sorted(self.noted)

    def list_flags(self) -> set[str]:
        """List the columns that are true or false."""
        return {str(each.column) for each in self._fields() if isinstance(each, BooleanField)}

    def _recorded(self) -> Iterator[Any]:
        left_out = BARE | self.secret | self.noted
        return (field for field in self._fields() if field.column not in left_out)

    def _fields(self) -> Iterable[Any]:
        fields: Iterable[Any] = self.model._meta.concrete_fields  # noqa: SLF001 -- as above
        return fields

    def _has_words(self, field: Any) -> bool:  # noqa: ANN401 -- any field
        is_text = isinstance(field, CharField | TextField | JSONField) and not field.choices
        return is_text or field.column in self.private


def _link(relation: Any) -> Watch:  # noqa: ANN401 -- what a model calls its relation
    """Watch the bare rows that make up a RELATION of many to many."""
    return Watch(relation.through)


def _watch_factors() -> tuple[Watch, ...]:
    """Watch what lets somebody in beside their password, where people sign in at all."""
    if not apps.is_installed("allauth.mfa"):  # as where only the Relay feed is served
        return ()
    return (
        Watch(apps.get_model("account", "EmailAddress"), HOLDER_OF),
        Watch(
            apps.get_model("mfa", "Authenticator"),
            HOLDER_OF,
            secret=frozenset({"data", "last_used_at"}),
        ),
        Watch(
            apps.get_model("socialaccount", "SocialAccount"),
            HOLDER_OF,
            secret=frozenset({"extra_data", "last_login"}),
        ),
    )


def _watch_webhooks() -> tuple[Watch, ...]:
    """Watch where changes are sent to, where they are sent at all; not what workers note there."""
    if not apps.is_installed("backend.integrations.webhooks"):
        return ()
    noted = frozenset({"secret", "old_secret", "url"})  # an address can open what it leads to
    worked = frozenset({"failing_since", "epoch", "seq"})
    return (Watch(apps.get_model("webhooks", "Endpoint"), secret=worked, noted=noted),)


USER: Final[Any] = get_user_model()
WATCHED: Final = (
    Watch(Product),
    Watch(Objective),
    Watch(Feature),
    Watch(StageChange),
    Watch(Merge),
    Watch(Insight),
    Watch(Decision),
    Watch(Group),
    Watch(Account),
    Watch(ReferenceWeight),
    Watch(Stakeholder, "{row}.id", private=frozenset({"login_id"})),
    Watch(
        Preference,
        OWNER,
        private=frozenset({"stakeholder_id", "willingness_to_pay", "heard_at"}),
        batches=True,
    ),
    Watch(Evidence, SPEAKER, private=frozenset({"preference_id"})),
    Watch(Champion, OWNER, private=frozenset({"stakeholder_id"})),
    Watch(Outreach, TALKER),
    Watch(Commitment),
    Watch(Tally),
    Watch(RoleGrant, HOLDER_OF),
    Watch(Token, secret=frozenset({"digest", "last_used_at"})),
    Watch(SavedFilter, HOLDER_OF),
    # A log keeps its words itself.
    Watch(FileImport, secret=frozenset({"file_name", "report", "problems"})),
    Watch(Invitation, USER_OF, secret=frozenset({"digest"})),
    Watch(USER, HOLDER, secret=frozenset({"last_login"}), noted=frozenset({"password"})),
    *_watch_factors(),
    *_watch_webhooks(),
    _link(Feature.objectives),
    _link(Insight.features),
    _link(Decision.insights),
    _link(Group.products),
    _link(Token.products),
    _link(Invitation.products),
    _link(USER.groups),
    _link(USER.user_permissions),
)
BY_NOUN: Final[Mapping[str, type[Model]]] = {watch.noun: watch.model for watch in WATCHED}

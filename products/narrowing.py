"""What the FilterSets of all nouns are made of.

Filters through to-many relations use `Exists`, never joins, so that no row is found twice.
"""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Exists, JSONField, Model, OuterRef, Q, QuerySet
from django.db.models.fields.related_descriptors import ManyToManyDescriptor
from django_filters import (
    BooleanFilter,
    CharFilter,
    DateTimeFilter,
    Filter,
    FilterSet,
    ModelChoiceFilter,
    NumberFilter,
)
from django_filters.filters import BaseCSVFilter

from products.comparable import (
    FINER,
    LARGEST,
    MOST_CHARACTERS,
    MOST_WORDS,
    WORDING,
    validate_moment,
    validate_text,
    validate_words,
)
from products.lookups import HasElement
from products.models import LogRecord

TEXT: Final = ("exact", "in", "icontains")
LONG_TEXT: Final = ("icontains",)
CHOICE: Final = ("exact", "in")
NUMBER: Final = ("gt", "gte", "lt", "lte")
OPTIONAL: Final = (*NUMBER, "isnull")
ROW: Final = {"source": TEXT, "external_id": TEXT, "created_at": NUMBER, "updated_at": NUMBER}

Rows = Callable[[], QuerySet[Any]]

JSONField.register_lookup(HasElement)


class NounFilterSet(FilterSet):
    """Narrows the rows of one noun; every interface reads what it may be asked from here."""

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        """Let every filter refuse in our words what no database could compare with."""
        found: dict[str, Filter] = super().get_filters() | cls.make_filters()
        for name, one in found.items():
            if isinstance(one, BaseCSVFilter) and name not in cls.declared_filters:
                del one.extra["help_text"]  # it speaks of commas, which no API takes
            finer = [words for kind, words in FINER.items() if isinstance(one, kind)]
            one.extra["error_messages"] = reduce(or_, map(dict, finer), WORDING)
            if isinstance(one, CharFilter):
                # Spaces count, as in what they are compared with.
                one.extra |= {"max_length": MOST_CHARACTERS, "strip": False}
                _check(one, validate_text)
            elif isinstance(one, NumberFilter):
                one.extra |= {"min_value": -LARGEST, "max_value": LARGEST}
            elif isinstance(one, DateTimeFilter):
                _check(one, validate_moment)
        return found

    @classmethod
    def make_filters(cls) -> dict[str, Filter]:
        """Make the filters that are too many to be written down one by one."""
        return {}


def _check(one: Filter, validate: Callable[[Any], None]) -> None:
    """Let the filter ONE validate its values by VALIDATE as well."""
    one.extra["validators"] = [
        *(each for each in one.extra.get("validators", ()) if each is not validate),
        validate,
    ]


class LinkedFilter(ModelChoiceFilter):
    """Keeps the rows that LINKS, by their fields MINE and THEIRS, tie to the row given."""

    def __init__(self, links: Rows, *, mine: str, theirs: str, **kwargs: Any) -> None:  # noqa: ANN401 -- django-filter's own
        super().__init__(**kwargs)
        self.links, self.mine, self.theirs = links, mine, theirs

    def filter(self, rows: QuerySet[Any], wanted: Model | None) -> QuerySet[Any]:
        """Keep the ROWS tied to the row WANTED."""
        if wanted is None:
            return rows
        names = {self.mine: OuterRef("pk"), self.theirs: wanted}
        return rows.filter(Exists(self.links().filter(**names)))


class HasFilter(BooleanFilter):
    """Keeps the rows that LINKS name by their field MINE, or those that none of them names."""

    def __init__(self, links: Rows, *, mine: str, **kwargs: Any) -> None:  # noqa: ANN401 -- django-filter's own
        super().__init__(**kwargs)
        self.links, self.mine = links, mine

    def filter(self, rows: QuerySet[Any], wanted: bool | None) -> QuerySet[Any]:  # noqa: FBT001 -- django-filter's signature
        """Keep the ROWS that are named, if that is WANTED, or the others."""
        if wanted is None:
            return rows
        named = Exists(self.links().filter(**{self.mine: OuterRef("pk")}))
        return rows.filter(named if wanted else ~named)


class SearchFilter(CharFilter):
    """Keeps the rows that hold every word, each in any of COLUMNS."""

    def __init__(self, *columns: str) -> None:
        told = ", ".join(column.replace("_", " ") for column in columns[:-1])
        last = columns[-1].replace("_", " ")
        where = f"{told} or {last}" if told else last
        super().__init__(
            help_text=f"Holding each of these words, up to {MOST_WORDS}, in {where}.",
            validators=[validate_words],
        )
        self.columns = columns

    def filter(self, rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
        """Keep the ROWS that hold the words WANTED."""
        for word in wanted.split():
            ways = (Q(**{f"{column}__icontains": word}) for column in self.columns)
            rows = rows.filter(reduce(or_, ways))
        return rows


def by_id(
    model: type[LogRecord], field_name: str | None = None, *, help_text: str, method: str = ""
) -> ModelChoiceFilter:
    """Filter by one row of MODEL, named by its public id."""
    return ModelChoiceFilter(
        field_name=field_name, method=method or None, help_text=help_text, **_named(model)
    )


def by_link(
    model: type[LogRecord], links: Rows, *, mine: str, help_text: str, theirs: str = ""
) -> LinkedFilter:
    """Filter by one row of MODEL, named by its public id, that LINKS tie to those listed.

    Their field THEIRS names it, which is called as the model is when nothing is said.
    """
    theirs = theirs or model.__name__.lower()
    return LinkedFilter(links, mine=mine, theirs=theirs, help_text=help_text, **_named(model))


def _named(model: type[LogRecord]) -> dict[str, Any]:
    return {
        "queryset": lambda _request: model._default_manager.all(),  # noqa: SLF001 -- generic over models
        "to_field_name": "public_id",
    }


def links_of(relation: "ManyToManyDescriptor[Any, Any]") -> Rows:
    """Give the rows of the table that RELATION keeps its links in."""
    rows: Rows = relation.through._default_manager.all  # noqa: SLF001 -- a bare link table
    return rows

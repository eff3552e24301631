"""Draws the demo without a database, once for all tests that look at what is drawn."""

from collections.abc import Mapping, Sequence
from functools import cache

from stakeholders.demo.content import read_content
from stakeholders.demo.history import FeaturePast, draw_pasts
from stakeholders.demo.people import AccountSketch, Person, draw_accounts, draw_people
from stakeholders.demo.preferences import Told, draw_preferences
from stakeholders.demo.speakers import Place


@cache
def accounts() -> Sequence[AccountSketch]:
    """Draw the accounts."""
    return draw_accounts(read_content())


@cache
def people() -> Sequence[Person]:
    """Draw the people."""
    return draw_people(read_content(), accounts())


@cache
def pasts() -> Mapping[Place, FeaturePast]:
    """Draw the past of every feature."""
    return draw_pasts(read_content())


@cache
def told() -> Told:
    """Draw what people say."""
    return draw_preferences(read_content(), people(), pasts())

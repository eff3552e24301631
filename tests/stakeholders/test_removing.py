"""Silent people and empty accounts go, and the share of the others that was heard grows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from products.faults import RowFault, RowsRefusedError
from stakeholders.erasing import erase_stakeholders
from stakeholders.membership import remove_accounts
from stakeholders.models import AlignmentScore
from stakeholders.say import remove_groups
from stakeholders.verification import find_differences
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


def test_erasing_someone_who_said_nothing_raises_the_reach_of_their_group() -> None:
    team, feature = build_team(), build_feature()
    silent, heard = (build_stakeholder(team=team) for _ in range(2))
    build_preference(heard, feature)

    assert erase_stakeholders([silent.pk, silent.pk + heard.pk], actor="Ada") == 1

    assert AlignmentScore.objects.get().reach == 1
    assert list(find_differences()) == []


def test_what_is_removed_costs_the_same_queries_however_much_it_is() -> None:
    counts = []
    for number in (1, 3):
        accounts = [build_account().pk for _ in range(number)]
        teams = [build_team().pk for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            removed = (remove_accounts(accounts, actor="Ada"), remove_groups(teams, actor="Ada"))
        assert removed == (number, number)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_an_account_is_removed_once_nobody_speaks_through_it() -> None:
    segment, feature = build_segment(), build_feature()
    full, empty = (build_account(segment=segment) for _ in range(2))
    build_preference(build_stakeholder(account=full), feature)

    with pytest.raises(RowsRefusedError) as refused:
        remove_accounts([empty.pk, full.pk], actor="Ada")
    removed = remove_accounts([empty.pk], actor="Ada")

    message = "People still speak through this account."
    assert refused.value.faults == (RowFault(1, "account", "CONFLICT", message),)
    assert removed == 1
    assert AlignmentScore.objects.get().reach == 1
    assert list(find_differences()) == []

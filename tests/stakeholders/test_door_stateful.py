"""Whatever happens to people, groups and preferences, the stored sums equal a plain count."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from products.faults import RowsRefusedError
from products.merging import MergeError
from products.models import Feature
from stakeholders.deactivating import activate_stakeholders, deactivate_stakeholders
from stakeholders.erasing import erase_stakeholders
from stakeholders.membership import (
    AccountEntry,
    StakeholderEntry,
    remove_accounts,
    upsert_accounts,
    upsert_stakeholders,
)
from stakeholders.merging import merge_features, unmerge_feature
from stakeholders.models import Group, GroupKind, Importance, Stance
from stakeholders.preferences import state, withdraw
from stakeholders.say import grant_say, remove_groups, set_reference_weight, upsert_groups
from stakeholders.statements import Statement
from stakeholders.verification import find_differences
from tests.builders import build_feature, build_group, build_product
from tests.stakeholders.slow_count import (
    count_slowly,
    read_cells,
    read_last_cells,
    read_scores,
    score_slowly,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ACTOR = "somebody"
CLOSE = 1e-7  # of a scale of 100
# The walks are the same in each run, so that a failure is news about the code.
WALKS = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)

picks = st.integers(min_value=0, max_value=11)  # any row, by its place modulo their number
weights = st.sampled_from(
    [Decimal(w) for w in ("0", "0.001", "0.333", "1", "2.5", "40", "12345.678")]
)
stated = st.tuples(
    picks,
    picks,
    st.sampled_from(Stance.values),
    st.sampled_from(Importance.values),
    st.none() | st.integers(min_value=0, max_value=5),  # days after noon, or now
)


def choose(keys: list[int], pick: int) -> int:
    """Choose one of KEYS."""
    return keys[pick % len(keys)]


class Door(RuleBasedStateMachine):
    """Writes through every door there is; each walk is rolled back at its end."""

    @initialize()
    def build_world(self) -> None:
        self.walk = transaction.atomic()
        self.walk.__enter__()
        self.number = 0
        self.products = [build_product() for _ in range(2)]
        self.features = [build_feature(product=p).pk for p in self.products for _ in range(3)]
        self.groups = {kind: [build_group(kind=kind).pk] for kind in GroupKind}
        self.accounts: list[int] = []
        self.people: list[int] = []
        self.add_account(pick=0, value=Decimal(100))
        for place in range(4):
            self.add_person(pick=0, inside=place < 2, weight=Decimal(1))

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.walk.__exit__(None, None, None)

    @rule(spoken=st.lists(stated, min_size=1, max_size=6))
    def state_some(self, spoken: list[tuple[int, int, int, int, int | None]]) -> None:
        state(self._read(spoken), actor=ACTOR, keep_good=True)

    @rule(spoken=st.lists(stated, max_size=6), place=st.integers(0, 1))
    def import_some(self, spoken: list[tuple[int, int, int, int, int | None]], place: int) -> None:
        product = self.products[place]
        state(iter(self._read(spoken)), actor=ACTOR, keep_good=True, within=product)

    @rule(pairs=st.lists(st.tuples(picks, picks), max_size=4))
    def withdraw_some(self, pairs: list[tuple[int, int]]) -> None:
        named = [(choose(self.people, p), choose(self.features, f)) for p, f in pairs]
        withdraw(named, actor=ACTOR)

    @rule(pick=picks, inside=st.booleans(), weight=weights)
    def add_person(self, pick: int, inside: bool, weight: Decimal) -> None:  # noqa: FBT001 -- drawn
        entry: StakeholderEntry = {"name": "someone", "weight": weight}
        written = upsert_stakeholders([entry | self._find_home(pick, inside=inside)], actor=ACTOR)
        self.people.append(written[0].row.pk)

    @rule(person=picks, pick=picks, inside=st.booleans())
    def move_person(self, person: int, pick: int, inside: bool) -> None:  # noqa: FBT001 -- drawn
        entry: StakeholderEntry = {"id": choose(self.people, person)}
        upsert_stakeholders([entry | self._find_home(pick, inside=inside)], actor=ACTOR)

    @rule(person=picks, weight=weights)
    def weigh_person(self, person: int, weight: Decimal) -> None:
        upsert_stakeholders([{"id": choose(self.people, person), "weight": weight}], actor=ACTOR)

    @rule(pick=picks, value=weights)
    def add_account(self, pick: int, value: Decimal) -> None:
        segment = choose(self.groups[GroupKind.SEGMENT], pick)
        key = self._invent_key()
        entry: AccountEntry = {"key": key, "name": key, "segment": segment, "annual_value": value}
        self.accounts.append(upsert_accounts([entry], actor=ACTOR)[0].row.pk)

    @rule(changes=st.lists(st.tuples(picks, picks, weights), max_size=3))
    def change_accounts(self, changes: list[tuple[int, int, Decimal]]) -> None:
        entries: list[AccountEntry] = [
            {
                "id": choose(self.accounts, account),
                "segment": choose(self.groups[GroupKind.SEGMENT], segment),
                "annual_value": value,
            }
            for account, segment, value in changes
        ]
        upsert_accounts(entries, actor=ACTOR)

    @rule(kind=st.sampled_from(GroupKind))
    def add_group(self, kind: GroupKind) -> None:
        key = self._invent_key()
        written = upsert_groups([{"kind": kind, "key": key, "name": key}], actor=ACTOR)
        self.groups[kind].append(written[0].row.pk)

    @rule(kind=st.sampled_from(GroupKind), pick=picks, places=st.sets(st.integers(0, 1)))
    def change_say(self, kind: GroupKind, pick: int, places: set[int]) -> None:
        group = Group.objects.get(pk=choose(self.groups[kind], pick))
        products = [self.products[place].pk for place in places]
        upsert_groups([{"kind": kind, "key": group.key, "products": products}], actor=ACTOR)

    @rule(kind=st.sampled_from(GroupKind), pick=picks, place=st.integers(0, 1))
    def gain_say(self, kind: GroupKind, pick: int, place: int) -> None:
        grant_say(self.products[place], [choose(self.groups[kind], pick)], actor=ACTOR)

    @rule(kind=st.sampled_from(GroupKind), w_ref=weights.filter(bool))
    def change_reference(self, kind: GroupKind, w_ref: Decimal) -> None:
        set_reference_weight(kind, w_ref, actor=ACTOR)

    @rule(chosen=st.sets(picks, max_size=3))
    def silence_some(self, chosen: set[int]) -> None:
        deactivate_stakeholders([choose(self.people, pick) for pick in chosen], actor=ACTOR)

    @rule(chosen=st.sets(picks, max_size=3))
    def give_voices_back(self, chosen: set[int]) -> None:
        activate_stakeholders([choose(self.people, pick) for pick in chosen], actor=ACTOR)

    @precondition(lambda self: len(self.people) > 1)
    @rule(pick=picks)
    def erase_person(self, pick: int) -> None:
        key = choose(self.people, pick)
        assert erase_stakeholders([key], actor=ACTOR) == 1
        self.people.remove(key)

    @rule(pick=picks, into=picks)
    def merge(self, pick: int, into: int) -> None:
        one, other = (Feature.objects.get(pk=choose(self.features, p)) for p in (pick, into))
        with suppress(MergeError):  # they are of two products, one, or merged already
            merge_features(one, other, actor=ACTOR)

    @rule(pick=picks)
    def unmerge(self, pick: int) -> None:
        feature = Feature.objects.get(pk=choose(self.features, pick))
        with suppress(MergeError):  # what it became part of was itself merged
            unmerge_feature(feature, actor=ACTOR)

    @precondition(lambda self: len(self.accounts) > 1)
    @rule(pick=picks)
    def remove_account(self, pick: int) -> None:
        key = choose(self.accounts, pick)
        with suppress(RowsRefusedError):  # its people are still there
            remove_accounts([key], actor=ACTOR)
            self.accounts.remove(key)

    @rule(kind=st.sampled_from(GroupKind), pick=picks)
    def remove_group(self, kind: GroupKind, pick: int) -> None:
        key = choose(self.groups[kind], pick)
        if len(self.groups[kind]) > 1:
            with suppress(RowsRefusedError):  # its members are still there
                remove_groups([key], actor=ACTOR)
                self.groups[kind].remove(key)

    @invariant()
    def cells_and_scores_equal_a_plain_count(self) -> None:
        assert list(find_differences()) == []
        assert read_cells() == count_slowly()
        assert read_scores() == pytest.approx(score_slowly(), abs=CLOSE)

    @invariant()
    def the_history_of_cells_ends_with_what_they_are(self) -> None:
        assert read_last_cells() == read_cells()

    def _read(self, spoken: list[tuple[int, int, int, int, int | None]]) -> list[Statement]:
        return [
            Statement(
                stakeholder=choose(self.people, person),
                feature=choose(self.features, feature),
                stance=stance,
                importance=importance,
                stated_at=None if days is None else NOON + timedelta(days=days),
            )
            for person, feature, stance, importance, days in spoken
        ]

    def _find_home(self, pick: int, *, inside: bool) -> StakeholderEntry:
        if inside:
            return {"team": choose(self.groups[GroupKind.TEAM], pick)}
        return {"account": choose(self.accounts, pick)}

    def _invent_key(self) -> str:
        self.number += 1
        return f"key-{self.number}"


@pytest.mark.django_db
def test_stored_sums_equal_a_plain_count_after_every_step_of_any_walk() -> None:
    run_state_machine_as_test(Door, settings=WALKS)

"""Twenty thousand preferences are drawn, alike each time, and each makes sense in itself."""

from collections import Counter
from hashlib import sha256

from stakeholders.demo.content import read_content
from stakeholders.models import GroupKind, Stance
from tests.stakeholders.demo.drawn import accounts, pasts, people, told

CONTENT = read_content()
SAID = [(product, said) for product, statements in told().items() for said in statements]

# What was drawn when the demo was made; another digest means another demo, and other scores in
# the README. Texts are left out, so that they can be mended.
DIGEST = "4e66df5406a5acfee384ba08b2547c97a59ea3b7f926df287b268bea7e73e33a"


def test_the_same_is_drawn_each_time_and_everywhere() -> None:
    lines = [
        f"{product} {s.feature} {s.person.key} {s.person.account} {s.stance:d} {s.importance:d} "
        f"{s.willingness_to_pay} {s.stated_at.isoformat()}"
        for product, s in SAID
    ]

    assert sha256("\n".join(lines).encode()).hexdigest() == DIGEST


def test_everyone_speaks_once_about_a_feature_and_twenty_thousand_times_in_all() -> None:
    pairs = {(product, said.feature, said.person.key) for product, said in SAID}

    assert len(pairs) == len(SAID) == 20_000


def test_people_have_names_and_addresses_of_their_own() -> None:
    assert len({person.name for person in people()}) == len(people()) == 1_200
    assert len({person.email for person in people()}) == 1_200
    assert {person.email.rsplit(".", 1)[-1] for person in people()} == {"example"}


def test_every_account_has_a_key_a_value_and_someone_who_speaks() -> None:
    ranges = {group.key: group.annual_value for group in CONTENT.groups}
    strays = [a for a in accounts() if not ranges[a.segment][0] <= a.annual_value]

    assert len({account.key for account in accounts()}) == 200
    assert strays == []
    assert {p.account for p in people()} - {None} == {account.key for account in accounts()}


def test_a_feature_is_spoken_about_while_it_is_open_to_be() -> None:
    strays = [
        said
        for product, said in SAID
        if not said.stated_at.date() <= pasts()[product, said.feature].asked_until.date()
    ]

    assert strays == []
    assert max(said.stated_at for _, said in SAID) < CONTENT.past.anchor


def test_only_customers_name_a_price_or_have_others_write_for_them() -> None:
    inside = [said for _, said in SAID if said.person.group.kind == GroupKind.TEAM]

    assert [s for s in inside if s.willingness_to_pay is not None or s.entered_by] == []
    assert sum(said.willingness_to_pay is not None for _, said in SAID) > 5_000
    assert 2_000 < sum(bool(said.entered_by) for _, said in SAID) < 4_000


def test_a_reason_stands_on_the_side_of_its_stance() -> None:
    features = {(p.key, f.key): f for p in CONTENT.products for f in p.features}
    against = [
        said
        for product, said in SAID
        if said.stance < Stance.NEUTRAL
        and said.reason.startswith(tuple(features[product, said.feature].reasons_for))
    ]

    assert against == []
    assert sum(bool(said.reason) for _, said in SAID) > 10_000


def test_voices_that_are_counted_out_come_from_so_many_accounts() -> None:
    voices = {
        (product.key, feature.key): feature.voices
        for product in CONTENT.products
        for feature in product.features
        if feature.voices
    }
    heard = {(p, s.feature, s.person.group.key, s.person.account or s.person.key) for p, s in SAID}

    counts = Counter((product, feature, group) for product, feature, group, _ in heard)

    assert {
        (product, feature, group): number
        for (product, feature, group), number in counts.items()
        if (product, feature) in voices
    } == {(*place, group): n for place, few in voices.items() for group, n in few.items()}

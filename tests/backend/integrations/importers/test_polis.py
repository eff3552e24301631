"""A Polis export becomes features, teams, people and preferences."""

from pathlib import Path

import pytest

from backend.integrations.importers.faults import FileRefusedError
from products.models import Feature, Product
from stakeholders.models import Group, Preference, Stakeholder, Stance
from tests.backend.integrations.importers.exports import pack
from tests.backend.integrations.importers.files import (
    import_conversation,
    read_preferences,
    write_conversation,
    write_table,
)
from tests.builders import build_product, build_team

pytestmark = pytest.mark.django_db

COMMENTS = {"0": "Build more homes.", "1": "Tax empty ones."}
VOTES = [
    {"participant": "4", "group-id": "0", "n-votes": "2", "0": "1", "1": "0"},
    {"participant": "7", "group-id": "1", "n-votes": "1", "0": "-1"},
]


def test_votes_become_preferences_and_what_was_not_seen_does_not(tmp_path: Path) -> None:
    import_conversation(write_conversation(tmp_path, COMMENTS, VOTES))

    assert read_preferences() == {
        ("4", "0", Stance.STRONGLY_SUPPORT),
        ("4", "1", Stance.NEUTRAL),
        ("7", "0", Stance.STRONGLY_OPPOSE),
    }
    assert set(Preference.objects.values_list("source", flat=True)) == {"polis:tutti"}


def test_participants_and_groups_carry_the_names_that_polis_gave(tmp_path: Path) -> None:
    import_conversation(write_conversation(tmp_path, COMMENTS, VOTES))

    people = Stakeholder.objects.values_list("name", "source", "external_id", "team__key")
    assert set(people) == {
        ("Participant 4", "polis:tutti", "4", "G0"),
        ("Participant 7", "polis:tutti", "7", "G1"),
    }
    groups = Group.objects.values_list("key", "name", "source", "external_id", "products__key")
    assert set(groups) == {
        ("G0", "G0", "polis:tutti", "G0", "tutti"),
        ("G1", "G1", "polis:tutti", "G1", "tutti"),
    }


def test_participants_in_no_group_are_left_out_and_counted(tmp_path: Path) -> None:
    votes = [*VOTES, {"participant": "9", "group-id": "", "0": "1"}]

    report = import_conversation(write_conversation(tmp_path, COMMENTS, votes))

    assert (report.rows, report.left_out) == (3, 1)
    assert not Stakeholder.objects.filter(external_id="9").exists()


def test_statements_that_moderators_left_out_are_tagged(tmp_path: Path) -> None:
    report = import_conversation(write_conversation(tmp_path, COMMENTS, VOTES, moderated="-1"))

    assert list(Feature.objects.values_list("tags", flat=True)) == [["moderated-out"]] * 2
    assert report.notes == ["Features tagged 'moderated-out': 2."]


def test_the_tags_of_curators_stay(tmp_path: Path) -> None:
    import_conversation(write_conversation(tmp_path, COMMENTS, VOTES, moderated="-1"))
    Feature.objects.update(tags=["housing", "moderated-out"])

    import_conversation(write_conversation(tmp_path, COMMENTS, VOTES))

    assert list(Feature.objects.values_list("tags", flat=True)) == [["housing"]] * 2


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Build more homes.", "Build more homes."),
        ("=1+1 houses", "«=1+1 houses»"),
        ("- cheaper\r\n- better", "«- cheaper - better»"),
        ("one\ttwo\x07three  ", "one two three"),
        ("word " * 60, "word " * 38 + "word…"),
        ("屋" * 300, "屋" * 199 + "…"),
        ("@" + "x" * 300, "«@" + "x" * 196 + "…»"),
        ("", "Comment 0"),
    ],
)
def test_any_text_becomes_a_name_and_stays_whole_as_the_summary(
    tmp_path: Path, body: str, name: str
) -> None:
    import_conversation(write_conversation(tmp_path, {"0": body}, VOTES[1:]))

    feature = Feature.objects.get()
    assert (feature.key, feature.name, feature.summary) == ("0", name, body)
    assert len(feature.name) <= 200


def test_what_was_done_to_names_is_told(tmp_path: Path) -> None:
    comments = {"0": "=a", "1": "b\nc", "2": "word " * 60}

    report = import_conversation(write_conversation(tmp_path, comments, VOTES[1:]))

    assert report.notes == [
        "Names in «quotes», as they would start like a formula: 1; the summary has the whole text.",
        "Names brought into one line, with single spaces: 2; the summary has the whole text.",
        "Names shortened to 200 characters: 1; the summary has the whole text.",
    ]


def test_statements_without_text_and_texts_without_votes_are_told_of(tmp_path: Path) -> None:
    write_conversation(tmp_path, COMMENTS, VOTES)
    text = {"comment-id": "9", "moderated": "1", "comment-body": "Never shown."}
    write_table(tmp_path / "comments.csv", list(text), [text])

    report = import_conversation(tmp_path)

    assert set(Feature.objects.values_list("key", "name")) == {
        ("0", "Comment 0"),
        ("1", "Comment 1"),
    }
    assert report.notes == [
        "Features without a text in comments.csv: 2.",
        "Comments left out, as nobody could vote on them: 1.",
    ]


def test_groups_of_two_conversations_are_not_the_same_people(tmp_path: Path) -> None:
    import_conversation(write_conversation(tmp_path, COMMENTS, VOTES))
    import_conversation(tmp_path, product="homes")

    keys = Group.objects.filter(products__key="homes").values_list("key", "name")
    assert set(keys) == {("homes-G0", "G0 (homes)"), ("homes-G1", "G1 (homes)")}


def test_a_team_that_happens_to_be_called_alike_is_left_alone(tmp_path: Path) -> None:
    team = build_team("G0")

    import_conversation(write_conversation(tmp_path, COMMENTS, VOTES))

    assert not team.members.exists()
    assert Stakeholder.objects.get(external_id="4").team == Group.objects.get(key="tutti-G0")


def test_a_team_that_was_renamed_is_found_again(tmp_path: Path) -> None:
    import_conversation(write_conversation(tmp_path, COMMENTS, VOTES))
    Group.objects.filter(key="G0").update(key="tenants", name="Tenants")

    report = import_conversation(tmp_path)

    assert set(Group.objects.values_list("key", "name")) == {("tenants", "Tenants"), ("G1", "G1")}
    assert report.counts["teams", "unchanged"] == 2


def test_the_second_import_changes_nothing(tmp_path: Path) -> None:
    import_conversation(write_conversation(tmp_path, COMMENTS, VOTES))

    again = import_conversation(tmp_path)

    assert {outcome for (_, outcome), number in again.counts.items() if number} == {"unchanged"}
    assert again.counts["preferences", "unchanged"] == 3


def test_a_dry_run_reports_the_same_and_writes_nothing(tmp_path: Path) -> None:
    dry = import_conversation(write_conversation(tmp_path, COMMENTS, VOTES), dry_run=True)

    assert (Product.objects.count(), Group.objects.count(), Preference.objects.count()) == (0, 0, 0)
    assert dry.counts == import_conversation(tmp_path).counts


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"0": "2"}, "0", "'2' is no vote; votes are 1, 0 and -1."),
        ({"group-id": "x"}, "group-id", "'x' is no number of a group."),
        ({"participant": "4"}, "participant", "'4' is no number of one, or there twice."),
        ({"participant": ""}, "participant", "'' is no number of one, or there twice."),
    ],
)
def test_a_bad_participant_is_refused_or_left_out(
    tmp_path: Path, cells: dict[str, str], column: str, message: str
) -> None:
    write_conversation(tmp_path, COMMENTS, [VOTES[0], VOTES[1] | cells])

    with pytest.raises(FileRefusedError) as refused:
        import_conversation(tmp_path)
    assert str(refused.value).endswith(f"votes.csv, row 3, column {column}: {message}")
    assert not Product.objects.exists()
    report = import_conversation(tmp_path, keep_good=True)
    assert report.counts["people", "refused"] == 1
    assert {person for person, _, _ in read_preferences()} == {"4"}


@pytest.mark.parametrize("key", ["x", ""])
def test_a_bad_comment_is_refused(tmp_path: Path, key: str) -> None:
    write_conversation(tmp_path, COMMENTS, VOTES)
    text = {"comment-id": key, "moderated": "1", "comment-body": "Text."}
    write_table(tmp_path / "comments.csv", list(text), [text])

    with pytest.raises(FileRefusedError) as refused:
        import_conversation(tmp_path)

    expected = f"comments.csv, row 2, column comment-id: {key!r} is no number of a comment, or"
    assert expected in str(refused.value)


@pytest.mark.parametrize(
    ("file", "header", "message"),
    [
        ("comments.csv", "comment-id,moderated", "column comment-body: this column is missing."),
        ("participants-votes.csv", "participant,0", "column group-id: this column is missing."),
        (
            "participants-votes.csv",
            "participant,group-id,mood",
            "column 'mood': this is no number of a comment.",
        ),
    ],
)
def test_a_header_of_another_form_is_refused(
    tmp_path: Path, file: str, header: str, message: str
) -> None:
    write_conversation(tmp_path, COMMENTS, VOTES)
    (tmp_path / file).write_text(f"{header}\n", "utf-8")

    with pytest.raises(FileRefusedError) as refused:
        import_conversation(tmp_path)

    assert str(refused.value) == f"{tmp_path / file}, row 1, {message}"


def test_a_directory_without_the_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError) as refused:
        import_conversation(tmp_path)

    assert str(refused.value) == f"{tmp_path}: there is no comments.csv in this."


def test_a_zip_with_the_id_of_the_report_and_of_some_participants_is_read(tmp_path: Path) -> None:
    votes = [VOTES[0] | {"xid": "outside-4"}, VOTES[1] | {"xid": ""}]
    write_conversation(tmp_path, COMMENTS, [])
    header = ["participant", "xid", "group-id", "n-votes", *COMMENTS]
    write_table(tmp_path / "votes.csv", header, votes)
    files = {"r4x-comments.csv": "comments.csv", "r4x-participant-votes.csv": "votes.csv"}
    content = {f"export/{name}": (tmp_path / file).read_text() for name, file in files.items()}
    path = pack(tmp_path / "export.zip", content | {"export/r4x-votes.csv": "timestamp\n"})

    report = import_conversation(path)

    assert report.written == 3
    assert {person for person, _, _ in read_preferences()} == {"4", "7"}


def test_two_conversations_in_one_directory_are_refused(tmp_path: Path) -> None:
    write_conversation(tmp_path, COMMENTS, VOTES)
    (tmp_path / "r4x-comments.csv").write_text("comment-id\n")

    with pytest.raises(FileRefusedError) as refused:
        import_conversation(tmp_path)

    assert str(refused.value) == f"{tmp_path}: there is more than one comments.csv in this."


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        (
            {"source": "survey"},
            "--source: the people of a conversation are those of 'polis:tutti'.",
        ),
        ({"product": "x" * 55}, "--product: for a conversation, a key has at most 54 characters."),
    ],
)
def test_an_option_that_does_not_fit_is_refused(
    tmp_path: Path, terms: dict[str, str], message: str
) -> None:
    write_conversation(tmp_path, COMMENTS, VOTES)

    with pytest.raises(FileRefusedError) as refused:
        import_conversation(tmp_path, **terms)

    assert str(refused.value) == message


def test_a_known_product_is_taken_up(tmp_path: Path) -> None:
    product = build_product("tutti", "Tutti")

    import_conversation(write_conversation(tmp_path, COMMENTS, VOTES))

    assert set(Feature.objects.values_list("product", flat=True)) == {product.pk}
    assert Product.objects.get().name == "Tutti"

"""What any tool says becomes rows in one way: people in their places, ideas merged, notes cited."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest

from backend.integrations.importers.drafts import (
    AnyDraft,
    Company,
    Draft,
    Idea,
    Note,
    Person,
    Vote,
)
from backend.integrations.importers.faults import Faults, FileRefusedError
from backend.integrations.importers.report import ImportReport
from backend.integrations.importers.tool_importing import import_tool
from backend.integrations.importers.tools import Export, Tool
from products.lifecycle import LifecycleStage
from products.models import Feature, Insight
from stakeholders.merging import unmerge_feature
from stakeholders.models import Account, Evidence, Group, Stakeholder
from tests.backend.integrations.importers.exports import list_outcomes, read_backing, read_insights
from tests.backend.integrations.importers.files import build_terms
from tests.builders import build_account, build_feature, build_product, build_segment, build_team

pytestmark = pytest.mark.django_db

D = TypeVar("D", bound=Draft)
PLACE = {"file": "x.json", "row": 1}


@dataclass
class Told(Export):
    """An export that says what a test tells it to."""

    drafts: list[AnyDraft] = field(default_factory=list)

    def read_companies(self, _faults: Faults) -> Iterator[Company]:
        return self.pick(Company)

    def read_people(self, _faults: Faults) -> Iterator[Person]:
        return self.pick(Person)

    def read_ideas(self, _faults: Faults) -> Iterator[Idea]:
        return self.pick(Idea)

    def read_votes(self, _faults: Faults) -> Iterator[Vote]:
        return self.pick(Vote)

    def read_notes(self, _faults: Faults) -> Iterator[Note]:
        return self.pick(Note)

    def pick(self, kind: type[D]) -> Iterator[D]:
        return (draft for draft in self.drafts if isinstance(draft, kind))


def idea(key: str, title: str = "", into: str = "", status: str = "") -> Idea:
    return Idea(**PLACE, external_id=key, title=title or key, merged_into=into, status=status)  # type: ignore[arg-type]  # -- a place


def person(key: str, company: str = "", email: str = "") -> Person:
    return Person(**PLACE, external_id=key, name=key, company=company, email=email)  # type: ignore[arg-type]  # -- a place


def company(key: str, name: str = "", segment: str = "") -> Company:
    return Company(**PLACE, external_id=key, name=name or key, segment=segment)  # type: ignore[arg-type]  # -- a place


def vote(who: str, what: str) -> Vote:
    return Vote(**PLACE, person=who, idea=what)  # type: ignore[arg-type]  # -- a place


def note(key: str, *ideas: str, author: str = "", text: str = "Yes") -> Note:
    return Note(**PLACE, external_id=key, text=text, ideas=ideas, author=author)  # type: ignore[arg-type]  # -- a place


def tell(path: Path, *drafts: AnyDraft, **terms: object) -> ImportReport:
    """Import DRAFTS as the export of a tool."""
    (path / "x").touch()
    tool = Tool(
        name="tool",
        title="Tool",
        takes="",
        open=lambda _archive: Told([*drafts]),
        stages={"Doing": LifecycleStage.DEVELOPMENT},
        columns={Vote: {"person": "who", "idea": "what"}, Idea: {"external_id": "id"}},
    )
    return import_tool(
        tool, path / "x", build_terms(**({"segment": "users", "worth": Decimal(1)} | terms))
    )


def refuse(path: Path, *drafts: AnyDraft, **terms: object) -> list[str]:
    """Give why DRAFTS are refused."""
    with pytest.raises(FileRefusedError) as caught:
        tell(path, *drafts, **terms)
    return str(caught.value).splitlines()


def test_people_of_one_company_speak_with_one_voice(tmp_path: Path) -> None:
    tell(
        tmp_path,
        *(company("c", "Acme"), person("a", "c"), person("b", "c"), idea("i")),
        *(vote("a", "i"), vote("b", "i")),
    )

    assert Account.objects.get().people.count() == 2
    assert Feature.objects.get().alignment.voices == 1


def test_an_email_of_the_domain_of_an_account_leads_there(tmp_path: Path) -> None:
    account = build_account("acme")
    Account.objects.update(domain="https://www.acme.example/")

    drafts = (person("a", email="a@ACME.example"), person("b", email="b@sub.acme.example"))
    tell(tmp_path, *drafts, idea("i"), vote("a", "i"), vote("b", "i"))

    places = dict(Stakeholder.objects.values_list("external_id", "account__key"))
    assert places == {"a": account.key, "b": "tool-person"}


def test_whoever_was_moved_here_stays_there(tmp_path: Path) -> None:
    drafts = (person("a"), idea("i"), vote("a", "i"))
    tell(tmp_path, *drafts)
    team = build_team("here")
    Stakeholder.objects.update(team=team, account=None)

    tell(tmp_path, *drafts)

    assert Stakeholder.objects.get().team == team


def test_a_segment_may_be_named_by_its_key_or_by_its_name(tmp_path: Path) -> None:
    known = build_segment("big-ones")

    tell(tmp_path, company("a", segment="Big ones"), company("b", segment="New"), idea("i"))

    groups = Account.objects.values_list("external_id", "segment__key", "segment__name")
    assert set(groups) == {("a", "big-ones", known.name), ("b", "new", "New")}
    assert set(Group.objects.filter(products__key="tutti").values_list("key", flat=True)) <= {
        "big-ones",
        "new",
    }


def test_keys_that_are_taken_get_a_number(tmp_path: Path) -> None:
    build_feature("dark-mode", product=build_product("tutti"))

    tell(
        tmp_path,
        idea("1", "Dark mode"),
        idea("2", "DARK MODE!"),
        idea("3", "屋 / 屋"),
        idea("4", "?"),
    )

    keys = dict(Feature.objects.exclude(external_id="").values_list("external_id", "key"))
    assert keys == {"1": "dark-mode-2", "2": "dark-mode-3", "3": "屋-屋", "4": "tool-4"}


def test_duplicates_of_duplicates_become_part_of_the_last(tmp_path: Path) -> None:
    drafts = (idea("1", into="2"), idea("2", into="3"), idea("3"))
    voted = (person("a"), person("b"), vote("a", "1"), vote("b", "2"), vote("a", "3"))

    report = tell(tmp_path, *drafts, *voted)

    parts = Feature.objects.values_list("external_id", "merged_into__external_id")
    assert dict(parts) == {"1": "3", "2": "3", "3": None}
    assert Feature.objects.get(external_id="3").alignment.voices == 2
    assert report.counts["merges", "created"] == 2
    assert list_outcomes(tell(tmp_path, *drafts, *voted)) == {"unchanged"}


def test_what_was_taken_apart_here_stays_apart(tmp_path: Path) -> None:
    drafts = (idea("1", into="2"), idea("2"))
    tell(tmp_path, *drafts)
    unmerge_feature(Feature.objects.get(external_id="1"), actor="curator")

    report = tell(tmp_path, *drafts)

    assert not Feature.objects.exclude(merged_into=None).exists()
    assert "Duplicates left apart, as they were taken apart here: 1." in report.notes


@pytest.mark.parametrize(
    "drafts", [(idea("1", into="2"), idea("2", into="1")), (idea("1", into="7"),)]
)
def test_a_duplicate_of_nothing_is_refused(tmp_path: Path, drafts: tuple[Idea, ...]) -> None:
    told = refuse(tmp_path, *drafts)

    assert told[0].endswith("is nowhere in this export, or goes round in circles.")


def test_what_authors_back_rests_on_what_they_said(tmp_path: Path) -> None:
    drafts = (
        person("a"),
        person("b"),
        idea("i"),
        idea("j", into="i"),
        vote("a", "i"),
        vote("b", "j"),
    )
    notes = (note("n", "i", author="a"), note("m", "j", author="b"), note("o", "i", author="x"))

    tell(tmp_path, *drafts, *notes)

    cited = Evidence.objects.values_list(
        "preference__stakeholder__external_id",
        "preference__feature__external_id",
        "insight__external_id",
    )
    assert set(cited) == {("a", "i", "n"), ("b", "i", "m")}
    assert list_outcomes(tell(tmp_path, *drafts, *notes)) == {"unchanged"}


def test_a_feature_that_curators_linked_stays_linked(tmp_path: Path) -> None:
    tell(tmp_path, idea("i"), note("n", "i"))
    Insight.objects.get().features.add(build_feature("mine", product=Feature.objects.get().product))

    tell(tmp_path, idea("i"), note("n", "i"))

    assert set(Insight.objects.get().features.values_list("key", flat=True)) == {"i", "mine"}


def test_notes_that_say_nothing_are_passed_over(tmp_path: Path) -> None:
    tell(tmp_path, idea("i"), note("n", text=" \n "), note("m", text="=1+1"))

    assert read_insights() == {("m", "CUSTOMER_FEEDBACK", "=1+1")}
    assert Insight.objects.get().title == "«=1+1»"


def test_two_votes_of_one_person_are_one(tmp_path: Path) -> None:
    report = tell(tmp_path, person("a"), idea("i"), vote("a", "i"), vote("a", "i"))

    assert (read_backing(), report.counts["preferences", "unchanged"]) == ({("a", "i", 1)}, 1)


def test_whatever_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    drafts = (
        *(company("c"), idea("i"), idea("i"), idea("k" * 300)),
        *(
            person("a", "c"),
            vote("a", "i"),
            vote("z", "i"),
            vote("a", "y"),
            note("n", "i"),
            note("n"),
        ),
    )

    told = refuse(tmp_path, *drafts)

    assert told == [
        "x.json, row 1, column id: 'i' is there twice.",
        "x.json, row 1, column id: Ensure this value has at most 200 characters (it has 300).",
        "x.json, row 1, column what: 'y' is nowhere in this export.",
        "x.json, row 1, column who: 'z' is nowhere in this export.",
    ]
    kept = tell(tmp_path, *drafts, keep_good=True)
    assert sorted(fault.message for fault in kept.faults.listed) == [
        "'i' is there twice.",
        "'n' is there twice.",
        "'y' is nowhere in this export.",
        "'z' is nowhere in this export.",
        "Ensure this value has at most 200 characters (it has 300).",
    ]
    assert read_backing() == {("a", "i", 1)}


def test_people_of_a_company_that_was_refused_are_left_out(tmp_path: Path) -> None:
    drafts = (
        company("c"),
        person("a", "c"),
        person("b"),
        idea("i"),
        vote("a", "i"),
        vote("b", "i"),
    )

    report = tell(tmp_path, *drafts, segment="", team="crew", keep_good=True)

    assert [fault.message for fault in sorted(report.faults.listed)] == [
        "this company was refused.",
        "this is in no segment; name one with --segment.",
    ]
    assert read_backing() == {("b", "i", 1)}


def test_an_export_without_ideas_is_refused(tmp_path: Path) -> None:
    assert refuse(tmp_path, person("a")) == ["tutti: Tool exported no ideas."]


def test_a_source_that_is_too_long_is_refused(tmp_path: Path) -> None:
    assert refuse(tmp_path, idea("i"), source="s" * 61)[0].startswith("--source: 'sss")

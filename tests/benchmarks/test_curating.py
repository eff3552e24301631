"""The bounds of the admin's pages are told right."""

from tests.benchmarks.curating import Page, pair


def test_a_page_is_good_within_both_bounds() -> None:
    pages = [
        Page("fast", 19, 0.1, 0.99),
        Page("slow", 5, 0.1, 1.0),
        Page("talkative", 20, 0.1, 0.1),
    ]

    assert [page.name for page in pages if page.is_good] == ["fast"]


def test_pages_that_both_sets_answer_are_compared_slowest_first() -> None:
    few = {"a": (200, 3, 0.1), "b": (200, 5, 0.1), "gone": (200, 1, 0.1), "moved": (302, 1, 0.0)}
    many = {"a": (200, 4, 0.1), "b": (200, 4, 0.3), "moved": (200, 1, 0.1)}

    pages = pair(few, many)

    assert [(page.name, page.queries) for page in pages] == [("b", 5), ("a", 4)]

"""Long lists are cut into what a statement can hold."""

import pytest

from products.chunks import split


@pytest.mark.parametrize(
    ("items", "chunks"),
    [([], []), ([1, 2], [[1, 2]]), ([1, 2, 3, 4], [[1, 2], [3, 4]]), ([1, 2, 3], [[1, 2], [3]])],
)
def test_items_are_cut_into_lists(items: list[int], chunks: list[list[int]]) -> None:
    assert list(split(iter(items), 2)) == chunks

"""The pages of the admin are mixed from parts, which must not take each other's methods."""

import pytest
from django.contrib import admin
from django.db.models import Model


def find_clashes(page: type[object]) -> list[str]:
    """Name the private methods of PAGE that two parts have which know nothing of each other."""
    parts = [part for part in page.__mro__ if not part.__module__.startswith("django.")]
    return [
        f"{one.__name__} takes {name} from {other.__name__}"
        for number, one in enumerate(parts)
        for other in parts[number + 1 :]
        for name in vars(one).keys() & vars(other).keys()
        if name.startswith("_") and not name.startswith("__") and not issubclass(one, other)
    ]


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda each: each.__name__)  # noqa: SLF001 -- what pages there are is told nowhere else
def test_no_part_of_a_page_takes_a_method_of_another(model: type[Model]) -> None:
    page = type(admin.site._registry[model])  # noqa: SLF001 -- as above

    assert find_clashes(page) == []


def test_a_taken_method_is_found() -> None:
    one = type("One", (), {"_show": 1})
    other = type("Other", (), {"_show": 2})

    assert find_clashes(type("Page", (one, other), {})) == ["One takes _show from Other"]

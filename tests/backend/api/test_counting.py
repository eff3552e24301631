"""Counts SQL statements for tests and development, and stays away elsewhere."""

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import override_settings

from backend.api.counting import HEADER, CountQueries
from products.models import Product


def answer(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{Product.objects.count()} {Product.objects.exists()}")


@pytest.mark.django_db
@override_settings(DEBUG=True)
def test_an_answer_tells_how_many_statements_it_took() -> None:
    assert CountQueries(answer)(HttpRequest())[HEADER] == "2"


@override_settings(DEBUG=False)
def test_nothing_is_counted_outside_development() -> None:
    with pytest.raises(MiddlewareNotUsed):
        CountQueries(answer)

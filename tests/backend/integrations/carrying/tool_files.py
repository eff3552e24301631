"""Sends files of other tools to the admin as a browser does, and lets a worker look at them."""

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from backend.integrations.importers.background import KIND
from backend.queue.working import work_off
from products.models import Product

PAGE = "/admin/access/fileimport/import/"


def read_files(*paths: Path) -> list[SimpleUploadedFile]:
    """Read what is at PATHS as a browser sends it."""
    return [SimpleUploadedFile(path.name, path.read_bytes()) for path in paths]


def send(browser: Client, product: Product, *paths: Path, **options: object) -> Any:  # noqa: ANN401 -- the test client's own class
    """Send what is at PATHS, for PRODUCT under OPTIONS; give the page that this leads to."""
    sent = {"file": read_files(*paths), "product": product.pk, **options}
    return browser.post(reverse("admin:access_fileimport_import"), sent, follow=True)


def work(browser: Client, page: Any) -> Any:  # noqa: ANN401 -- as above
    """Let a worker do what is due, and look at PAGE again."""
    work_off([KIND], until_empty=True)
    return browser.get(find_address(page))


def preview(browser: Client, product: Product, *paths: Path, **options: object) -> Any:  # noqa: ANN401 -- as above
    """Send what is at PATHS, as `send` does, and give what a worker says would come of it."""
    return work(browser, send(browser, product, *paths, **options))


def confirm(browser: Client, page: Any) -> Any:  # noqa: ANN401 -- as above
    """Confirm the preview on PAGE, and give what a worker says that came of it."""
    browser.post(find_address(page), {"write": "yes"})
    return work(browser, page)


def find_address(page: Any) -> str:  # noqa: ANN401 -- as above
    """Give the address of PAGE."""
    address: str = page.request["PATH_INFO"]
    return address


def count(page: Any) -> dict[str, dict[str, int]]:  # noqa: ANN401 -- as above
    """Tell how many rows PAGE counts, by noun and outcome."""
    counts: dict[str, dict[str, int]] = page.context["told"].counts
    return counts


def list_errors(page: Any) -> dict[str, list[str]]:  # noqa: ANN401 -- as above
    """List what PAGE complains of beside each field."""
    return {name: [*map(str, told)] for name, told in page.context["form"].errors.items()}

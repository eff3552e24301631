"""Lets the pages of all nouns that can be carried import and export their rows."""

from typing import cast

from django.contrib import admin

from backend.access.models import FileImport
from backend.access.site import TuttiSite
from backend.integrations.carrying.pages import CarryingPage
from backend.integrations.carrying.registry import NOUNS
from backend.integrations.carrying.tool_pages import ToolPage, offer_import

for model in NOUNS:
    cast("TuttiSite", admin.site).extend(model, CarryingPage)
cast("TuttiSite", admin.site).extend(FileImport, ToolPage)
cast("TuttiSite", admin.site).offers.append(offer_import)

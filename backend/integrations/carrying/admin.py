"""Lets the pages of all nouns that can be carried import and export their rows."""

from typing import cast

from django.contrib import admin

from backend.access.site import TuttiSite
from backend.integrations.carrying.pages import CarryingPage
from backend.integrations.carrying.registry import NOUNS

for model in NOUNS:
    cast("TuttiSite", admin.site).extend(model, CarryingPage)

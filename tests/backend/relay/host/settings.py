"""A project of somebody else's, on graphene-django, that has Tutti's apps installed."""

import os
from pathlib import Path

from backend.database import read_database

SECRET_KEY = "the-host's-own"  # noqa: S105 -- it guards nothing
ALLOWED_HOSTS = ["testserver"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "graphene_django",
    "backend.access",
    "products",
    "stakeholders",
]
ROOT_URLCONF = "tests.backend.relay.host.urls"
DATABASES = {"default": read_database("DATABASE_URL", default=Path(os.environ["HOST_DB"]))}
GRAPHENE = {"SCHEMA": "tests.backend.relay.host.schema.schema"}
PUBLIC_READ = True
USE_TZ = True

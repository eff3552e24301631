"""Django's settings for the competitors: no more than they need, and connections that stay."""

import environ

SECRET_KEY = "benchmark-" * 6
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "graphene_django",
    "strawberry_django",
    "products",
    "stakeholders",
    "tests.benchmarks.competitors.apps.CompetitorsConfig",
]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
APPEND_SLASH = False
DATABASES = {"default": environ.Env().db("DATABASE_URL") | {"CONN_MAX_AGE": None}}
USE_TZ = True
TIME_ZONE = "UTC"
ROOT_URLCONF = "tests.benchmarks.competitors.urls"

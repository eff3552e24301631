"""Makes `TuttiSite` the admin in which every app registers its pages."""

from django.contrib.admin.apps import AdminConfig


class TuttiAdminConfig(AdminConfig):
    """Django's admin, with a site of our own."""

    default_site = "backend.access.site.TuttiSite"

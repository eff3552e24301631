"""Tutti's settings, but that anyone administers: clients are tried here, not who may do what."""

import backend.settings as tutti

globals().update({name: getattr(tutti, name) for name in dir(tutti) if name.isupper()})

INSTALLED_APPS = [*tutti.INSTALLED_APPS, "tests.conformance.apps.Administered"]

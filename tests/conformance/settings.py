"""Tutti's settings, but that whoever asks is signed in: clients are tried, not who may do what."""

import backend.settings as tutti

globals().update({name: getattr(tutti, name) for name in dir(tutti) if name.isupper()})

MIDDLEWARE = [*tutti.MIDDLEWARE, "tests.conformance.administrator.Administrator"]

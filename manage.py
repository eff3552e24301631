#!/usr/bin/env python3
"""Runs Django's commands with Tutti's settings."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import OperationalError

from backend.env import EnvironmentVariableError
from products.origins import Interface, acting


def main() -> None:
    """Run the command on the command line; what a user can mend is told in a line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    command = " ".join(sys.argv[1:2])
    try:
        with acting(Interface.COMMAND, actor=lambda: f"command:{command}"):
            execute_from_command_line(sys.argv)
    except EnvironmentVariableError as error:
        sys.exit(f"Tutti cannot start: {error}")
    except OperationalError as error:
        sys.exit(f"The database that DATABASE_URL names does not answer: {str(error).strip()}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python
"""Run an administrative command: ./run manage COMMAND, or python manage.py COMMAND in the environment."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rse_portal.settings.dev")
    execute_from_command_line(sys.argv)

import sys
from typing import Any

from django.core.management.base import BaseCommand

from rse_portal.operations.checkup import Level, checkup


class Command(BaseCommand):
    help = (
        "Dit ce qui est configuré, joignable, en attente ou mal réglé. Code de sortie 1 s’il y a une erreur."
    )
    requires_system_checks = []  # it must speak even when a check fails

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(checkup())
        for finding in findings:
            self.stdout.write(f"{finding.level.value:>9}  {finding.text}")
        if any(finding.level == Level.ERROR for finding in findings):
            sys.exit(1)

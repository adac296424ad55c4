from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from priorities.exchange.writing import export_data
from rse_portal.common.errors import Problem
from rse_portal.common.typography import pluriel


class Command(BaseCommand):
    help = (
        "Écrit les données d’un exercice en neuf fichiers CSV (UTF-8), ceux que lit import_data : chargés"
        " dans une base vide, ils donnent le même classement. Le dossier est nouveau, vide, ou celui d’un"
        " export précédent, et rien d’autre. Deux exports des mêmes données sont identiques à l’octet "
        "près."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DOSSIER", help="où écrire les fichiers")
        parser.add_argument(
            "--cycle", required=True, metavar="IDENTIFIANT", help="l’exercice, par exemple 2026"
        )

    def handle(self, *, folder: Path, cycle: str, **options: Any) -> None:
        try:
            report = export_data(cycle=cycle, folder=folder, by=None)
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        for name, count in report.files.items():
            self.stdout.write(f"{name}.csv : {pluriel(count, 'ligne')}")
        for notice in report.notices:
            self.stdout.write(notice)

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from priorities.exchange.loading import ImportReport, import_data
from priorities.exchange.reading import KNOWN
from rse_portal.common.errors import Problem
from rse_portal.common.exchange.errors import RefusedData
from rse_portal.common.typography import pluriel


class Command(BaseCommand):
    help = (
        "Charge dans un exercice les fichiers d’un dossier, un fichier CSV ou un classeur XLSX (une "
        "feuille par fichier). Tout ou rien : à la moindre erreur rien n’est écrit, et chaque erreur est "
        "donnée sous la forme « fichier:ligne: colonne: message » (les 100 premières). Recharger les "
        f"mêmes fichiers ne change rien. Fichiers connus : {KNOWN}. L’exercice est créé s’il n’existe pas,"
        " avec la norme publiée en dernier. Code de retour : 0 chargé, 1 données refusées, 2 commande mal"
        " formée."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "source", type=Path, metavar="DOSSIER_OU_FICHIER", help="le dossier, le .csv ou le .xlsx"
        )
        parser.add_argument(
            "--cycle", required=True, metavar="IDENTIFIANT", help="l’exercice, par exemple 2026"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="vérifie tout et dit ce qui serait écrit, sans écrire"
        )

    def handle(self, *, source: Path, cycle: str, dry_run: bool, **options: Any) -> None:
        if not source.exists():
            raise CommandError(f"{source} : ce fichier ou ce dossier n’existe pas.")
        try:
            report = import_data(source=source, cycle=cycle, by=None, dry_run=dry_run)
        except RefusedData as problem:
            for line in problem.lines():
                self.stderr.write(line)
            raise CommandError(f"{pluriel(problem.total, 'erreur')}, rien n’a été écrit.") from problem
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        self.tell(report)

    def tell(self, report: ImportReport) -> None:
        for notice in report.notices:
            self.stdout.write(notice)
        for file in report.files:
            self.stdout.write(
                f"{file.place} : {pluriel(file.read, 'ligne lue', 'lignes lues')}, "
                f"{pluriel(file.created, 'créée')}, {pluriel(file.updated, 'modifiée')}, "
                f"{pluriel(file.unchanged, 'inchangée')}"
                + (f", {pluriel(file.deleted, 'supprimée')}" if file.deleted else "")
            )
        if report.dry_run:
            self.stdout.write(f"Essai seulement : rien n’a été écrit dans l’exercice {report.cycle}.")
        elif report.cycle_created:
            self.stdout.write(f"Exercice {report.cycle} créé.")

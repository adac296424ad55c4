import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from iso26000.models import AssessmentCycle
from reports.actions.report import FORMATS, compile_report
from rse_portal.common.errors import Problem


class Command(BaseCommand):
    help = (
        "Compile le rapport d’un exercice depuis son dernier classement : PDF accessible, DOCX, "
        "classeur XLSX, JSON, ou dossier de preuves (ZIP). "
        "Rien n’est recalculé : compilez d’abord le classement (compile_ranking)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--cycle", required=True, metavar="IDENTIFIANT", help="l’exercice, par exemple 2026"
        )
        parser.add_argument("--format", choices=FORMATS, required=True, help="pdf, docx, xlsx, json ou zip")
        parser.add_argument(
            "--output",
            required=True,
            type=Path,
            metavar="FICHIER",
            help="le fichier à écrire, remplacé s’il existe",
        )

    def handle(self, *, cycle: str, format: str, output: Path, **options: Any) -> None:
        found = AssessmentCycle.objects.filter(slug=cycle).first()
        if found is None:
            known = ", ".join(AssessmentCycle.objects.values_list("slug", flat=True)) or "aucun"
            raise CommandError(f"L’exercice « {cycle} » n’existe pas. Exercices connus : {known}.")
        try:
            # Beside the target, then renamed: a reader never sees half a file.
            with tempfile.TemporaryDirectory(prefix=".rapport-", dir=output.parent) as folder:
                compile_report(cycle=found, format=format, by=None, path=Path(folder) / output.name).replace(
                    output
                )
        except Problem as problem:
            raise CommandError(str(problem.message)) from problem
        except OSError as problem:
            raise CommandError(f"{output} : {problem.strerror}.") from problem
        self.stdout.write(f"Écrit : {output}")

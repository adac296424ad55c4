from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.documents.proof.pack import NotAPack, verify

WORDS = {"decision": "Liste des priorités adoptée", "referentiel": "Référentiel publié"}


class Command(BaseCommand):
    help = "Vérifie qu’un dossier de preuves vient de ce portail et que rien n’y a changé."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER", help="le dossier, en ZIP")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            manifest = verify(file)
        except NotAPack as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"{file} : {problem.strerror}.") from problem
        self.stdout.write(
            f"Signé par ce portail : exercice {manifest['exercice']}, classement {manifest['classement']}, "
            f"{len(manifest['fichiers'])} fichiers intacts."
        )
        for part, words in WORDS.items():
            if part in manifest:
                self.stdout.write(f"{words} : empreinte {manifest[part]['empreinte']}.")

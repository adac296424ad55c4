from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from iso26000.actions.questionnaire import load_questionnaire
from iso26000.actions.standard import InvalidStandard


class Command(BaseCommand):
    help = (
        "Charge le questionnaire du diagnostic auprès des salariés depuis un fichier YAML. Refuse un domaine sans "
        "affirmation, un code inconnu et une version déjà chargée dont le contenu a changé."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER.yaml")

    def handle(self, *, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"{file} : ce fichier n’existe pas.")
        try:
            loaded, new = load_questionnaire(path=file, by=None)
        except InvalidStandard as problem:
            raise CommandError(str(problem)) from problem
        count = loaded.statements.count()
        self.stdout.write(
            f"{loaded} : {count} affirmations. {'Chargé.' if new else 'Déjà chargé, rien à faire.'}"
        )

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from iso26000.actions.standard import InvalidStandard, load_standard


class Command(BaseCommand):
    help = (
        "Charge et publie une version de la norme (questions centrales et domaines d’action) depuis un fichier YAML. "
        "Refuse les doublons, les renvois sans cible et une version publiée dont le contenu a changé."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER.yaml")

    def handle(self, *, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"{file} : ce fichier n’existe pas.")
        try:
            standard, loaded = load_standard(path=file, by=None)
        except InvalidStandard as problem:
            raise CommandError(str(problem)) from problem
        count = f"{standard.core_subjects.count()} questions centrales, {standard.domains.count()} domaines d’action"
        self.stdout.write(f"{standard} : {count}. {'Publiée.' if loaded else 'Déjà chargée, rien à faire.'}")

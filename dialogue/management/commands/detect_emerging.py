import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dialogue.queries.emergence import TooFewQuarters, read_emergence, table_of
from iso26000.models import AssessmentCycle
from search.actions.index import index_waiting


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"« {text} » n’est pas une date, écrivez AAAA-MM-JJ") from None


class Command(BaseCommand):
    help = (
        "Dit quels thèmes montent dans les remontées : le trimestre de la date et celui d’avant, comparés à tous "
        "les trimestres précédents. Code de retour : 0, 1 si le recul manque (moins de quatre trimestres), 2 "
        "commande mal formée."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--cycle", required=True, metavar="IDENTIFIANT", help="l’exercice, par exemple 2026"
        )
        parser.add_argument(
            "--as-of",
            type=day,
            metavar="DATE",
            help="AAAA-MM-JJ ; ce qui suit est laissé de côté (aujourd’hui)",
        )
        parser.add_argument(
            "--format", choices=("json", "table"), default="table", help="forme du résultat (table)"
        )

    def handle(self, *, cycle: str, as_of: date | None, format: str, **options: Any) -> None:
        found = AssessmentCycle.objects.filter(slug=cycle).first()
        if found is None:
            known = ", ".join(AssessmentCycle.objects.values_list("slug", flat=True)) or "aucun"
            raise CommandError(f"L’exercice « {cycle} » n’existe pas. Exercices connus : {known}.")
        index_waiting()  # watched themes are counted in the stems
        try:
            reading = read_emergence(found, as_of or timezone.localdate())
        except TooFewQuarters as problem:
            raise CommandError(str(problem)) from problem
        if format == "json":
            sys.stdout.write(json.dumps(reading.public(), ensure_ascii=False, indent=1) + "\n")
        else:
            sys.stdout.write(table_of(reading))

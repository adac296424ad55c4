import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from iso26000.models import AssessmentCycle
from method.parameters import Parameters
from priorities.actions.ranking import compile_ranking, request_ranking
from priorities.exports import ranking_csv, ranking_json, ranking_table
from rse_portal.common.errors import Problem

FORMATS = {"json": ranking_json, "csv": ranking_csv, "table": ranking_table}


class Command(BaseCommand):
    help = (
        "Compile le classement des domaines d’action d’un exercice et l’affiche : rangs, intervalles, verdicts. "
        "Mêmes données, mêmes paramètres et même graine donnent le même résultat, à l’octet près."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--cycle", required=True, metavar="IDENTIFIANT", help="l’exercice, par exemple 2026"
        )
        parser.add_argument(
            "--draws", type=int, default=2000, help="tirages pour les intervalles (0 : aucun ; 2000)"
        )
        parser.add_argument("--seed", type=int, default=1, help="graine des tirages (1)")
        parser.add_argument("--format", choices=FORMATS, default="table", help="forme du résultat (table)")
        parser.add_argument(
            "--output", default="-", metavar="FICHIER", help="où écrire (- : la sortie standard)"
        )
        parser.add_argument(
            "--enqueue", action="store_true", help="confie le calcul au worker au lieu de l’attendre"
        )

    def handle(
        self, *, cycle: str, draws: int, seed: int, format: str, output: str, enqueue: bool, **options: Any
    ) -> None:
        try:
            parameters = Parameters(draws=draws, seed=seed)
        except ValueError as problem:
            raise CommandError(f"Paramètre refusé : {problem}.", returncode=2) from problem
        found = AssessmentCycle.objects.filter(slug=cycle).first()
        if found is None:
            known = ", ".join(AssessmentCycle.objects.values_list("slug", flat=True)) or "aucun"
            raise CommandError(f"L’exercice « {cycle} » n’existe pas. Exercices connus : {known}.")
        if enqueue:
            try:
                job, created = request_ranking(cycle=found, by=None, parameters=parameters)
            except Problem as problem:
                raise CommandError(str(problem)) from problem
            self.stdout.write(f"{'Demandé' if created else 'Déjà en cours'} : traitement {job.pk}.")
            return
        text = FORMATS[format](compile_ranking(cycle=found, by=None, parameters=parameters))
        if output == "-":
            sys.stdout.write(text)
        else:
            _write_whole(Path(output), text)
            self.stdout.write(f"Écrit : {output}")


def _write_whole(path: Path, text: str) -> None:
    """All or nothing: a reader never sees half a file."""
    try:
        part = path.with_name(path.name + ".part")
        part.write_text(text, "utf-8")
        part.replace(path)
    except OSError as problem:
        raise CommandError(f"{path} : {problem.strerror}.") from problem

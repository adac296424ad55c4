import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from iso26000.models import AssessmentCycle
from method.parameters import MOST_DRAWS, Parameters
from priorities.actions.ranking import compile_ranking, draft_ranking, request_ranking
from priorities.exports import ranking_csv, ranking_json, ranking_table
from rse_portal.common.errors import Problem
from rse_portal.common.files import write_whole

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
            allowed = f"--draws va de 0 à {MOST_DRAWS}, --seed est un entier positif"
            raise CommandError(f"Paramètre refusé : {allowed}.", returncode=2) from problem
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
        if output != "-" and not Path(output).parent.is_dir():
            raise CommandError(f"{output} : ce dossier n’existe pas.")
        # A closed cycle keeps the ranking that was published: this one is printed, not kept.
        if found.is_open:
            run = compile_ranking(cycle=found, by=None, parameters=parameters)
        else:
            run = draft_ranking(cycle=found, parameters=parameters)
        text = FORMATS[format](run)
        if output == "-":
            sys.stdout.write(text)
        else:
            _write(Path(output), text)
            self.stdout.write(f"Écrit : {output}")


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, text.encode())
    except OSError as problem:
        raise CommandError(f"{path} : {problem.strerror}.") from problem

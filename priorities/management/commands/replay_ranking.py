from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from priorities.actions.ranking import CannotReplay, replay_ranking
from priorities.models import RankingRun


class Command(BaseCommand):
    help = "Recalcule un classement passé depuis son instantané et vérifie que le résultat est le même, à l’octet près."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "run", type=UUID, metavar="IDENTIFIANT", help="l’identifiant du classement (dans son adresse)"
        )

    def handle(self, *, run: UUID, **options: Any) -> None:
        found = RankingRun.objects.filter(pk=run).select_related("cycle").first()
        if found is None:
            raise CommandError(f"Le classement {run} n’existe pas.")
        try:
            fingerprint = replay_ranking(run=found)
        except CannotReplay as problem:
            raise CommandError(
                f"Ce classement a été fait avec les formules de version {problem}."
            ) from problem
        except (OSError, ValueError) as problem:
            raise CommandError(f"L’instantané est absent ou abîmé : {problem}") from problem
        if fingerprint != found.result_sha256:
            raise CommandError(f"Le résultat diffère : {fingerprint} au lieu de {found.result_sha256}.")
        self.stdout.write(f"{found} : rejoué à l’identique ({fingerprint}).")

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rse_portal.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from rse_portal.demo.seed import DemoRefused, seed_demo


def _multiple(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} n’est pas un nombre entier d’au moins 1")
    return int(text)


class Command(BaseCommand):
    help = (
        "Charge la mutuelle de démonstration dans une base neuve : norme, territoires, parties prenantes, "
        "trois exercices, séances et remontées. Une seconde fois ne change rien. "
        "Refusé avec les réglages de production."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale",
            type=_multiple,
            default=1,
            metavar="N",
            help="multiplie personnes, séances, remontées, impacts et cotations",
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="graine du tirage : même graine, mêmes données"
        )

    def handle(self, *, scale: int, seed: int, **options: Any) -> None:
        try:
            summary = seed_demo(scale=scale, seed=seed)
        except DemoRefused as problem:
            raise CommandError(str(problem)) from problem
        if summary.already:
            self.stdout.write("La démonstration est déjà chargée.")
            return
        for noun, count in summary.counts.items():
            self.stdout.write(f"{count:>8}  {noun}")
        self.stdout.write(f"Démonstration chargée en {summary.seconds:.1f} s.".replace(".", ",", 1))
        self.stdout.write(f"Comptes, avec le mot de passe {DEMO_PASSWORD} :")
        for account in DEMO_ACCOUNTS:
            self.stdout.write(
                f"  {account.email:<32} {account.first_name} {account.last_name}, {account.role.label}"
            )

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.actions.account import open_account
from accounts.models import Territory
from accounts.roles import ELECTED, Role


class Command(BaseCommand):
    help = "Ouvre un compte avec un rôle. Le mot de passe est demandé, ou lu sur l’entrée standard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="ADRESSE")
        parser.add_argument("--first-name", required=True, help="prénom")
        parser.add_argument("--last-name", required=True, help="nom")
        parser.add_argument("--role", required=True, choices=Role.values, help="rôle")
        parser.add_argument(
            "--territory", metavar="CODE", help="territoire du mandat (rôles élus) ou du droit"
        )

    def handle(
        self, *, email: str, first_name: str, last_name: str, role: str, territory: str | None, **options: Any
    ) -> None:
        place = Territory.objects.filter(code=territory).first() if territory else None
        if territory and place is None:
            raise CommandError(f"Le territoire « {territory} » n’existe pas.")
        if Role(role) in ELECTED and place is None:
            raise CommandError("Un rôle élu demande --territory, le territoire de son mandat.", returncode=2)
        password = (
            getpass.getpass("Mot de passe : ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        )
        try:
            validate_password(password)
            user = open_account(
                email=email,
                first_name=first_name,
                last_name=last_name,
                role=Role(role),
                territory=place,
                password=password,
                by=None,
            )
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        self.stdout.write(f"Compte ouvert : {user} ({user.email}).")

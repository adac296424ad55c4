import io
import os
import sys
import time
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from iso26000.models import AssessmentCycle
from rse_portal.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from rse_portal.demo.supervisor import ChildDied, Supervisor, port_is_free

READY_SECONDS = 60


class Command(BaseCommand):
    help = (
        "Prépare la base, charge la mutuelle de démonstration une fois, puis tient le serveur web et un worker "
        "jusqu’à Ctrl-C. Statut 0 après Ctrl-C, 1 si l’un des deux ne tient pas."
    )
    requires_system_checks = ()  # a start takes seconds; make check runs them all

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("La démonstration ne démarre pas avec les réglages de production.")
        port = settings.PORT
        if not port_is_free(port):
            raise CommandError(
                f"Le port {port} est pris : choisissez-en un autre, par exemple PORT=8123 ./run"
            )
        try:
            self.prepare()
        except KeyboardInterrupt:
            self.say("\nInterrompu pendant la préparation ; ./run reprendra.")
            sys.exit(130)
        supervisor = Supervisor(cwd=settings.BASE_DIR, environ=self.environ(), say=self.say)
        supervisor.add("Le worker", self.worker())
        supervisor.add("Le serveur web", self.web(port))
        supervisor.start()
        try:
            self.serve(supervisor, port)
        except ChildDied as problem:
            raise CommandError(
                f"{problem} Le portail s’arrête ; les messages ci-dessus en disent la cause."
            ) from None
        finally:
            supervisor.stop()
        self.say("Arrêté.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def prepare(self) -> None:
        settings.STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns where it is missing
        call_command("migrate", verbosity=0)
        call_command("load_standard", str(settings.BASE_DIR / "fixtures/iso26000.yaml"), stdout=self.stdout)
        if not AssessmentCycle.objects.exists():
            self.say("Chargement de la mutuelle de démonstration, une seule fois…")
            call_command("seed_demo", stdout=io.StringIO())  # the accounts come once the portal answers

    def environ(self) -> dict[str, str]:
        """The children start elsewhere than where ./run was called: what they read is spelt out."""
        return {
            **os.environ,  # manage.py has set DJANGO_SETTINGS_MODULE there
            "VAR_DIR": str(settings.VAR_DIR),
            "PORT": str(settings.PORT),
            "PYTHONUNBUFFERED": "1",
        }

    def worker(self) -> list[str]:
        celery = [
            sys.executable,
            "-W",
            "ignore:You're running the worker with superuser",
            "-m",
            "celery",
            "-q",
        ]
        pool = ["--pool", "threads", "--concurrency", "2"]  # no fork: typst and the charts hang after one
        alone = [
            "--without-gossip",
            "--without-mingle",
        ]  # there is no other worker to talk to: a second saved
        return [*celery, "-A", "rse_portal", "worker", *pool, *alone, "--loglevel", "WARNING"]

    def web(self, port: int) -> list[str]:
        granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning"]
        size = ["--workers", "1", "--blocking-threads", "4"]
        return [*granian, *size, "--host", "127.0.0.1", "--port", str(port), "rse_portal.wsgi:application"]

    def serve(self, supervisor: Supervisor, port: int) -> None:
        """Tell when the portal answers, then keep it up until somebody asks to stop."""
        deadline = time.monotonic() + READY_SECONDS
        ready = False
        while not supervisor.stopping:
            supervisor.check()
            if not ready and _answers(port):
                ready = True
                self.welcome(port)
            elif not ready and time.monotonic() > deadline:
                raise ChildDied(f"Le portail ne répond pas après {READY_SECONDS} s.")
            time.sleep(0.2)
        self.say("\nArrêt : un traitement en cours a dix secondes pour finir.")

    def welcome(self, port: int) -> None:
        lines = [
            "",
            f"Le portail est prêt : http://127.0.0.1:{port}/",
            *_accounts(),
            "",
            "Ctrl-C arrête tout.",
        ]
        self.say("\n".join(lines))


def _answers(port: int) -> bool:
    # No proxy of the machine stands between us and ourselves.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return True  # it answers, be it with an error page
    except OSError:
        return False


def _accounts() -> list[str]:
    if not User.objects.filter(email=DEMO_ACCOUNTS[0].email).exists():
        return []  # a portal with data of its own
    width = max(len(account.email) for account in DEMO_ACCOUNTS)
    people = [
        f"  {account.email:{width}}  {account.first_name}, {account.role.label}" for account in DEMO_ACCOUNTS
    ]
    return ["", f"Comptes de démonstration, mot de passe {DEMO_PASSWORD} :", *people]

from typing import Any

from django.core.management.base import BaseCommand

from rse_portal.common.typography import pluriel
from search.actions.index import rebuild_index


class Command(BaseCommand):
    help = (
        "Refait l’index de la recherche à partir des textes. Il se tient à jour de lui-même : cette commande "
        "sert après une restauration, ou quand la façon de lire les mots a changé. Code de retour : 0."
    )

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{pluriel(rebuild_index(), 'texte indexé', 'textes indexés')}.")

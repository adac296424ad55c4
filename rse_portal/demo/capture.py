"""What Amel logged these last days, from her phone and from a sheet of paper that Bruno copied: nobody has read it yet."""

import uuid
from datetime import date, timedelta
from random import Random

from accounts.models import User
from dialogue.actions.feedback import record_feedback
from rse_portal.demo.remontees import WINDOW
from rse_portal.demo.territories import Places
from stakeholders.models import Stakeholder

REGION = "R53"
# Days ago, who speaks, kind, from paper, text.
SAID = (
    (2, "SH02", "concern", False, "Le dentiste de Guémené s’arrête en janvier ; le plus proche est à quarante minutes."),
    (2, "SH02", "idea", False, "Afficher à l’accueil la date de la prochaine séance et un nom à qui parler."),
    (5, "SH07", "expectation", False, "L’association d’aide aux aidants demande un relais un après-midi par mois."),
    (5, "SH03", "question", True, "La portabilité reste-t-elle gratuite quand on retrouve un temps partiel ?"),
    (9, "SH02", "satisfaction", True, "Le courrier sur les nouveaux tarifs était clair, avec un exemple chiffré."),
)  # fmt: skip


def log_last_days(
    places: Places,
    stakeholders: dict[str, Stakeholder],
    *,
    delegate: User,
    rapporteur: User,
    today: date,
    rng: Random,
) -> int:
    """How many were logged: none before the quarters whose emerging themes the demo shows are over."""
    said = [row for row in SAID if today - timedelta(days=row[0]) > WINDOW[1]]
    for days, group, kind, from_paper, text in reversed(said):
        record_feedback(
            pk=uuid.UUID(int=rng.getrandbits(128), version=4),
            by=rapporteur if from_paper else delegate,
            author=delegate,
            from_paper=from_paper,
            territory=places.territories[REGION],
            received_on=today - timedelta(days=days),
            stakeholder=stakeholders[group],
            kind=kind,
            text=text,
        )
    return len(said)

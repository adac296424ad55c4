"""Who holds the relation with which group, and one group assessed twice in a year."""

from datetime import date

from accounts.actions import history
from accounts.models import User
from rse_portal.demo.bank import french
from stakeholders.models import Significance, Stakeholder

MANAGER, RAPPORTEUR = "responsable@demo.example", "rapporteur@demo.example"
OWNERS = {
    "SH01": MANAGER,
    "SH02": MANAGER,
    "SH03": RAPPORTEUR,
    "SH04": RAPPORTEUR,
    "SH06": RAPPORTEUR,
    "SH07": RAPPORTEUR,
    "SH08": MANAGER,
    "SH09": RAPPORTEUR,
    "SH10": MANAGER,
}
# SH07 and SH10 are overdue, SH11 was never verified.
VERIFIED = {
    "SH01": date(2026, 2, 10),
    "SH02": date(2026, 2, 10),
    "SH03": date(2026, 3, 10),
    "SH04": date(2026, 4, 21),
    "SH06": date(2026, 4, 21),
    "SH07": date(2025, 3, 4),
    "SH08": date(2026, 1, 27),
    "SH09": date(2026, 6, 16),
    "SH10": date(2025, 2, 4),
}
EVERY_SIX_MONTHS = {"SH02", "SH07"}


REASONS = {
    "SH01": "Accord sur le télétravail renégocié en janvier ; les élus du personnel sont consultés à chaque étape.",
    "SH02": "La hausse des cotisations domine les assemblées d'hiver : l'attente d'une réponse est forte.",
    "SH03": "Deux grandes entreprises remettent leur contrat en concurrence.",
    "SH09": "Peu de fournisseurs dépendent de nous pour plus d'un dixième de leur activité.",
    "SH11": "L'urgence reste à discuter avec la Fédération avant l'été.",
}
# What SH07 had in February, and what June changed.
AGAIN = "SH07"
IN_FEBRUARY = {
    "urgency": 2,
    "reason": french("Les associations demandent d'être reçues plus souvent, sans échéance précise."),
}
IN_JUNE = date(2026, 6, 18)
WHY_IN_JUNE = french(
    "Trois associations ont saisi le défenseur des droits sur l'accès aux soins : l'urgence passe de 2 à 3."
)


def tell_relations(stakeholders: dict[str, Stakeholder], users: dict[str, User]) -> None:
    """Owners and verification of the groups."""
    for code, stakeholder in stakeholders.items():
        stakeholder.owner = users[OWNERS[code]] if code in OWNERS else None
        stakeholder.verified_on = VERIFIED.get(code)
        stakeholder.verify_every = 6 if code in EVERY_SIX_MONTHS else 12
    Stakeholder.objects.bulk_update(stakeholders.values(), ["owner", "verified_on", "verify_every"])


def explain_significance(significances: list[Significance], *, by: User) -> None:
    """The reasons of the open cycle, and the group that was assessed again in June: its history shows both."""
    by_code = {row.stakeholder.code: row for row in significances}
    for code, reason in REASONS.items():
        by_code[code].reason = french(reason)
    again = by_code[AGAIN]
    settled = {"urgency": again.urgency, "reason": WHY_IN_JUNE, "assessed_on": IN_JUNE}
    for name, value in IN_FEBRUARY.items():
        setattr(again, name, value)
    Significance.objects.bulk_update(significances, ["urgency", "reason"])
    history.change(again, by=by, **settled)

"""The organisations that the demo mutual meets, its contacts there, who follows and who knows them: contacts_fr.yaml."""

from datetime import date, timedelta
from typing import Any

from accounts.models import User
from rse_portal.demo.bank import read_bank
from stakeholders.enums import LawfulBasis, StakeholderKind
from stakeholders.models import Acquaintance, Contact, ContactRole, Stakeholder

SOURCES = (
    "Carte remise en séance",
    "Site de l’organisation",
    "Présentation par une ou un collègue",
    "Liste des participants d’une table ronde",
)
MONTH = 30.44  # days


def meet_contacts(
    stakeholders: dict[str, Stakeholder], users: dict[str, User], today: date
) -> tuple[int, int]:
    """Returns (organisations, contacts). Nothing is drawn: the same rows whatever the seed.

    The organisations are in no cycle: they weigh nothing by themselves. One of them was entered twice, and so was one
    of the contacts.
    """
    bank = read_bank("contacts_fr.yaml")
    accounts = {email.partition("@")[0]: user for email, user in users.items()}
    organisations = _organisations(bank["organisations"], stakeholders)
    bodies = stakeholders | organisations
    _follow(bank["followed"], bodies, accounts, today)
    people = bank["contacts"]
    contacts = Contact.objects.bulk_create(
        _contact(number, person, accounts, today) for number, person in enumerate(people)
    )
    met = list(zip(contacts, people, strict=True))
    ContactRole.objects.bulk_create(
        ContactRole(contact=contact, stakeholder=bodies[code], role=role)
        for contact, person in met
        for code, role in person["roles"].items()
    )
    Acquaintance.objects.bulk_create(
        Acquaintance(contact=contact, user=accounts[name], note=note)
        for contact, person in met
        for name, note in person.get("known_by", {}).items()
    )
    return len(organisations), len(contacts)


def _organisations(rows: list[dict[str, str]], groups: dict[str, Stakeholder]) -> dict[str, Stakeholder]:
    organisations = Stakeholder.objects.bulk_create(
        Stakeholder(
            code=row["code"],
            label_fr=row["label_fr"],
            label_en=row.get("label_en", ""),
            contribution=row.get("contribution", ""),
            kind=StakeholderKind.ORGANISATION,
            scope=groups[row["group"]].scope,
            parent=groups[row["group"]],
        )
        for row in rows
    )
    return {organisation.code: organisation for organisation in organisations}


def _follow(
    followed: dict[str, dict[str, Any]],
    bodies: dict[str, Stakeholder],
    accounts: dict[str, User],
    today: date,
) -> None:
    for code, facts in followed.items():
        bodies[code].owner = accounts[facts["owner"]]
        bodies[code].verified_on = _months_ago(today, facts.get("verified"))
    Stakeholder.objects.bulk_update([bodies[code] for code in followed], ["owner", "verified_on"])


def _contact(number: int, person: dict[str, Any], accounts: dict[str, User], today: date) -> Contact:
    months, titles = person["months"], " ".join(person["roles"].values())
    return Contact(
        name=person["name"],
        function=person["function"],
        email=f"contact{number + 1}@exemple.example",
        phone=person.get("phone", ""),
        lawful_basis=LawfulBasis.CONTRACT if "contrat" in titles else LawfulBasis.LEGITIMATE_INTEREST,
        source=SOURCES[number % len(SOURCES)],
        collected_on=_months_ago(today, months["collected"]) or today,
        informed_on=_months_ago(today, months.get("informed")),
        owner=accounts[person["owner"]] if "owner" in person else None,
        verified_on=_months_ago(today, months.get("verified")),
        verify_every=6 if "porte-parole" in titles else 12,
    )


def _months_ago(today: date, months: int | None) -> date | None:
    """Nothing for what never happened."""
    return None if months is None else today - timedelta(days=round(months * MONTH))

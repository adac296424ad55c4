"""Contacts as lists: what one searches, filters and sorts; who knows whom."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from rse_portal.common.folding import fold
from rse_portal.common.forms import whole
from stakeholders.models import Acquaintance, Contact, ContactRole, Stakeholder
from stakeholders.queries.freshness import with_due_on

NO_KEY = 0
MINE, NOBODY, DUE = "moi", "personne", "a-faire"
SORTS: Mapping[str, tuple[Any, ...]] = {
    "nom": ("name__folded", "pk"),
    "-nom": ("-name__folded", "-pk"),
    "verification": (F("due_day").asc(nulls_first=True), "name__folded", "pk"),
    "-verification": (F("due_day").desc(nulls_last=True), "name__folded", "pk"),
    "recueil": ("collected_on", "name__folded", "pk"),
    "-recueil": ("-collected_on", "name__folded", "pk"),
}


@dataclass(frozen=True)
class ContactFilter:
    """What the address of the list says. An unknown value filters nothing."""

    text: str = ""
    stakeholder: str = ""  # code
    owner: str = ""  # key of an account, « moi » or « personne »
    known_by: str = ""  # key of an account
    information: str = ""  # « a-faire »: the person should have been informed
    sort: str = "nom"

    @classmethod
    def read(cls, values: Mapping[str, str]) -> "ContactFilter":
        sort = values.get("tri", "")
        return cls(
            text=values.get("q", "").strip()[:100],
            stakeholder=values.get("partie", ""),
            owner=_person(values.get("suivi", ""), MINE, NOBODY),
            known_by=_person(values.get("collegue", "")),
            information=DUE if values.get("information") == DUE else "",
            sort=sort if sort in SORTS else "nom",
        )

    @property
    def narrows(self) -> bool:
        return replace(self, sort="nom") != ContactFilter()

    def query(self, **changes: str) -> str:
        """These choices as the query of an address, with some changed. Defaults are left out."""
        values = {
            "q": self.text,
            "partie": self.stakeholder,
            "suivi": self.owner,
            "collegue": self.known_by,
            "information": self.information,
            "tri": "" if self.sort == "nom" else self.sort,
        } | changes
        return urlencode({name: value for name, value in values.items() if value})


def _person(value: str, *words: str) -> str:
    """The key of an account, or one of the words; nothing for anything else."""
    return value if value in words or whole(value, NO_KEY) != NO_KEY else ""


def contacts_matching(user: User, chosen: ContactFilter) -> "QuerySet[Contact]":
    """The contacts that this person may see and asks for, each with `due_day`, its owner, roles and acquaintances.

    3 queries once read: rows with their owner, roles with their stakeholder, acquaintances with their account.
    """
    contacts = Contact.objects.visible_to(user)
    if chosen.text:
        words = fold(chosen.text)
        named = ContactRole.objects.filter(contact=OuterRef("pk")).filter(
            Q(stakeholder__label_fr__folded__contains=words)
            | Q(stakeholder__label_en__folded__contains=words)
            | Q(stakeholder__code__iexact=chosen.text)
        )
        contacts = contacts.filter(
            Q(name__folded__contains=words) | Q(function__folded__contains=words) | Exists(named.order_by())
        )
    if chosen.stakeholder:
        roles = ContactRole.objects.filter(contact=OuterRef("pk"), stakeholder__code=chosen.stakeholder)
        contacts = contacts.filter(Exists(roles.order_by()))
    if chosen.owner:
        who = {MINE: Q(owner=user), NOBODY: Q(owner=None)}.get(chosen.owner)
        contacts = contacts.filter(who or Q(owner=int(chosen.owner)))
    if chosen.known_by:
        knows = Acquaintance.objects.filter(contact=OuterRef("pk"), user=int(chosen.known_by))
        contacts = contacts.filter(Exists(knows.order_by()) | Q(owner=int(chosen.known_by)))
    if chosen.information:
        contacts = contacts.to_inform(timezone.localdate())
    return (
        with_due_on(contacts)
        .select_related("owner")
        .prefetch_related(
            Prefetch("roles", ContactRole.objects.select_related("stakeholder").order_by("pk")),
            Prefetch("acquaintances", Acquaintance.objects.select_related("user").order_by("pk")),
        )
        .order_by(*SORTS[chosen.sort])
    )


def contacts_of(stakeholder: Stakeholder) -> list[ContactRole]:
    """Who we know there, for templates/stakeholders/_contacts.html: roles with their contact. 3 queries at most.

    Names are for whoever holds stakeholders.view_contacts: ask before showing them.
    """
    return list(
        ContactRole.objects.filter(stakeholder=stakeholder)
        .select_related("contact", "contact__owner")
        .prefetch_related("contact__acquaintances__user")
        .order_by("contact__name", "pk")
    )


def stakeholders_with_contacts() -> "QuerySet[Stakeholder]":
    """Those one may filter contacts by."""
    return Stakeholder.objects.filter(
        Exists(ContactRole.objects.filter(stakeholder=OuterRef("pk")).order_by())
    )


def colleagues() -> "QuerySet[User]":
    """Whom one may name as knowing a contact: every open account."""
    return User.objects.filter(is_active=True)

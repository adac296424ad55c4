"""Contacts: who may know that they exist, how they are found, changed, deleted and brought back."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.actions import history
from accounts.models import Change, JournalEntry
from stakeholders.actions import contact as actions
from stakeholders.models import Acquaintance, Contact, ContactRole
from stakeholders.queries.contact import ContactFilter, contacts_matching, contacts_of
from tests.factories.stakeholders import (
    make_acquaintance,
    make_contact,
    make_role,
    make_stakeholder,
)
from tests.support.queries import assert_query_budget

LIST = "/parties-prenantes/contacts/"
RELATIONS = f"{LIST}qui-connait-qui/"
BUDGET = 11


@pytest.fixture
def edith(bruno, amel):
    contact = make_contact("Édith Lefèvre", function="Gérante", owner=bruno)
    make_role(contact=contact, stakeholder=make_stakeholder("SH09", label_fr="Fournisseurs"), role="gérante")
    make_acquaintance(contact=contact, user=amel, note="voisines")
    return contact


def form_of(contact, **changes):
    values = {
        "name": contact.name,
        "function": contact.function,
        "email": contact.email,
        "phone": contact.phone,
        "note": contact.note,
        "lawful_basis": contact.lawful_basis,
        "source": contact.source,
        "collected_on": contact.collected_on.isoformat(),
        "owner": contact.owner_id or "",
        "verify_every": contact.verify_every,
        "version": contact.version,
    }
    return values | changes


def found(user, **values):
    return [contact.name for contact in contacts_matching(user, ContactFilter.read(values))]


# --- the list


def test_list_is_searched_by_name_function_and_organisation(edith, bruno):
    make_contact("Karim Haddad", function="Médecin")
    for text in ("lefè", "GÉRANTE".lower(), "fourniss", "sh09"):
        assert found(bruno, q=text) == ["Édith Lefèvre"], text
    assert found(bruno, q="médecin") == ["Karim Haddad"]
    assert found(bruno, q="personne de ce nom") == []


def test_list_is_filtered_by_stakeholder_owner_and_colleague(edith, bruno, chloe, amel):
    make_contact("Karim Haddad")
    make_contact("Linh Nguyen", owner=chloe)
    assert found(bruno, partie="SH09") == ["Édith Lefèvre"]
    assert found(bruno, suivi="moi") == ["Édith Lefèvre"]
    assert found(chloe, suivi="moi") == ["Linh Nguyen"]
    assert found(bruno, suivi=str(chloe.pk)) == ["Linh Nguyen"]
    assert found(bruno, suivi="personne") == ["Karim Haddad"]
    assert found(bruno, collegue=str(amel.pk)) == ["Édith Lefèvre"]
    assert found(bruno, collegue=str(chloe.pk)) == [
        "Linh Nguyen"
    ]  # whoever follows a relation knows the person
    assert (
        len(found(bruno, suivi="²", collegue="x' OR 1", tri="note")) == 3
    )  # what means nothing narrows nothing


def test_information_is_due_a_month_after_the_data_were_collected(bruno):
    today = timezone.localdate()
    make_contact("Tard", collected_on=today - timedelta(days=40))
    make_contact("Tôt", collected_on=today - timedelta(days=20))
    make_contact("Dit", collected_on=today - timedelta(days=40), informed_on=today)
    assert found(bruno, information="a-faire") == ["Tard"]
    due = {contact.name for contact in Contact.objects.all() if contact.is_to_inform}
    assert due == {"Tard"}


def test_list_is_sorted_both_ways_never_verified_first(bruno):
    make_contact("A", verified_on=date(2026, 5, 1))
    make_contact("B")
    make_contact("C", verified_on=date(2025, 5, 1))
    assert found(bruno, tri="verification") == ["B", "C", "A"]
    assert found(bruno, tri="-verification") == ["A", "C", "B"]
    assert found(bruno, tri="-nom") == ["C", "B", "A"]


@pytest.mark.parametrize("address", [LIST, RELATIONS])
def test_lists_cost_the_same_for_few_and_many_contacts(client_of, chloe, edith, amel, address):
    def more():
        for _number in range(24):
            contact = make_contact(owner=chloe)
            make_role(contact=contact)
            make_acquaintance(contact=contact, user=amel)

    assert_query_budget(client_of(chloe), address, BUDGET, more)


def test_page_of_a_contact_costs_the_same_whatever_is_said_of_it(client_of, chloe, edith, david, fanny):
    def more():
        for _number in range(10):
            make_role(contact=edith)
        for user in (david, fanny, chloe):
            make_acquaintance(contact=edith, user=user)

    assert_query_budget(client_of(chloe), edith.get_absolute_url(), BUDGET, more)


def test_relations_tell_person_organisation_and_colleague(client_of, chloe, edith):
    text = client_of(chloe).get(RELATIONS).content.decode()
    for word in ("Édith Lefèvre", "Fournisseurs", "gérante", "Bruno Vidal", "Amel Le Goff", "voisines"):
        assert word in text


def test_nobody_else_learns_a_name(client_of, edith, amel, david, fanny, gilles, hana):
    for person in (amel, david, fanny, gilles, hana):
        client = client_of(person)
        for address in (
            LIST,
            RELATIONS,
            edith.get_absolute_url(),
            f"{edith.get_absolute_url()}modifier/",
            "/parties-prenantes/doublons/",
            f"/historique/stakeholders.contact/{edith.pk}/",
        ):
            assert client.get(address).status_code == 404, address
        queue = client.get("/parties-prenantes/a-verifier/?suivi=tous")
        assert "Lefèvre" not in queue.content.decode()


def test_contacts_of_a_stakeholder_come_with_what_their_list_shows(edith, django_assert_num_queries):
    stakeholder = edith.roles.get().stakeholder
    with django_assert_num_queries(3):
        [role] = contacts_of(stakeholder)
        assert (role.contact, str(role.contact.owner)) == (edith, "Bruno Vidal")
        assert [str(link.user) for link in role.contact.acquaintances.all()] == ["Amel Le Goff"]


# --- adding, changing


def test_contact_is_added_with_its_first_role_and_undone_as_one(client_of, chloe):
    group = make_stakeholder("SH09")
    values = {
        "name": "Karim Haddad",
        "lawful_basis": "contract",
        "source": "Contrat signé",
        "collected_on": "2026-03-12",
        "verify_every": "6",
        "stakeholder": group.pk,
        "role": "signataire",
    }
    answer = client_of(chloe).post(f"{LIST}nouveau/", values, follow=True)
    contact = Contact.objects.get()
    assert answer.redirect_chain == [(contact.get_absolute_url(), 302)]
    assert [(role.stakeholder, role.role) for role in contact.roles.all()] == [(group, "signataire")]
    text = answer.content.decode()
    assert "Données tenues sur la base d’un contrat, recueillies le 12 mars 2026 (Contrat signé)." in text
    assert JournalEntry.objects.filter(action="contact.created", target_id=contact.pk).exists()
    history.undo(Change.objects.first().operation, by=chloe)
    assert not Contact.objects.exists() and not ContactRole.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "Nom"),
        ({"source": ""}, "Origine des données"),
        ({"collected_on": "2999-01-01"}, "Cette date est à venir"),
        ({"verify_every": "٣"}, "nombre entier"),
        ({"verify_every": "61"}, "60"),
        ({"role": "signataire"}, "Choisissez la partie prenante"),
    ],
)
def test_refused_contact_says_why_and_keeps_what_was_typed(client_of, chloe, changes, message):
    values = form_of(Contact(name="K", lawful_basis="consent", source="S", collected_on=date(2026, 1, 2)))
    answer = client_of(chloe).post(f"{LIST}nouveau/", values | {"note": "À garder"} | changes)
    assert answer.status_code == 422
    assert message in answer.content.decode() and "À garder" in answer.content.decode()
    assert not Contact.objects.exists()


def test_two_writers_of_one_contact_see_both_texts(client_of, chloe, bruno, edith):
    read = form_of(edith, function="Présidente")
    history.change(edith, by=bruno, function="Directrice", phone="02 98 00 50 05")
    answer = client_of(chloe).post(f"{edith.get_absolute_url()}modifier/", read)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Présidente" in text and "Directrice" in text and "Bruno Vidal" in text
    assert 'value="02 98 00 50 05"' in text  # what only the other one wrote is in the form already
    edith.refresh_from_db()
    assert edith.function == "Directrice"
    again = form_of(edith, function="Présidente")
    assert client_of(chloe).post(f"{edith.get_absolute_url()}modifier/", again).status_code == 302


def test_owner_who_left_the_team_stays_until_another_is_chosen(client_of, chloe, bruno, edith):
    bruno.role_assignments.all().delete()
    answer = client_of(chloe).post(f"{edith.get_absolute_url()}modifier/", form_of(edith, function="X"))
    assert answer.status_code == 302
    other = make_contact("Karim Haddad")
    refused = client_of(chloe).post(f"{other.get_absolute_url()}modifier/", form_of(other, owner=bruno.pk))
    assert refused.status_code == 422


# --- deleting


def test_deleted_contact_comes_back_whole(client_of, chloe, edith):
    before = [list(model.objects.order_by("pk").values()) for model in (Contact, ContactRole, Acquaintance)]
    client = client_of(chloe)
    answer = client.post(f"{edith.get_absolute_url()}supprimer/", follow=True)
    assert not Contact.objects.exists() and not Acquaintance.objects.exists()
    act = Change.objects.first().operation
    assert f"/annuler/{act}/" in answer.content.decode()
    client.post(f"/annuler/{act}/")
    after = [list(model.objects.order_by("pk").values()) for model in (Contact, ContactRole, Acquaintance)]
    for rows in (*before, *after):
        for row in rows:
            row.pop("version")
    assert after == before
    entry = JournalEntry.objects.get(action="contact.deleted")
    assert entry.details == {"relations": 2}  # no name


# --- relations


def test_role_is_added_once_changed_and_removed(client_of, chloe, edith):
    client, group = client_of(chloe), make_stakeholder("SH06")
    page = edith.get_absolute_url()
    values = {"role-stakeholder": group.pk, "role-role": "experte"}
    assert client.post(f"{page}liens/", values).status_code == 302
    role = edith.roles.get(stakeholder=group)
    twice = client.post(f"{page}liens/", values)
    assert twice.status_code == 422
    assert "déjà lié" in twice.content.decode()
    changed = {"stakeholder": group.pk, "role": "présidente", "version": role.version}
    assert client.post(f"{page}liens/{role.pk}/modifier/", changed).status_code == 302
    stale = client.post(f"{page}liens/{role.pk}/modifier/", changed | {"role": "autre"})
    assert stale.status_code == 409
    assert "présidente" in stale.content.decode() and "autre" in stale.content.decode()
    assert client.post(f"{page}liens/{role.pk}/retirer/").status_code == 302
    assert not edith.roles.filter(pk=role.pk).exists()
    told = JournalEntry.objects.filter(action__startswith="relation.").order_by("pk")
    assert [entry.action for entry in told] == ["relation.added", "relation.changed", "relation.removed"]


def test_acquaintance_is_added_once_changed_and_removed(client_of, chloe, edith, david):
    client, page = client_of(chloe), edith.get_absolute_url()
    values = {"connaissance-user": david.pk, "connaissance-note": "anciens collègues"}
    assert client.post(f"{page}connaissances/", values).status_code == 302
    link = edith.acquaintances.get(user=david)
    twice = client.post(f"{page}connaissances/", values)
    assert twice.status_code == 422
    assert "figure déjà" in twice.content.decode()
    changed = {"user": david.pk, "note": "au conseil", "version": link.version}
    assert client.post(f"{page}connaissances/{link.pk}/modifier/", changed).status_code == 302
    assert client.post(f"{page}connaissances/{link.pk}/retirer/").status_code == 302
    assert edith.acquaintances.count() == 1


def test_relation_of_another_contact_is_not_found(client_of, chloe, edith):
    other = make_contact("Karim Haddad")
    role = edith.roles.get()
    page = f"{other.get_absolute_url()}liens/{role.pk}/"
    assert client_of(chloe).post(f"{page}retirer/").status_code == 404
    assert client_of(chloe).get(f"{page}modifier/").status_code == 404


def test_merged_stakeholder_is_no_choice_of_a_role(client_of, chloe, edith):
    gone = make_stakeholder("SH90")
    gone.merged_into = make_stakeholder("SH91")
    gone.save()
    values = {"role-stakeholder": gone.pk, "role-role": "experte"}
    assert client_of(chloe).post(f"{edith.get_absolute_url()}liens/", values).status_code == 422


def test_unchanged_contact_leaves_no_trace(chloe, edith):
    assert actions.change_contact(contact=edith, by=chloe, version=edith.version, name=edith.name) is None
    assert not Change.objects.exists()

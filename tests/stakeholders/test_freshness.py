"""What is to be verified again: the same day in SQL and in Python, a queue by pages, one click."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import Change, JournalEntry
from stakeholders.models import Contact, Stakeholder
from stakeholders.models.stakeholder import months_later
from stakeholders.queries.freshness import queue_of, with_due_on
from tests.factories.stakeholders import make_contact, make_role, make_stakeholder
from tests.support.queries import assert_query_budget

QUEUE = "/parties-prenantes/a-verifier/"
BUDGET = 12


def ago(days):
    return timezone.localdate() - timedelta(days=days)


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2026, 1, 31), 1),
        (date(2024, 1, 31), 1),
        (date(2025, 2, 28), 12),
        (date(2024, 2, 29), 12),
        (date(2026, 3, 31), 6),
        (date(2026, 12, 1), 1),
        (date(2026, 5, 12), 60),
    ],
)
@pytest.mark.django_db
def test_database_and_model_agree_on_the_day(day, months):
    make_contact(verified_on=day, verify_every=months)
    [contact] = with_due_on(Contact.objects.all())
    assert contact.due_day == contact.due_on == months_later(day, months)


@pytest.mark.django_db
def test_database_and_model_agree_on_what_was_never_verified():
    make_contact()
    [contact] = with_due_on(Contact.objects.all())
    assert contact.due_day is contact.due_on is None
    assert contact.is_due


def test_queue_holds_what_is_due_oldest_first(chloe):
    make_contact("Récent", verified_on=ago(10))
    make_contact("Échu", verified_on=ago(500))
    never = make_stakeholder("SH01")
    older = make_stakeholder("SH02")
    Stakeholder.objects.filter(pk=older.pk).update(verified_on=ago(800))
    merged = make_stakeholder("SH03")
    Stakeholder.objects.filter(pk=merged.pk).update(merged_into=never)
    queue, mine = queue_of(chloe)
    assert not mine
    assert (queue.all, queue.stakeholders.all, queue.contacts.all) == (3, 2, 1)
    assert [row["what"] for row in queue.rows] == ["stakeholder", "stakeholder", "contact"]
    assert [row["key"] for row in queue.rows][:2] == [never.pk, older.pk]


def test_queue_is_mine_first_and_everybodys_on_demand(client_of, chloe, bruno):
    make_contact("À Chloé", owner=chloe)
    make_contact("À Bruno", owner=bruno)
    make_stakeholder("SH01", label_fr="À personne")
    page = client_of(chloe).get(QUEUE).content.decode()
    assert "À Chloé" in page and "À Bruno" not in page
    page = client_of(chloe).get(f"{QUEUE}?suivi=tous").content.decode()
    assert "À Chloé" in page and "À Bruno" in page and "À personne" in page
    assert "1\u00a0partie prenante et 2\u00a0contacts" in page


def test_queue_costs_the_same_for_few_and_many_rows(client_of, chloe, bruno):
    make_role(contact=make_contact(owner=chloe))

    def more():
        for _number in range(20):
            make_role(
                contact=make_contact(owner=bruno), stakeholder=make_stakeholder(parent=make_stakeholder())
            )

    assert_query_budget(client_of(chloe), f"{QUEUE}?suivi=tous", BUDGET, more)


def test_one_click_verifies_a_row_and_is_undone(client_of, chloe):
    contact, client = make_contact(verified_on=ago(500)), client_of(chloe)
    answer = client.post(f"{QUEUE}?suivi=tous", {"seule": f"contact-{contact.pk}"})
    assert answer["Location"] == f"{QUEUE}?suivi=tous"
    contact.refresh_from_db()
    assert contact.verified_on == timezone.localdate()
    assert JournalEntry.objects.get(action="contact.verified").details == {"ids": [contact.pk]}
    client.post(f"/annuler/{Change.objects.get().operation}/")
    contact.refresh_from_db()
    assert contact.verified_on == ago(500)


def test_selection_is_verified_as_one_act(client_of, chloe):
    contacts, group = [make_contact() for _ in range(3)], make_stakeholder()
    rows = [f"contact-{contact.pk}" for contact in contacts[:2]] + [f"stakeholder-{group.pk}"]
    answer = client_of(chloe).post(QUEUE, {"fiche": rows}, follow=True)
    assert "3 fiches sont vérifiées" in answer.content.decode()
    assert Contact.objects.filter(verified_on=timezone.localdate()).count() == 2
    assert Change.objects.values("operation").distinct().count() == 1


def test_nothing_ticked_is_said(client_of, chloe):
    make_contact("Karim Haddad")
    answer = client_of(chloe).post(QUEUE, {})
    assert answer.status_code == 422
    assert "Cochez au moins une fiche" in answer.content.decode()


def test_rapporteur_verifies_contacts_and_only_reads_stakeholders(client_of, bruno):
    contact, group = make_contact(), make_stakeholder()
    client = client_of(bruno)
    assert f"stakeholder-{group.pk}" not in client.get(f"{QUEUE}?suivi=tous").content.decode()
    assert client.post(QUEUE, {"seule": f"stakeholder-{group.pk}"}).status_code == 403
    assert client.post(QUEUE, {"seule": f"contact-{contact.pk}"}).status_code == 302


@pytest.mark.parametrize("name", ["contact-999", "user-1", "contact-", "contact-²", "contact"])
def test_unknown_row_is_not_found(client_of, chloe, name):
    assert client_of(chloe).post(QUEUE, {"seule": name}).status_code == 404


def test_verifying_goes_back_to_where_it_was_asked_and_nowhere_else(client_of, chloe):
    contact = make_contact()
    for after, expected in (
        (contact.get_absolute_url(), contact.get_absolute_url()),
        ("https://evil.example/", QUEUE),
        ("nulle-part", QUEUE),
    ):
        values = {"seule": f"contact-{contact.pk}", "retour": after}
        assert client_of(chloe).post(QUEUE, values)["Location"] == expected

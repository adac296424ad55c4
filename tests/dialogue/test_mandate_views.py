"""Mandates and trainings on the screen: opening, ending, correcting; the follow-up in bulk, with its undo."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import timezone

from accounts.models import Change, JournalEntry, Mandate, Training, User
from accounts.models.training import Topic
from tests.factories.accounts import make_user
from tests.factories.places import make_delegate, make_training, mandate_for
from tests.support.pages import said
from tests.support.queries import assert_query_budget

LIST, FOLLOW_UP = "/dialogue/mandats/", "/dialogue/formations/"


def days(count):
    return timezone.localdate() + timedelta(days=count)


def values(place, **changes):
    return {
        "email": "linh@test.example",
        "first_name": "Linh",
        "last_name": "Nguyen",
        "role": "delegate",
        "territory": place.pk,
        "designation": "election",
        "starts_on": "2026-01-05",
        "ends_on": "",
        "category": "",
    } | changes


def test_mandate_is_opened_for_somebody_new_then_undone(client_of, chloe, bretagne):
    client = client_of(chloe)
    answer = client.post(f"{LIST}nouveau/", values(bretagne), follow=True)
    assert "Le mandat de Linh Nguyen est ouvert." in said(answer)
    mandate = Mandate.objects.get()
    client.post(f"/annuler/{Change.objects.of(mandate).get().operation}/")
    assert not Mandate.objects.exists() and not Training.objects.exists()


def test_second_mandate_goes_to_the_account_that_is_there(client_of, chloe, amel, rhone_alpes):
    sent = values(rhone_alpes, email="AMEL@test.example", first_name="", last_name="")
    assert client_of(chloe).post(f"{LIST}nouveau/", sent).status_code == 302
    assert amel.mandates.count() == 2
    assert User.objects.filter(email="amel@test.example").count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": "sans arobase"}, "adresse"),
        ({"first_name": ""}, "écrivez le nom en entier"),
        ({"role": "administrator"}, "Sélectionnez un choix valide"),
        ({"role": "manager"}, "Sélectionnez un choix valide"),
        ({"starts_on": ""}, "Ce champ est obligatoire."),
        ({"ends_on": "2025-01-01"}, "La fin ne peut pas précéder le début."),
        ({"category": "licorne"}, "Sélectionnez un choix valide"),
    ],
)
def test_bad_value_is_told_and_nothing_is_half_written(client_of, chloe, bretagne, changes, message):
    answer = client_of(chloe).post(f"{LIST}nouveau/", values(bretagne, **changes))
    assert answer.status_code == 422
    assert message in said(answer)
    assert not Mandate.objects.exists() and not User.objects.filter(first_name="Linh").exists()


def test_closed_account_gets_no_mandate(client_of, chloe, bretagne):
    make_user("Linh", email="linh@test.example", is_active=False)
    answer = client_of(chloe).post(f"{LIST}nouveau/", values(bretagne))
    assert answer.status_code == 422 and "Ce compte est fermé." in said(answer)


def test_platform_opens_the_mandate_of_an_administrator(client_of, gilles, bretagne):
    assert (
        client_of(gilles).post(f"{LIST}nouveau/", values(bretagne, role="administrator")).status_code == 302
    )
    assert Mandate.objects.get().body == "board"


def test_mandate_is_ended_with_a_reason_from_its_page(client_of, chloe, bretagne):
    mandate = make_delegate("Linh", territory=bretagne)
    client, address = client_of(chloe), f"{LIST}{mandate.pk}/fin/"
    refused = client.post(address, {"ends_on": "2026-02-01", "end_reason": "", "version": "1"})
    assert refused.status_code == 422
    client.post(address, {"ends_on": "2026-02-01", "end_reason": "move", "version": "1"})
    page = said(client.get(f"/dialogue/personnes/{mandate.user_id}/"))
    assert "jusqu’au 1er février 2026" in page and "(changement de territoire)" in page and "terminé" in page
    stale = client.post(address, {"ends_on": "2026-03-01", "end_reason": "term", "version": "1"})
    assert stale.status_code == 409
    mandate.refresh_from_db()
    assert mandate.ends_on == date(2026, 2, 1)


def test_list_is_narrowed_and_sorted_by_its_address(client_of, chloe, bretagne, rhone_alpes):
    make_delegate("Anaïs", territory=bretagne, starts_on=date(2026, 1, 5))
    make_delegate("Benoît", territory=rhone_alpes, starts_on=date(2025, 1, 5), ends_on=date(2025, 9, 1))
    make_delegate("Zoé", territory=bretagne, starts_on=days(30))
    client = client_of(chloe)
    for query, shown in (
        ("", ["Anaïs"]),
        ("?etat=termines", ["Benoît"]),
        ("?etat=a-venir", ["Zoé"]),
        ("?etat=tous&q=anais", ["Anaïs"]),
        ("?etat=tous&territoire=R84", ["Benoît"]),
        ("?etat=tous&tri=debut", ["Benoît", "Anaïs", "Zoé"]),
        ("?etat=tous&tri=-debut", ["Zoé", "Anaïs", "Benoît"]),
    ):
        page = client.get(LIST + query).content.decode()
        found = sorted((page.find(name), name) for name in ("Anaïs", "Benoît", "Zoé") if name in page)
        assert [name for _at, name in found] == shown, query
    assert client.get(f"{LIST}?etat=n-importe").status_code == 400
    assert client.get(f"{LIST}?tri=user__password").status_code == 200


def test_export_is_the_list_as_filtered(client_of, chloe, bretagne, rhone_alpes):
    make_delegate("Anaïs", territory=bretagne)
    make_delegate("Benoît", territory=rhone_alpes)
    answer = client_of(chloe).post(f"{LIST}exporter/?territoire=R84")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[1] for row in rows[1:]] == ["Benoît"]
    assert JournalEntry.objects.get(action="members.exported").details == {"what": "mandates", "rows": 1}


def test_lists_cost_the_same_for_many_people(client_of, chloe, bretagne):
    make_training(user=make_delegate(territory=bretagne).user)

    def more():
        for _number in range(20):
            user = make_delegate(territory=bretagne).user
            for topic in (Topic.FUNCTIONS, Topic.RSE):
                make_training(user=user, topic=topic)

    client = client_of(chloe)
    assert_query_budget(client, LIST, 10, more)
    assert_query_budget(client, FOLLOW_UP, 12, more)
    someone = make_delegate(territory=bretagne).user

    def another():
        for number in range(5):
            mandate_for(someone, bretagne, date(2001 + number, 1, 1), date(2001 + number, 6, 1))

    assert_query_budget(client, f"/dialogue/personnes/{someone.pk}/", 12, another)


# --- trainings


def test_follow_up_shows_what_is_due_first_and_only_people_in_function(client_of, chloe, bretagne):
    late, left, gone = (
        make_delegate(name, territory=bretagne).user for name in ("Tard", "Reste", "Gonzague")
    )
    make_training(user=left, due_on=days(30))
    make_training(user=late, due_on=days(-30))
    make_training(user=late, topic=Topic.RSE, due_on=days(-60), attended_on=days(-70))
    make_training(user=gone, due_on=days(-300))
    Mandate.objects.filter(user=gone).update(ends_on=days(-1))
    page = said(client_of(chloe).get(FOLLOW_UP))
    assert "2 à suivre sur 3, dont 1 en retard." in page
    assert page.index("Tard") < page.index("Reste") and "Gonzague" not in page


def test_selection_is_marked_as_one_act_and_undone(client_of, chloe, bretagne):
    rows = [make_training(user=make_delegate(territory=bretagne).user) for _each in range(3)]
    client, today = client_of(chloe), timezone.localdate()
    sent = {"formation": [row.pk for row in rows[:2]], "on": f"{today:%Y-%m-%d}", "state": "attended"}
    answer = client.post(f"{FOLLOW_UP}?formation=functions", sent, follow=True)
    assert answer.redirect_chain == [(f"{FOLLOW_UP}?formation=functions", 302)]
    assert "2 formations sont notées suivies." in said(answer)
    assert Training.objects.filter(attended_on=today, offered_on=today).count() == 2
    client.post(f"/annuler/{Change.objects.first().operation}/")
    assert Training.objects.filter(attended_on=None, offered_on=None).count() == 3


def test_what_is_noted_keeps_its_first_day(client_of, chloe, bretagne):
    row = make_training(user=make_delegate(territory=bretagne).user, offered_on=days(-9))
    client_of(chloe).post(FOLLOW_UP, {"formation": row.pk, "on": f"{days(-1):%Y-%m-%d}", "state": "attended"})
    row.refresh_from_db()
    assert (row.offered_on, row.attended_on) == (days(-9), days(-1))


def test_the_whole_filter_is_marked_and_no_more(client_of, chloe, bretagne, rhone_alpes):
    here = make_training(user=make_delegate(territory=bretagne).user)
    elsewhere = make_training(user=make_delegate(territory=rhone_alpes).user)
    sent = {"tout": "on", "on": f"{days(0):%Y-%m-%d}", "state": "offered"}
    client_of(chloe).post(f"{FOLLOW_UP}?territoire=R53", sent)
    assert set(Training.objects.exclude(offered_on=None)) == {here}
    assert Training.objects.get(pk=elsewhere.pk).offered_on is None


@pytest.mark.parametrize(
    ("sent", "status", "message"),
    [
        ({"on": "2026-01-05", "state": "offered"}, 422, "Cochez au moins une formation"),
        ({"formation": "1", "on": "2999-01-05", "state": "offered"}, 422, "La date doit être comprise"),
        ({"formation": "1", "on": "", "state": "offered"}, 422, "Ce champ est obligatoire."),
        ({"formation": "1", "on": "2026-01-05", "state": "late"}, 422, "Sélectionnez un choix valide"),
    ],
)
def test_bad_marking_is_told_and_nothing_is_written(client_of, chloe, bretagne, sent, status, message):
    row = make_training(user=make_delegate(territory=bretagne).user)
    if "formation" in sent:
        sent = sent | {"formation": row.pk}
    answer = client_of(chloe).post(FOLLOW_UP, sent)
    assert answer.status_code == status and message in said(answer)
    assert not Training.objects.exclude(offered_on=None).exists()


@pytest.mark.parametrize("key", ["999999", "x", "-1", "²"])
def test_unknown_training_is_not_found_and_nothing_is_done(client_of, chloe, bretagne, key):
    row = make_training(user=make_delegate(territory=bretagne).user)
    sent = {"formation": [row.pk, key], "on": f"{days(0):%Y-%m-%d}", "state": "offered"}
    assert client_of(chloe).post(FOLLOW_UP, sent).status_code == 404
    assert not Training.objects.exclude(offered_on=None).exists()


def test_one_more_topic_is_added_once(client_of, chloe, bretagne):
    user = make_delegate(territory=bretagne).user
    client, sent = client_of(chloe), {"topic": "rse", "due_on": "2027-01-05"}
    assert client.post(f"/dialogue/personnes/{user.pk}/formations/", sent).status_code == 302
    again = client.post(f"/dialogue/personnes/{user.pk}/formations/", sent)
    assert again.status_code == 422 and "déjà suivie pour cette personne" in said(again)
    assert user.trainings.count() == 1


def test_everybody_sees_their_own_training_and_nobody_elses(client_of, amel, david):
    make_training(user=amel, topic=Topic.LISTENING)
    make_training(user=david, topic=Topic.RSE)
    page = said(client_of(amel).get("/compte/"))
    assert "Recueillir la parole en assemblée" in page and "RSE et ISO 26000" not in page


def test_follow_up_export_is_what_is_shown(client_of, chloe, bretagne):
    user = make_delegate("Anaïs", territory=bretagne).user
    make_training(user=user, due_on=days(-3))
    make_training(user=user, topic=Topic.RSE)
    answer = client_of(chloe).post(f"{FOLLOW_UP}exporter/?etat=late")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[1:4] for row in rows[1:]] == [("Anaïs", "Exercer son mandat", "en retard")]

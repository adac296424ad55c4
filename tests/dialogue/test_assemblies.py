"""Bodies as the responsable writes them: creating, changing, closing, giving seats."""

from datetime import date

import pytest

from accounts.models import Change, JournalEntry
from dialogue.enums import AssemblyKind
from dialogue.models import Assembly, Membership
from tests.factories.dialogue import make_assembly
from tests.factories.places import make_commission, make_delegate, make_seat
from tests.support.pages import said
from tests.support.queries import assert_query_budget

LIST = "/dialogue/assemblees/"


def values(place, **changes):
    return {
        "kind": "commission",
        "code": "COM-JEUNES",
        "label": "Commission jeunes",
        "territory": place.pk,
        "purpose": "",
        "seats": "7",
        "opened_on": "2026-01-05",
        "closed_on": "",
    } | changes


def test_commission_is_created_and_undone(client_of, chloe, bretagne):
    client = client_of(chloe)
    answer = client.post(f"{LIST}nouvelle/", values(bretagne), follow=True)
    assert "Commission jeunes est créée." in said(answer)
    body = Assembly.objects.get()
    assert (body.kind, body.seats, body.opened_on) == (AssemblyKind.COMMISSION, 7, date(2026, 1, 5))
    assert JournalEntry.objects.get(action="assembly.created").details["code"] == "COM-JEUNES"
    client.post(f"/annuler/{Change.objects.get().operation}/")
    assert not Assembly.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"code": "com jeunes"}, "Des capitales sans accent"),
        ({"label": " "}, "Ce champ est obligatoire."),
        ({"seats": "0"}, "1"),
        ({"seats": "٣"}, "nombre entier"),
        ({"seats": "12,5"}, "nombre entier"),
        ({"opened_on": "31/02/2026"}, "date valide"),
        ({"opened_on": "0001-01-01"}, "La date doit être comprise entre"),
        ({"closed_on": "2025-01-01"}, "La suppression ne peut pas précéder la création."),
        ({"territory": "99999"}, "Sélectionnez un choix valide"),
        ({"purpose": "x" * 501}, "500"),
    ],
)
def test_bad_value_is_told_and_nothing_is_written(client_of, chloe, bretagne, changes, message):
    answer = client_of(chloe).post(f"{LIST}nouvelle/", values(bretagne, **changes))
    assert answer.status_code == 422
    assert message in said(answer)
    assert not Assembly.objects.exists()


def test_territory_has_one_assembly_at_a_time(client_of, chloe, bretagne):
    first = make_assembly("AT-1", territory=bretagne)
    answer = client_of(chloe).post(f"{LIST}nouvelle/", values(bretagne, kind="territory", code="AT-2"))
    assert answer.status_code == 422
    assert "Ce territoire a déjà une assemblée." in said(answer)
    Assembly.objects.filter(pk=first.pk).update(closed_on=date(2025, 12, 31))
    answer = client_of(chloe).post(f"{LIST}nouvelle/", values(bretagne, kind="territory", code="AT-2"))
    assert answer.status_code == 302


def test_two_people_who_write_the_same_body_meet(client_of, chloe, bretagne):
    body = make_commission("COM-1", territory=bretagne)
    client, sent = client_of(chloe), values(bretagne, version="1")
    assert client.post(f"{LIST}COM-1/modifier/", sent | {"label": "La mienne"}).status_code == 302
    answer = client.post(f"{LIST}COM-1/modifier/", sent | {"label": "La vôtre"})
    assert answer.status_code == 409
    assert "La mienne" in said(answer) and "La vôtre" in said(answer)
    body.refresh_from_db()
    assert body.label == "La mienne"


def test_list_is_narrowed_by_its_address(client_of, chloe, bretagne, rhone_alpes):
    make_assembly("AT-R53", label="Assemblée Bretagne", territory=bretagne)
    make_commission("COM-1", territory=rhone_alpes, label="Commission éthique")
    make_commission("COM-2", territory=bretagne, label="Commission close", closed_on=date(2025, 1, 1))
    client = client_of(chloe)
    for query, shown in (
        ("", {"Assemblée Bretagne", "Commission éthique"}),
        ("?q=ETHIQUE", {"Commission éthique"}),
        ("?nature=territory", {"Assemblée Bretagne"}),
        ("?territoire=R84", {"Commission éthique"}),
        ("?etat=supprimees", {"Commission close"}),
        ("?etat=toutes&nature=commission", {"Commission éthique", "Commission close"}),
    ):
        page = said(client.get(LIST + query))
        found = {
            name for name in ("Assemblée Bretagne", "Commission éthique", "Commission close") if name in page
        }
        assert found == shown, query
    assert client.get(f"{LIST}?nature=autre").status_code == 400


def test_list_costs_the_same_for_many_bodies(client_of, chloe, bretagne):
    make_assembly("AT-R53", territory=bretagne)
    make_seat(mandate=make_delegate(), assembly=make_commission(territory=bretagne))

    def more():
        for _number in range(15):
            make_seat(mandate=make_delegate(), assembly=make_commission(territory=bretagne))

    assert_query_budget(client_of(chloe), LIST, 12, more)


def test_seat_is_given_among_the_mandates_in_force_of_its_territory(client_of, chloe, bretagne, rhone_alpes):
    commission = make_commission("COM-1", territory=bretagne)
    here, gone = make_delegate("Présente"), make_delegate("Gonzague", ends_on=date(2025, 1, 1))
    elsewhere = make_delegate("Ailleurs", territory=rhone_alpes)
    client, sent = (
        client_of(chloe),
        {"function": "chair", "designation": "election", "starts_on": "2026-01-05"},
    )
    page = said(client.get(f"{LIST}COM-1/sieges/"))
    assert "Présente" in page and "Gonzague" not in page and "Ailleurs" not in page
    for mandate in (gone, elsewhere):
        assert client.post(f"{LIST}COM-1/sieges/", sent | {"mandate": mandate.pk}).status_code == 422
    assert client.post(f"{LIST}COM-1/sieges/", sent | {"mandate": here.pk}).status_code == 302
    seat = Membership.objects.get()
    assert (seat.assembly, seat.function) == (commission, "chair")
    ended = {"function": "chair", "designation": "election", "starts_on": "2026-01-05", "version": "1"}
    ended |= {"ends_on": "2026-02-01", "end_reason": "resignation"}
    assert client.post(f"/dialogue/sieges/{seat.pk}/", ended).status_code == 302
    seat.refresh_from_db()
    assert seat.end_reason == "resignation"

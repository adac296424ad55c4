"""Who sits where on a day: by mandates for assemblies, by seats held by a mandate for commissions."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import JournalEntry
from accounts.models.mandate import EndReason
from dialogue.actions.assembly import change_seat, open_seat
from dialogue.enums import SeatFunction
from dialogue.models import Assembly, DialogueSession
from dialogue.queries.composition import composition_of, presence
from tests.factories.dialogue import make_assembly, make_session
from tests.factories.places import make_commission, make_delegate, make_department, make_seat
from tests.support.pages import said
from tests.support.queries import assert_query_budget

DAY = date(2025, 6, 30)


@pytest.fixture
def assembly(bretagne):
    body = make_assembly("AT-R53", label="Assemblée Bretagne", territory=bretagne)
    Assembly.objects.filter(pk=body.pk).update(seats=4, opened_on=date(2024, 1, 8))
    return Assembly.objects.select_related("territory").get(pk=body.pk)


def names(members):
    return [member.first_name for member in members]


def test_composition_is_that_of_the_day(assembly, bretagne, rhone_alpes):
    rennes = make_department("D35", region=bretagne)
    make_delegate("Ancienne", territory=bretagne, ends_on=date(2025, 6, 29), end_reason=EndReason.MOVE)
    make_delegate("Dernierjour", territory=rennes, ends_on=DAY)
    make_delegate("Premierjour", territory=bretagne, starts_on=DAY)
    make_delegate("Futur", territory=bretagne, starts_on=date(2025, 7, 1))
    make_delegate("Ailleurs", territory=rhone_alpes)
    composition = composition_of(assembly, DAY)
    assert set(names(composition.members)) == {"Dernierjour", "Premierjour"}
    assert composition.vacant == 2 and composition.is_open
    assert names(composition.ended) == ["Ancienne"]
    assert composition.ended[0].end_words == "changement de territoire"
    before = composition_of(assembly, date(2023, 1, 1))
    assert not before.is_open


def test_unknown_number_of_seats_is_no_vacancy(assembly):
    assembly.seats = None
    assert composition_of(assembly, DAY).vacant is None
    assembly.seats = 1
    for _number in range(3):
        make_delegate(territory=assembly.territory)
    full = composition_of(assembly, DAY)
    assert (full.vacant, full.beyond) == (0, 2)


def test_seat_is_over_with_the_mandate_that_holds_it(bretagne):
    commission = make_commission("COM-1", territory=bretagne, seats=3)
    gone = make_delegate("Partie", ends_on=date(2025, 5, 1), end_reason=EndReason.DEATH)
    make_seat(mandate=gone, assembly=commission)
    make_seat(mandate=make_delegate("Membre"), assembly=commission)
    make_seat(mandate=make_delegate("Présidente"), assembly=commission, function=SeatFunction.CHAIR)
    composition = composition_of(commission, DAY)
    assert names(composition.members) == ["Présidente", "Membre"]  # whoever chairs comes first
    assert [(member.first_name, member.until, member.end_reason) for member in composition.ended] == [
        ("Partie", date(2025, 5, 1), "death")
    ]
    assert presence([commission], DAY) == {commission.pk: 2}


def test_seat_needs_a_commission_and_a_mandate_in_force(chloe, assembly, bretagne):
    commission = make_commission("COM-1", territory=bretagne)
    mandate = make_delegate("Linh", starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    with pytest.raises(ValidationError):
        open_seat(assembly=assembly, mandate=mandate, starts_on=DAY, by=chloe)
    with pytest.raises(ValidationError):
        open_seat(assembly=commission, mandate=mandate, starts_on=date(2026, 1, 1), by=chloe)
    open_seat(assembly=commission, mandate=mandate, starts_on=DAY, by=chloe)
    with pytest.raises(ValidationError):
        open_seat(assembly=commission, mandate=mandate, starts_on=DAY + timedelta(days=9), by=chloe)
    [seat] = commission.memberships.all()
    change_seat(seat=seat, by=chloe, ends_on=date(2025, 8, 1), end_reason=EndReason.RESIGNATION)
    open_seat(assembly=commission, mandate=mandate, starts_on=date(2025, 9, 1), by=chloe)
    assert commission.memberships.count() == 2


def test_seat_in_a_national_commission_gives_no_territory(amel, client_of, rhone_alpes):
    """A delegate of Bretagne who sits in a commission of the whole country sees it, and nothing else of the country."""
    commission = make_commission("COM-FR", territory=rhone_alpes)
    make_seat(mandate=amel.mandates.get(), assembly=commission)
    held = make_session(assembly=commission)
    make_session(assembly=make_assembly(territory=rhone_alpes))
    assert list(DialogueSession.objects.visible_to(amel)) == [held]
    client = client_of(amel)
    assert client.get("/dialogue/assemblees/COM-FR/").status_code == 200
    assert client.get("/dialogue/territoires/R84/").status_code == 404


# --- pages


def test_page_shows_the_composition_of_the_day_that_is_asked(client_of, chloe, assembly):
    make_delegate("Édith", territory=assembly.territory, ends_on=date(2025, 6, 29))
    make_delegate("Zoé", territory=assembly.territory, starts_on=DAY)
    page = said(client_of(chloe).get("/dialogue/assemblees/AT-R53/?au=2025-06-29"))
    assert "Au 29 juin 2025 : 1 personne en fonction pour 4 sièges, 3 sièges vacants." in page
    assert "Édith" in page and "Zoé" not in page
    now = said(client_of(chloe).get("/dialogue/assemblees/AT-R53/"))
    assert "Revenir à aujourd’hui" not in now and "Zoé" in now


@pytest.mark.parametrize("day", ["2025-02-30", "hier", "1789-07-14", "9999-99-99", "٢٠٢٥-٠١-٠١x"])
def test_day_that_is_none_is_told(client_of, chloe, assembly, day):
    answer = client_of(chloe).get(f"/dialogue/assemblees/AT-R53/?au={day}")
    assert answer.status_code == 400
    assert "Erreur :" in said(answer)


def test_delegate_sees_who_left_but_not_why(client_of, amel, chloe, assembly):
    make_delegate("Partie", territory=assembly.territory, ends_on=DAY, end_reason=EndReason.REVOCATION)
    shown, whole = (said(client_of(person).get("/dialogue/assemblees/AT-R53/")) for person in (amel, chloe))
    assert "Partie" in shown and "révocation" not in shown and "/dialogue/personnes/" not in shown
    assert "révocation" in whole


def test_export_is_the_composition_of_that_day_and_is_journaled(client_of, chloe, assembly):
    make_delegate("=cmd", territory=assembly.territory)
    make_delegate("Futur", territory=assembly.territory, starts_on=DAY + timedelta(days=1))
    answer = client_of(chloe).post(f"/dialogue/assemblees/AT-R53/exporter/?au={DAY:%Y-%m-%d}")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["En fonction", "Mandats terminés"]
    [_head, row] = book["En fonction"].rows
    assert row[1].value == "=cmd" and row[1].data_type == "s"
    assert answer["Cache-Control"] == "no-store"
    told = JournalEntry.objects.get(action="members.exported").details
    assert told["rows"] == 1 and told["on"] == "2025-06-30"


def test_composition_costs_the_same_for_six_hundred_delegates(client_of, chloe, assembly):
    make_session(assembly=assembly, held_on=timezone.localdate() + timedelta(days=9))
    make_delegate(territory=assembly.territory)
    make_delegate(territory=assembly.territory, ends_on=DAY)

    def more():
        for number in range(40):
            make_delegate(territory=assembly.territory, ends_on=DAY if number % 2 else None)

    assert_query_budget(client_of(chloe), "/dialogue/assemblees/AT-R53/", 13, more)

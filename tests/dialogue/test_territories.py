"""The tree of the territories, within each reader's scope; who is present there and who is missing."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import Territory
from accounts.models.mandate import MemberCategory
from accounts.models.territory import Level
from accounts.roles import Role
from dialogue.models import Assembly
from dialogue.queries.representation import representation_of
from dialogue.queries.territory import tree_for
from tests.factories.accounts import make_territory, make_user
from tests.factories.dialogue import make_assembly, make_session
from tests.factories.places import make_commission, make_delegate, make_department
from tests.support.pages import said
from tests.support.queries import assert_query_budget

LIST = "/dialogue/territoires/"


def country(*regions):
    top = make_territory("FR", "France", Level.NATIONAL)
    Territory.objects.filter(pk__in=[region.pk for region in regions]).update(parent=top)
    return top


def test_tree_counts_what_each_place_covers(chloe, bretagne, rhone_alpes):
    country(bretagne, rhone_alpes)
    rennes, brest = make_department("D35", region=bretagne), make_department("D29", region=bretagne)
    body = make_assembly("AT-R53", territory=bretagne)
    Assembly.objects.filter(pk=body.pk).update(seats=5)
    for place in (bretagne, rennes, rennes):
        make_delegate(territory=place)
    make_delegate(territory=brest, ends_on=date(2025, 1, 1))
    soon = timezone.localdate() + timedelta(days=12)
    make_session(assembly=body, held_on=soon + timedelta(days=9))
    make_session(assembly=body, held_on=soon)
    [top] = tree_for(chloe, timezone.localdate())
    here = next(place for place in top.inside if place.code == "R53")
    assert (top.delegates, here.delegates, here.seats, here.vacant, here.next_on) == (3, 3, 5, 2, soon)
    assert [place.code for place in here.empty] == ["D29"]


def test_delegate_sees_their_territory_and_what_it_covers_never_upward(
    client_of, amel, bretagne, rhone_alpes
):
    country(bretagne, rhone_alpes)
    make_department("D35", "Ille-et-Vilaine", region=bretagne)
    make_department("D69", "Rhône", region=rhone_alpes)
    client = client_of(amel)
    page = said(client.get(LIST))
    assert "Bretagne" in page and "Ille-et-Vilaine" in page
    assert "Rhône" not in page and "France" not in page
    for code, status in (("R53", 200), ("D35", 200), ("D69", 404), ("R84", 404), ("FR", 404), ("X", 404)):
        assert client.get(f"{LIST}{code}/").status_code == status, code
        assert client.get(f"/dialogue/representativite/{code}/").status_code == status, code


def test_delegate_of_a_department_sits_in_the_assembly_of_the_region(client_of, bretagne):
    rennes = make_department("D35", region=bretagne)
    make_assembly("AT-R53", label="Assemblée Bretagne", territory=bretagne)
    make_commission("COM-R53", territory=bretagne)
    client = client_of(make_user("Linh", role=Role.DELEGATE, territory=rennes))
    assert "Assemblée Bretagne" in said(client.get(f"{LIST}D35/"))
    assert client.get("/dialogue/assemblees/AT-R53/").status_code == 200
    assert client.get("/dialogue/assemblees/COM-R53/").status_code == 404
    assert client.get(f"{LIST}R53/").status_code == 404
    assert client.get("/dialogue/representativite/")["Location"] == "/dialogue/representativite/D35/"


def test_platform_keeps_the_places_and_sees_no_seance(client_of, gilles, bretagne):
    body = make_assembly("AT-R53", territory=bretagne)
    make_session(assembly=body, held_on=timezone.localdate() + timedelta(days=9), subject="CANARI-OBJET")
    client = client_of(gilles)
    for address in (LIST, f"{LIST}R53/", "/dialogue/assemblees/", "/dialogue/assemblees/AT-R53/"):
        page = said(client.get(address))
        assert (
            "CANARI-OBJET" not in page and "Prochaine séance" not in page.replace("<th", "")
        ) or address == LIST


def test_representation_says_who_is_missing_and_guesses_nothing(bretagne):
    rennes = make_department("D35", "Ille-et-Vilaine", region=bretagne)
    make_department("D29", "Finistère", region=bretagne)
    today = timezone.localdate()
    make_delegate(territory=rennes, category=MemberCategory.RETIRED, starts_on=today - timedelta(days=100))
    make_delegate(territory=rennes, category="", starts_on=today - timedelta(days=800))
    make_delegate(
        territory=bretagne, category=MemberCategory.EMPLOYEE, starts_on=today - timedelta(days=3000)
    )
    reading = representation_of(bretagne, today)
    assert reading.delegates == 3
    assert [share.label for share in reading.empty_places] == ["Finistère"]
    assert reading.unknown == 1
    assert [share.count for share in reading.ages] == [1, 1, 0, 1]
    told = {share.label: share.count for share in reading.categories}
    assert told["retraité·e"] == told["actif·ve salarié·e"] == 1
    assert "aidant·e" in reading.sentence and "retraité·e" not in reading.sentence
    assert "1 département sans délégué·e sur 2" in reading.sentence


def test_person_with_two_mandates_is_one_delegate(bretagne):
    rennes = make_department("D35", region=bretagne)
    first = make_delegate(territory=rennes)
    make_delegate(territory=bretagne)
    from tests.factories.places import mandate_for

    mandate_for(first.user, bretagne)
    assert representation_of(bretagne, timezone.localdate()).delegates == 2


def test_nobody_told_their_category(bretagne):
    make_delegate(territory=bretagne, category="")
    sentence = representation_of(bretagne, timezone.localdate()).sentence
    assert "catégories de membres non renseignées" in sentence and "aidant" not in sentence


def test_nobody_at_all_is_said_without_any_zero(client_of, chloe, bretagne):
    page = said(client_of(chloe).get("/dialogue/representativite/R53/"))
    assert "Personne n’est en fonction à cette date." in page and "0 %" not in page


def test_places_cost_the_same_for_six_hundred_delegates(client_of, chloe, bretagne):
    country(bretagne)
    make_assembly("AT-R53", territory=bretagne)
    make_delegate(territory=make_department("D35", region=bretagne))

    def more():
        for number in range(20):
            place = make_department(f"D9{number}", region=bretagne)
            for _each in range(3):
                make_delegate(territory=place)

    client = client_of(chloe)
    for address, budget in ((LIST, 10), ("/dialogue/representativite/R53/", 10), (f"{LIST}R53/", 15)):
        few = Territory.objects.count()
        assert_query_budget(client, address, budget, more if few < 5 else lambda: None)

"""The coverage map: what is seen, what waits for a score, what nobody looked at."""

import re
from datetime import date

import pytest

from accounts.models import Change
from iso26000.models import Assessor
from stakeholders.enums import Polarity
from stakeholders.models import Impact
from stakeholders.queries.coverage import coverage_of
from tests.factories.iso26000 import make_cycle, the_domain
from tests.factories.stakeholders import make_impact, make_score, make_significance, make_stakeholder
from tests.support.queries import assert_query_budget

BUDGET = 12


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def groups(cycle):
    """Adhérents weigh three times as much as Élus; Réseaux are « à qualifier »; Moyens are no stakeholder."""
    adherents, elus, reseaux = (
        make_stakeholder(code, label_fr=label)
        for code, label in (("A", "Adhérents"), ("B", "Élus"), ("C", "Réseaux"))
    )
    strong = dict.fromkeys(("power", "legitimacy", "urgency", "dependency"), 3)
    make_significance(cycle=cycle, stakeholder=adherents, **strong)
    make_significance(cycle=cycle, stakeholder=elus, **dict.fromkeys(strong, 1))
    make_significance(cycle=cycle, stakeholder=reseaux, power=None)
    make_significance(cycle=cycle, stakeholder=make_stakeholder("M", is_stakeholder=False))
    return adherents, elus, reseaux


def row_of(cycle, code):
    return next(row for row in coverage_of(cycle).rows if row.domain.code == code)


def test_every_domain_crosses_every_expected_group_and_no_other(cycle, groups):
    found = coverage_of(cycle)
    assert [group.code for group in found.groups] == ["A", "B", "C"]
    assert (found.total, found.seen, found.missing, found.to_score) == (45 * 3, 0, 45 * 3, 0)


def test_a_crossing_is_seen_once_scored_or_declared_without_impact(cycle, groups):
    adherents, elus, reseaux = groups
    scored = make_impact(cycle=cycle, stakeholder=adherents)
    make_score(impact=scored)
    make_impact(cycle=cycle, stakeholder=adherents, polarity=Polarity.POSITIVE)
    draft = make_impact(cycle=cycle, stakeholder=elus)
    make_score(impact=draft, irremediability=None)
    make_impact(cycle=cycle, stakeholder=reseaux, polarity=Polarity.NONE)
    first, second, third = row_of(cycle, "6.7.8").cells
    assert (first.negative, first.positive, first.waiting, first.seen) == (1, 1, 1, True)
    assert (second.to_score, second.seen, second.missing) == (True, False, False)
    assert (third.none_said, third.seen, third.missing) == (1, True, False)
    found = coverage_of(cycle)
    assert (found.seen, found.to_score, found.missing) == (2, 1, 45 * 3 - 3)
    assert found.seen_by_group == [1, 0, 1]


def test_coverage_of_a_domain_is_the_share_of_the_weight_seen(cycle, groups):
    adherents, _elus, reseaux = groups
    make_score(impact=make_impact(cycle=cycle, stakeholder=adherents))
    make_impact(cycle=cycle, stakeholder=reseaux, polarity=Polarity.NONE)  # weighs nothing: à qualifier
    assert row_of(cycle, "6.7.8").coverage == pytest.approx(0.75)
    assert row_of(cycle, "6.5.3").coverage == 0
    empty = make_cycle("2027")
    make_significance(cycle=empty, stakeholder=reseaux, power=None)
    assert row_of(empty, "6.7.8").coverage is None  # a missing value is never a zero


def test_impacts_of_a_sub_group_count_for_its_group(cycle, groups):
    below = make_stakeholder(parent=make_stakeholder(parent=groups[0]))
    make_score(impact=make_impact(cycle=cycle, stakeholder=below))
    assert row_of(cycle, "6.7.8").cells[0].seen
    make_impact(cycle=cycle, stakeholder=make_stakeholder())  # not expected
    assert coverage_of(cycle).seen == 1


def test_map_says_its_sentence_and_leads_from_each_cell(cycle, groups, chloe, client_of):
    make_score(impact=make_impact(cycle=cycle, stakeholder=groups[0]))
    page = text_of(client_of(chloe).get("/impacts/couverture/"))
    assert (
        "1 croisement sur 135 est vu ; 134 n’ont été regardés par personne. Le silence n’est pas un accord."
        in page
    )
    assert 'href="/impacts/?exercice=2026&amp;domaine=6.7.8&amp;partie=A"' in page
    assert 'href="/impacts/couverture/6.7.8/?exercice=2026&amp;partie=B"' in page
    assert 'scope="rowgroup"' in page and 'scope="row"' in page


def test_map_shows_only_what_lacks_something(cycle, groups, chloe, client_of):
    for group in groups:
        make_impact(cycle=cycle, domain=the_domain("6.5.3"), stakeholder=group, polarity=Polarity.NONE)
    client = client_of(chloe)
    assert 'id="d-6.5.3"' in text_of(client.get("/impacts/couverture/"))
    lacking = text_of(client.get("/impacts/couverture/?manque=1"))
    assert 'id="d-6.5.3"' not in lacking and 'id="d-6.7.8"' in lacking


def test_map_of_a_cycle_that_expects_nobody_teaches(cycle, chloe, client_of):
    assert "n’attend encore aucune partie prenante" in text_of(client_of(chloe).get("/impacts/couverture/"))


@pytest.mark.parametrize("page", ["/impacts/couverture/", "/impacts/couverture/6.7.8/"])
def test_map_costs_the_same_for_few_and_many_impacts(page, cycle, groups, chloe, client_of):
    make_score(impact=make_impact(cycle=cycle, stakeholder=groups[0]))

    def more():
        for number in range(40):
            impact = make_impact(cycle=cycle, stakeholder=groups[number % 3])
            make_score(impact=impact)
            make_score(impact=impact)

    assert_query_budget(client_of(chloe), page, BUDGET, more)


def test_declaring_none_for_the_ticked_groups_is_one_act(cycle, groups, chloe, client_of):
    client = client_of(chloe)
    address = "/impacts/couverture/6.5.3/?partie=B"
    page = client.get(address)
    assert page.context["form"].ticked == ["B"] and "vous donne un siège" in text_of(page)
    answer = client.post(address, {"parties": ["A", "B"], "reason": "Aucun site de production."}, follow=True)
    assert "pour 2 parties prenantes" in text_of(answer)
    seat = Assessor.objects.get(user=chloe)
    assert set(Impact.objects.values_list("polarity", "declared_by")) == {("none", seat.pk)}
    [act] = set(Change.objects.values_list("operation", flat=True))
    client.post(f"/annuler/{act}/")
    assert not Impact.objects.exists()
    assert "vous donne un siège" not in text_of(client.get(address))


def test_declaring_none_needs_a_group_and_a_reason(cycle, groups, bruno, client_of):
    answer = client_of(bruno).post("/impacts/couverture/6.5.3/", {"parties": "Z", "reason": " "})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"parties", "reason"}
    assert not Impact.objects.exists() and not Assessor.objects.exists()


def test_declaring_none_where_an_impact_stands_keeps_the_reason_in_the_form(cycle, groups, bruno, client_of):
    make_impact(cycle=cycle, domain=the_domain("6.5.3"), stakeholder=groups[0])
    answer = client_of(bruno).post(
        "/impacts/couverture/6.5.3/", {"parties": ["A", "B"], "reason": "Rien ne touche."}
    )
    assert answer.status_code == 409
    assert "Rien ne touche." in text_of(answer) and "déjà identifiés" in text_of(answer)
    assert Impact.objects.count() == 1


def test_map_of_a_closed_cycle_is_read_and_not_changed(chloe, client_of):
    cycle = make_cycle("2025", closed_on=date(2025, 12, 19))
    make_significance(cycle=cycle, stakeholder=make_stakeholder("A"))
    client = client_of(chloe)
    page = text_of(client.get("/impacts/couverture/6.5.3/?exercice=2025"))
    assert "Déclarer aucun impact" not in page and "Identifier ici" not in page
    sent = {"parties": ["A"], "reason": "Rien."}
    assert client.post("/impacts/couverture/6.5.3/?exercice=2025", sent).status_code == 409
    assert not Impact.objects.exists()

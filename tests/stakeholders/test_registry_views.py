"""The registry on screen: what the list finds and costs, the page of a stakeholder, who may do what."""

from datetime import date
from random import Random

import pytest

from accounts.actions import history
from iso26000.models import Domain
from method.weights import SALIENCE_CLASSES
from stakeholders.enums import Polarity, StakeholderKind, StakeholderScope
from stakeholders.models import Significance, Stakeholder
from tests.factories.dialogue import make_vote
from tests.factories.iso26000 import make_cycle, the_domain
from tests.factories.stakeholders import make_impact, make_significance, make_stakeholder
from tests.support.queries import assert_query_budget

LIST = "/parties-prenantes/"
LIST_BUDGET, PAGE_BUDGET, MAP_BUDGET = 12, 15, 8


def found(client, query: str) -> list[str]:
    """The codes that the list shows, in its order."""
    return [row.code for row in client.get(f"{LIST}?{query}").context["rows"]]


@pytest.fixture
def three(cycle):
    """Adhérents (0.9167), collaborateurs (0.8333), fournisseurs (0.4167): the example of docs/methode.md §2."""
    scores = {"ADH": (3, 4, 3, 4), "COL": (3, 4, 1, 4), "FOU": (1, 2, 1, 2)}
    labels = {"ADH": "Adhérents", "COL": "Salariées et salariés", "FOU": "Fournisseurs"}
    groups = {}
    for code, (power, legitimacy, urgency, dependency) in scores.items():
        scope = StakeholderScope.EXTERNAL if code == "FOU" else StakeholderScope.INTERNAL
        groups[code] = make_stakeholder(code, label_fr=labels[code], scope=scope)
        make_significance(
            cycle=cycle,
            stakeholder=groups[code],
            power=power,
            legitimacy=legitimacy,
            urgency=urgency,
            dependency=dependency,
            assessed_on=date(2026, 2, 10),
        )
    return groups


# --- the list


def test_list_shows_each_group_with_its_weight(client_of, hana, three):
    rows = client_of(hana).get(LIST).context["rows"]
    assert [row.code for row in rows] == ["ADH", "COL", "FOU"]
    assert [round(row.percent, 2) for row in rows] == [42.31, 38.46, 19.23]
    assert [str(row.salience.label) for row in rows] == ["incontournable", "dominante", "discrétionnaire"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=salariees", ["COL"]),
        ("q=SALARIÉS+et", ["COL"]),
        ("q=fou", ["FOU"]),
        ("q=rien+de+tel", []),
        ("perimetre=external", ["FOU", "NEW", "ORG"]),
        ("classe=dominant", ["COL"]),
        ("classe=definitive", ["ADH"]),
        ("suivi=personne", ["ADH", "COL"]),
        ("nature=organisation", ["ORG"]),
        ("groupe=FOU", ["ORG"]),
        ("qualifier=on", ["NEW"]),
        ("tri=-poids", ["ADH", "COL", "FOU", "NEW", "ORG"]),
        ("tri=poids", ["FOU", "COL", "ADH", "NEW", "ORG"]),
        ("tri=-nom", ["COL", "ORG", "NEW", "FOU", "ADH"]),
        ("tri=nom;--", ["ADH", "COL", "FOU", "NEW", "ORG"]),
    ],
)
def test_list_finds_what_its_address_says(client_of, chloe, bruno, cycle, three, query, expected):
    new = make_stakeholder("NEW", label_fr="Mutuelles partenaires")
    make_significance(cycle=cycle, stakeholder=new, urgency=None)
    organisation = make_stakeholder("ORG", label_fr="Papeterie du Léguer", parent=three["FOU"])
    Stakeholder.objects.filter(pk=organisation.pk).update(kind=StakeholderKind.ORGANISATION)
    Stakeholder.objects.exclude(code__in=("ADH", "COL")).update(owner=bruno)
    assert found(client_of(chloe), query) == expected


def test_list_finds_whom_a_person_follows(client_of, chloe, bruno, three):
    Stakeholder.objects.filter(code="COL").update(owner=bruno)
    assert found(client_of(chloe), f"suivi={bruno.pk}") == ["COL"]


def test_list_indents_under_the_group_and_names_it_elsewhere(client_of, chloe, three):
    make_stakeholder("ADH-A", label_fr="Retraités", parent=three["ADH"])
    rows = client_of(chloe).get(LIST).context["rows"]
    assert [(row.code, row.depth) for row in rows][:2] == [("ADH", 0), ("ADH-A", 1)]
    text = client_of(chloe).get(f"{LIST}?q=retraites").content.decode()
    assert "dans « Adhérents »" in text.replace("\u202f", " ")


def test_list_says_how_it_is_sorted(client_of, chloe, three):
    text = client_of(chloe).get(f"{LIST}?tri=-poids&q=s").content.decode()
    assert text.count("aria-sort=") == 1 and 'aria-sort="descending"' in text
    assert "tri=poids" in text and "q=s" in text  # the next click keeps the filter


def test_list_leaves_out_what_was_merged(client_of, chloe, three):
    Stakeholder.objects.filter(code="COL").update(merged_into=three["ADH"])
    assert found(client_of(chloe), "") == ["ADH", "FOU"]


def test_list_teaches_when_empty_and_when_nothing_is_found(client_of, chloe, hana, cycle):
    empty = client_of(chloe).get(LIST).content.decode()
    assert "Le registre est vide" in empty and "/parties-prenantes/nouvelle/" in empty
    assert "/parties-prenantes/nouvelle/" not in client_of(hana).get(LIST).content.decode()
    assert "Effacer les filtres" in client_of(hana).get(f"{LIST}?q=zzz").content.decode()


def test_list_refuses_a_filter_that_means_nothing(client_of, chloe, three):
    answer = client_of(chloe).get(f"{LIST}?classe=inconnue")
    assert answer.status_code == 400
    assert not answer.context["rows"]


def test_list_works_before_any_cycle(client_of, chloe, db):
    make_stakeholder("ADH")
    assert found(client_of(chloe), "tri=-poids") == ["ADH"]


def test_list_shows_the_weights_of_the_chosen_cycle(client_of, chloe, three):
    past = make_cycle("2025", closed_on=date(2025, 12, 19), opened_on=date(2025, 1, 6))
    make_significance(cycle=past, stakeholder=three["ADH"])
    rows = client_of(chloe).get(f"{LIST}?exercice=2025").context["rows"]
    assert [row.percent for row in rows] == [100, None, None]


def test_list_costs_the_same_for_few_and_two_thousand(client_of, chloe, cycle, three):
    def more() -> None:
        groups = Stakeholder.objects.bulk_create(
            Stakeholder(code=f"G{n:04}", label_fr=f"Groupe {n}", scope="external", owner=chloe)
            for n in range(2000)
        )
        Significance.objects.bulk_create(
            Significance(cycle=cycle, stakeholder=group, power=n % 5, legitimacy=2, urgency=1, dependency=3)
            for n, group in enumerate(groups)
        )

    assert_query_budget(client_of(chloe), f"{LIST}?tri=-poids&q=ou", LIST_BUDGET, more)
    assert client_of(chloe).get(f"{LIST}?q=groupe").context["page"].paginator.count == 2000


def test_list_sorts_by_the_very_weights_of_the_method(client_of, chloe, cycle):
    dice = Random(26000)
    for _number in range(40):
        scores = {name: dice.choice([0, 0, 1, 2, 3, 4, None]) for name in ("power", "legitimacy", "urgency")}
        make_significance(
            cycle=cycle, dependency=dice.randrange(5), disadvantaged=dice.random() < 0.4, **scores
        )
    rows = client_of(chloe).get(f"{LIST}?tri=-poids").context["rows"]
    known = [round(row.share, 9) for row in rows if row.share is not None]
    assert known == sorted(known, reverse=True) and sum(known) == pytest.approx(1, abs=1e-6)
    assert [row.share for row in rows[len(known) :]] == [None] * (len(rows) - len(known))


@pytest.mark.parametrize("levels", SALIENCE_CLASSES)
def test_list_filters_by_the_very_classes_of_the_method(client_of, chloe, cycle, levels):
    for number, (power, legitimacy, urgency) in enumerate(SALIENCE_CLASSES):
        make_significance(
            cycle=cycle,
            stakeholder=make_stakeholder(f"C{number}"),
            power=2 if power else 1,
            legitimacy=3 if legitimacy else 0,
            urgency=4 if urgency else 1,
        )
    make_significance(cycle=cycle, power=None)
    [row] = client_of(chloe).get(f"{LIST}?classe={SALIENCE_CLASSES[levels]}").context["rows"]
    assert row.salience == SALIENCE_CLASSES[levels]


# --- the page of a stakeholder


def test_page_shows_the_weight_with_its_arithmetic(client_of, fanny, three):
    text = client_of(fanny).get("/parties-prenantes/ADH/").content.decode()
    assert "r = 0,5 × (3 + 4 + 3) ÷ 12 + 0,5 × 4 ÷ 4 = 0,917" in text
    assert "0,917 ÷ 2,167 = 42,3" in text
    assert "incontournable" in text and "associer et protéger" not in text


def test_page_says_what_the_floor_does(client_of, fanny, cycle):
    group = make_stakeholder("FRA")
    make_significance(
        cycle=cycle, stakeholder=group, power=0, legitimacy=1, urgency=1, dependency=0, disadvantaged=True
    )
    text = client_of(fanny).get("/parties-prenantes/FRA/").content.decode()
    assert "= 0,083" in text and "r ne descend pas sous 0,25" in text


def test_page_of_a_group_to_qualify_says_what_lacks(client_of, fanny, cycle):
    group = make_stakeholder("NEW")
    make_significance(cycle=cycle, stakeholder=group, urgency=None, dependency=None)
    text = client_of(fanny).get("/parties-prenantes/NEW/").content.decode()
    assert "urgence" in text and "dépendance" in text and "ce n’est pas un zéro" in text


def test_page_tells_the_assessments_of_every_cycle_and_within_one(client_of, chloe, cycle, three):
    past = make_cycle("2025", closed_on=date(2025, 12, 19), opened_on=date(2025, 1, 6))
    make_significance(cycle=past, stakeholder=three["FOU"], power=0, assessed_on=date(2025, 2, 4))
    row = Significance.objects.get(cycle=cycle, stakeholder=three["FOU"])
    history.change(row, by=chloe, urgency=3, reason="Pénurie", assessed_on=date(2026, 6, 18))
    seen = client_of(chloe).get("/parties-prenantes/FOU/").context["assessments"]
    assert [(told.assessed_on, told.scores["urgency"], told.current) for told in seen] == [
        (date(2026, 6, 18), 3, True),
        (date(2026, 2, 10), 1, False),
        (date(2025, 2, 4), 2, True),
    ]
    assert (seen[0].changed, seen[0].by, seen[0].reason) == ({"urgency"}, chloe, "Pénurie")
    assert seen[1].changed == {"power", "urgency"}


def test_page_counts_the_impacts_and_votes_of_its_sub_groups(client_of, chloe, cycle, three):
    part = make_stakeholder("ADH-A", parent=three["ADH"])
    deep = make_stakeholder("ADH-A-A", parent=part)
    domain, other = the_domain("6.7.8"), the_domain("6.4.4")
    make_impact(cycle=cycle, domain=domain, stakeholder=three["ADH"])
    make_impact(cycle=cycle, domain=domain, stakeholder=deep, polarity=Polarity.POSITIVE)
    make_impact(cycle=cycle, domain=other, stakeholder=part, polarity=Polarity.NONE)
    make_impact(cycle=cycle, domain=other, stakeholder=three["FOU"])
    make_vote(cycle=cycle, domain=other, stakeholder=part)
    concerns = client_of(chloe).get("/parties-prenantes/ADH/").context["concerns"]
    counted = {row.domain.code: (row.negative, row.positive, row.none, row.votes) for row in concerns.rows}
    assert counted == {"6.4.4": (0, 0, 1, 1), "6.7.8": (1, 1, 0, 0)}
    assert (concerns.impacts, concerns.votes) == (2, 1)


def test_page_of_a_merged_one_leads_to_the_other(client_of, chloe, three):
    Stakeholder.objects.filter(code="COL").update(merged_into=three["ADH"])
    text = client_of(chloe).get("/parties-prenantes/COL/").content.decode()
    assert "fusionnée" in text and 'href="/parties-prenantes/ADH/"' in text
    assert "/parties-prenantes/COL/modifier/" not in text
    assert client_of(chloe).get("/parties-prenantes/COL/modifier/").status_code == 409


def test_page_takes_a_code_with_a_slash(client_of, chloe, cycle):
    group = make_stakeholder("A/B C")
    assert client_of(chloe).get(group.get_absolute_url()).status_code == 200
    assert client_of(chloe).get(f"{group.get_absolute_url()}modifier/").status_code == 200


def test_page_costs_the_same_whatever_it_tells(client_of, chloe, cycle, three):
    part = make_stakeholder("ADH-0", parent=three["ADH"])
    make_impact(cycle=cycle, stakeholder=part)
    make_vote(cycle=cycle, stakeholder=part)

    def more() -> None:
        row = Significance.objects.get(cycle=cycle, stakeholder=three["ADH"])
        for n, domain in enumerate(Domain.objects.all()[:20]):
            child = make_stakeholder(f"ADH-{n + 1}", parent=three["ADH"])
            make_impact(cycle=cycle, domain=domain, stakeholder=child)
            make_vote(cycle=cycle, domain=domain, stakeholder=child)
            history.change(row, by=chloe, reason=f"Raison {n}")

    assert_query_budget(client_of(chloe), "/parties-prenantes/ADH/", PAGE_BUDGET, more)


# --- the map


def test_map_places_each_group_in_its_quadrant(client_of, hana, cycle, three):
    Significance.objects.filter(stakeholder=three["ADH"]).update(influence=4)
    Significance.objects.filter(stakeholder=three["COL"]).update(influence=1)
    Significance.objects.filter(stakeholder=three["FOU"]).update(influence=None)
    answer = client_of(hana).get("/parties-prenantes/carte/")
    seen = answer.context["map"]
    assert {
        corner.quadrant.value: [row.stakeholder.code for row in corner.rows] for corner in seen.corners
    } == {"collaborate": ["ADH"], "involve": ["COL"], "negotiate": [], "inform": []}
    assert [row.stakeholder.code for row in seen.unplaced] == ["FOU"]
    chart = answer.context["chart"]
    assert chart.summary.startswith("1 partie prenante sur 2") and len(chart.table.rows) == 2
    assert 'href="/parties-prenantes/ADH/"' in chart.svg


def test_map_waits_for_scores(client_of, hana, cycle):
    assert "Rien à placer" in client_of(hana).get("/parties-prenantes/carte/").content.decode()


def test_map_costs_the_same_for_few_and_many(client_of, hana, cycle, three):
    def more() -> None:
        for _number in range(60):
            make_significance(cycle=cycle)

    assert_query_budget(client_of(hana), "/parties-prenantes/carte/", MAP_BUDGET, more)

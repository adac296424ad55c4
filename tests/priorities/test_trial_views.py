"""« Et si ? », the scenarios, the comparison, the map of disagreements."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Change, JournalEntry
from dialogue.models import DialogueSession
from priorities.models import Scenario
from tests.factories.dialogue import make_assembly, make_session
from tests.factories.iso26000 import make_cycle
from tests.factories.priorities import make_run, make_scenario
from tests.support.pages import said
from tests.support.queries import assert_query_budget

URL = "/priorites/et-si/?exercice=exemple"


def test_trial_says_that_nothing_is_tried_yet(run, client_of, fanny):
    page = said(client_of(fanny).get(URL))
    assert "Rien n’est encore essayé" in page and "sans les tirages au sort" in page
    assert "!!undefined" not in page


def test_trial_shows_who_crosses_the_line(run, client_of, fanny):
    """6.7.8 is the first axis; when practice takes nothing away any more, 6.7.7 is, and the line is after the first."""
    page = said(client_of(fanny).get(f"{URL}&liste=priority&plancher=100&premiers=1"))
    assert "Un domaine entre parmi les 1 premiers" in page
    assert "rang 2 → 1" in page and "rang 1 → 2" in page


def test_trial_part_and_page_agree(run, client_of, fanny):
    client, url = client_of(fanny), f"{URL}&impact=0&premiers=1"
    part = said(client.get(url, headers={"HX-Request": "true"})).strip()
    assert "<html" not in part and part in said(client.get(url))


def test_trial_without_any_run_says_what_comes_first(cycle, client_of, fanny):
    assert "Il faut d’abord un classement" in said(client_of(fanny).get("/priorites/et-si/"))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("impact=101", "inférieure ou égale à 100"),
        ("impact=-1", "supérieure ou égale à 0"),
        ("impact=NaN", "nombre entier"),
        ("impact=٣", "nombre entier"),
        ("impact=" + "9" * 5000, "nombre entier"),
        ("premiers=0", "supérieure ou égale à 1"),
        ("agregation=mode", "Sélectionnez un choix valide"),
        ("g-ADH=12", "Sélectionnez un choix valide"),
        ("liste=x", "Sélectionnez un choix valide"),
    ],
)
def test_trial_refuses_what_makes_no_sense(run, client_of, fanny, query, message):
    answer = client_of(fanny).get(f"{URL}&{query}")
    assert answer.status_code == 422
    assert message in said(answer)


def test_trial_takes_an_empty_number_for_the_one_of_the_run(run, client_of, fanny):
    assert client_of(fanny).get(f"{URL}&impact=&premiers=").status_code == 200


def test_scenario_is_kept_found_again_and_undone(run, client_of, fanny):
    client = client_of(fanny)
    answer = client.post(
        f"/priorites/classements/{run.pk}/scenarios/",
        {"name": "  Sans fournisseurs ", "trial": "impact=20&g-FOU=sans&g-ADH=2"},
        follow=True,
    )
    kept = Scenario.objects.get()
    assert (kept.name, kept.owner) == ("Sans fournisseurs", fanny)
    assert kept.variation["dropped"] == ["FOU"] and kept.variation["factors"] == {"ADH": 2.0}
    assert kept.variation["parameters"]["weights"] == {"impact": 0.2, "importance": 0.8}
    assert JournalEntry.objects.filter(action="scenario.saved", target_id=str(kept.pk)).exists()
    page = said(answer)
    assert "Annuler" in page and "Scénario de Fanny" in page
    client.post(reverse("history-undo", args=[Change.objects.of(kept).get().operation]))
    assert not Scenario.objects.exists()


def test_scenario_name_is_asked_for_and_once_only(run, client_of, fanny):
    client, url = client_of(fanny), f"/priorites/classements/{run.pk}/scenarios/"
    assert client.post(url, {"name": " ", "trial": ""}).status_code == 422
    assert client.post(url, {"name": "Un", "trial": "impact=30"}).status_code == 302
    answer = client.post(url, {"name": "Un", "trial": "impact=40"})
    assert answer.status_code == 422 and "déjà un scénario de ce nom" in said(answer)
    assert client.post(url, {"name": "Deux", "trial": "impact=400"}).status_code == 422
    assert Scenario.objects.count() == 1


def test_scenario_page_shows_its_own_settings(run, client_of, fanny, chloe):
    variation = {"parameters": run.parameters, "dropped": ["FOU"], "factors": {"ADH": 2.5}}
    kept = make_scenario(run=run, owner=chloe, variation=variation)
    page = said(client_of(fanny).get(kept.get_absolute_url()))
    assert '<option value="sans" selected>' in page and "× 2.5" in page
    assert "Supprimer le scénario" not in page  # it is Chloé's


def test_comparison_opens_on_the_year_before(run, example, client_of, fanny):
    before = make_run(cycle=make_cycle("2020", opened_on=date(2020, 1, 6), closed_on=date(2020, 12, 18)))
    page = said(client_of(fanny).get("/priorites/comparer/?exercice=exemple"))
    assert f'<option value="c-{before.pk}" selected>' in page
    assert f'<option value="c-{run.pk}" selected>' in page
    assert "Rangs côte à côte" in page and "aucun rang ne change" in page


def test_comparison_takes_a_scenario(run, client_of, fanny):
    variation = {
        "parameters": run.parameters | {"weights": {"impact": 0, "importance": 1}},
        "dropped": [],
        "factors": {},
    }
    kept = make_scenario(run=run, owner=fanny, variation=variation)
    url = f"/priorites/comparer/?exercice=exemple&avant=c-{run.pk}&apres=s-{kept.pk}&liste=priority"
    assert "Rangs côte à côte" in said(client_of(fanny).get(url))


def test_comparison_of_one_run_says_that_two_are_needed(run, client_of, fanny):
    page = said(client_of(fanny).get("/priorites/comparer/?exercice=exemple"))
    assert "Il faut deux classements" in page


def test_disagreements_name_who_differs(run, client_of, fanny):
    page = said(client_of(fanny).get("/priorites/desaccords/?exercice=exemple"))
    assert "Tous les écarts" in page and "Importance donnée par chaque partie prenante" in page
    assert "!!undefined" not in page


def test_agenda_takes_a_domain_once(run, client_of, chloe, bretagne):
    session = make_session(assembly=make_assembly(territory=bretagne), agenda="Accueil")
    url, data = (
        f"/priorites/classements/{run.pk}/ordre-du-jour/",
        {"domaine": "6.7.8", "seance": str(session.pk)},
    )
    page = said(client_of(chloe).post(url, data, follow=True))
    assert "est à l’ordre du jour" in page and "Annuler" in page
    session.refresh_from_db()
    assert session.agenda_items[0] == "Accueil" and session.agenda_items[1].startswith("6.7.8 ")
    assert "déjà à l’ordre du jour" in said(client_of(chloe).post(url, data, follow=True))
    session.refresh_from_db()
    assert len(session.agenda_items) == 2


def test_agenda_refuses_a_closed_or_a_full_session(run, client_of, chloe, bretagne):
    assembly = make_assembly(territory=bretagne)
    cancelled = make_session(assembly=assembly, state="cancelled")
    full = make_session(assembly=assembly, agenda="x" * 3990)
    for session in (cancelled, full):
        data = {"domaine": "6.7.8", "seance": str(session.pk)}
        answer = client_of(chloe).post(f"/priorites/classements/{run.pk}/ordre-du-jour/", data)
        assert answer.status_code == 409
    assert not DialogueSession.objects.filter(agenda__contains="6.7.8").exists()


def test_pages_keep_their_query_budget(run, example, client_of, fanny, chloe, bretagne):
    client = client_of(fanny)
    make_run(cycle=make_cycle("2020", opened_on=date(2020, 1, 6), closed_on=date(2020, 12, 18)))
    make_scenario(run=run, owner=fanny)
    assembly = make_assembly(territory=bretagne)
    make_session(assembly=assembly)

    def more():
        for number in range(12):
            make_scenario(run=run, owner=chloe, name=f"Essai {number}")
            make_session(assembly=assembly)

    assert_query_budget(client, "/priorites/desaccords/?exercice=exemple", 12, more)
    assert_query_budget(client, URL, 12, lambda: more_of(run, chloe))
    assert_query_budget(client, "/priorites/comparer/?exercice=exemple", 12, lambda: None)


def more_of(run, owner):
    for number in range(12):
        make_scenario(run=run, owner=owner, name=f"Encore {number}")

"""The grid without a script, what its script is answered, and what nobody reads in either (ADR 0013)."""

import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Change
from stakeholders.enums import Nature, Polarity
from stakeholders.models import ImpactScore
from stakeholders.queries.score import PER_PAGE
from tests.factories.iso26000 import make_assessor, make_cycle, the_domain
from tests.factories.stakeholders import make_impact, make_score, make_significance, make_stakeholder
from tests.support.queries import assert_query_budget

GRID = "/impacts/cotation/"
FULL = {"scale": "4", "scope": "2", "irremediability": "5"}


@pytest.fixture
def seat(bruno):
    return make_assessor("RSE-01", user=bruno)


@pytest.fixture
def impact(cycle):
    return make_impact(cycle=cycle, description="Renoncement aux soins.")


@pytest.fixture
def browser(client_of, bruno):
    return client_of(bruno)


def save(client, impact, version=0, **values):
    return client.post(f"/impacts/{impact.pk}/cotation/", {"version": version, **values})


def posted(*impacts, **values):
    """What the form of the page sends for these impacts: each gets `values`."""
    data: dict[str, object] = {"impact": [impact.pk for impact in impacts]}
    for impact in impacts:
        data |= {f"i{impact.pk}-{name}": value for name, value in {"version": 0, **values}.items()}
    return data


def test_the_grid_shows_each_impact_under_its_domain_with_its_criteria(browser, cycle, seat):
    make_impact(cycle=cycle, domain=the_domain("6.8.3"), polarity=Polarity.POSITIVE, code="B")
    scored = make_impact(cycle=cycle, domain=the_domain("6.3.3"), nature=Nature.POTENTIAL, code="A")
    make_impact(cycle=cycle, polarity=Polarity.NONE, code="SANS")
    make_score(impact=scored, assessor=seat, scale=4)
    page = browser.get(GRID).content.decode()
    assert page.index("6.3.3") < page.index(">A<")
    assert page.index(">A<") < page.index(">B<")
    assert ">SANS<" not in page
    assert page.count("<fieldset") == 4 + 2
    assert 'value="4" checked><span>4' in page
    assert "1 / 2" in page
    assert "!!undefined" not in page


def test_filters_narrow_and_stay_in_the_address(browser, cycle, seat):
    group = make_stakeholder("SH-X", label_fr="Aidants")
    wanted = make_impact(cycle=cycle, domain=the_domain("6.3.3"), stakeholder=group, code="VOULU")
    make_impact(cycle=cycle, domain=the_domain("6.8.3"), code="AUTRE")
    for query in ("domaine=6.3", "domaine=6.3.3", "partie=SH-X", "q=aidants", "q=voulu", "q=VOULU&reste=1"):
        page = browser.get(f"{GRID}?{query}").content.decode()
        assert "VOULU" in page, query
        assert ">AUTRE<" not in page, query
    make_score(impact=wanted, assessor=seat)
    page = browser.get(f"{GRID}?reste=1&exercice=2026").content.decode()
    assert "AUTRE" in page
    assert ">VOULU<" not in page
    assert "exercice=2026" in page
    assert "Aucun impact ne répond" in browser.get(f"{GRID}?q=introuvable").content.decode()


def test_a_draft_is_left_to_score(browser, impact, seat):
    make_score(impact=impact, assessor=seat, irremediability=None)
    page = browser.get(f"{GRID}?reste=1").content.decode()
    assert "brouillon" in page
    assert "0 / 1" in page


def test_the_form_saves_every_row_that_changed_in_one_act(browser, cycle, seat):
    impacts = [make_impact(cycle=cycle) for _ in range(3)]
    data = posted(*impacts[:2], **FULL) | posted(*impacts)
    data |= {f"i{impact.pk}-{name}": value for impact in impacts[:2] for name, value in FULL.items()}
    answer = browser.post(f"{GRID}?domaine=6.7", data)
    assert (answer.status_code, answer["Location"]) == (302, f"{GRID}?domaine=6.7")
    assert ImpactScore.objects.complete().count() == 2
    assert Change.objects.values("operation").distinct().count() == 1
    assert "2 cotations enregistrées." in browser.get(GRID).content.decode()
    browser.post(reverse("history-undo", args=[Change.objects.first().operation]))
    assert not ImpactScore.objects.exists()


def test_a_first_save_takes_the_seat_and_a_get_does_not(browser, bruno, impact):
    assert browser.get(GRID).status_code == 200
    assert not hasattr(type(bruno).objects.get(pk=bruno.pk), "assessor")
    assert save(browser, impact, **FULL).json()["complete"] is True
    assert type(bruno).objects.get(pk=bruno.pk).assessor.code == "EV-1"
    assert "1 / 1" in browser.get(GRID).content.decode()


@pytest.mark.parametrize("value", ["6", "0", "-1", "3,5", "3.5", "٣", "9" * 5000, "trois"])
def test_a_value_out_of_the_scale_is_refused_at_its_cell_and_the_others_are_saved(
    browser, cycle, seat, value
):
    wrong, right = make_impact(cycle=cycle), make_impact(cycle=cycle)
    data = posted(wrong, right, **FULL) | {f"i{wrong.pk}-scope": value}
    answer = browser.post(GRID, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="i{wrong.pk}-scope-erreur"' in page
    assert "de 1 à 5" in page
    assert "<title>Erreur" in page
    assert ImpactScore.objects.get().impact == right
    refused = save(browser, wrong, **{**FULL, "scope": value})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["scope"])


def test_a_criterion_that_the_impact_does_not_have_is_refused(browser, impact, seat):
    refused = save(browser, impact, **FULL, likelihood="3")
    assert refused.status_code == 422
    assert "réel" in refused.json()["errors"]["likelihood"][0]
    answer = browser.post(GRID, posted(impact, **FULL, likelihood="3"))
    assert answer.status_code == 422
    assert "Un impact réel n’a pas de probabilité" in answer.content.decode()
    assert not ImpactScore.objects.exists()


def test_rows_changed_elsewhere_show_both_values_and_the_others_are_saved(browser, cycle, seat):
    met, free, read = (make_impact(cycle=cycle, code=code) for code in ("MET", "FREE", "READ"))
    save(browser, read, scale="1")
    assert save(browser, read, 1, scale="3").json()["version"] == 2  # the page read version 1
    save(browser, met, **{**FULL, "scale": "1"})
    data = posted(met, free, read, **FULL)
    data |= {f"i{read.pk}-{name}": "" for name in FULL}
    data |= {f"i{read.pk}-version": 1, f"i{read.pk}-scale": "1"}
    answer = browser.post(GRID, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "enregistrée ailleurs" in page
    assert ImpactScore.objects.get(impact=free).scale == 4
    assert ImpactScore.objects.get(impact=met).scale == 1
    assert ImpactScore.objects.get(impact=read).scale == 3  # untouched here: what was saved elsewhere stays
    assert f'id="i{met.pk}"' in page
    assert f'id="i{free.pk}"' not in page
    assert f'id="i{read.pk}"' not in page
    assert f'name="i{met.pk}-version" value="1"' in page
    again = browser.post(GRID, posted(met, **FULL) | {f"i{met.pk}-version": 1})
    assert again.status_code == 302
    assert ImpactScore.objects.get(impact=met).scale == 4


def test_the_script_is_told_version_state_operation_and_progress(browser, cycle, impact, seat):
    make_impact(cycle=cycle)
    first = save(browser, impact, scale="4").json()
    assert (first["version"], first["complete"], first["progress"]) == (1, False, {"done": 0, "total": 2})
    second = save(browser, impact, 1, **FULL, rationale="Vu.\r\nEn agence.").json()
    assert (second["version"], second["complete"], second["progress"]["done"]) == (2, True, 1)
    assert ImpactScore.objects.get().rationale == "Vu.\nEn agence."
    stale = save(browser, impact, 1, scale="1")
    assert stale.status_code == 409
    assert stale.json() == {
        "version": 2,
        "values": {**FULL, "likelihood": "", "rationale": "Vu.\nEn agence."},
    }
    back = browser.post(f"{GRID}annuler/{second['operation']}/").json()
    assert (back["version"], back["values"]["scope"], back["values"]["rationale"]) == (3, "", "")
    assert browser.post(f"{GRID}annuler/{second['operation']}/").status_code == 409


def test_a_rationale_has_a_limit_that_is_told(browser, impact, seat):
    refused = save(browser, impact, **FULL, rationale="é" * 5001)
    assert refused.status_code == 422
    assert "5001" in refused.json()["errors"]["rationale"][0].replace("\u202f", "").replace("\u00a0", "")


def test_only_one_s_own_saves_are_undone(client_of, browser, chloe, impact, seat):
    act = save(browser, impact, **FULL).json()["operation"]
    make_assessor("RSE-02", user=chloe)
    assert client_of(chloe).post(f"{GRID}annuler/{act}/").status_code == 404
    assert ImpactScore.objects.exists()


def test_a_closed_cycle_is_read_and_not_written(browser, seat):
    closed = make_cycle("2025", closed_on=date(2025, 12, 19))
    impact = make_impact(cycle=closed)
    score = make_score(impact=impact, assessor=seat)
    page = browser.get(f"{GRID}?exercice=2025").content.decode()
    assert "<fieldset disabled" in page
    assert "Enregistrer" not in page
    assert browser.post(f"{GRID}?exercice=2025", posted(impact, **FULL)).status_code == 409
    score.refresh_from_db()
    assert score.scale == 3


def test_the_way_to_the_next_one_crosses_pages_and_begins_again(browser, cycle, seat):
    impacts = [make_impact(cycle=cycle, code=f"N{number:03}") for number in range(PER_PAGE + 2)]
    for impact in impacts[2:-1]:
        make_score(impact=impact, assessor=seat)
    first, last = impacts[0], impacts[-1]
    following = f"{GRID}suivant/"
    assert browser.get(following)["Location"].endswith(f"#i{first.pk}")
    assert browser.get(f"{following}?apres={impacts[1].pk}")["Location"] == f"{GRID}?page=2#i{last.pk}"
    assert browser.get(f"{following}?apres={last.pk}")["Location"].endswith(f"#i{first.pk}")
    assert "page=" not in browser.get(f"{following}?apres={impacts[1].pk}&reste=1")["Location"]
    for impact in (first, impacts[1], last):
        make_score(impact=impact, assessor=seat)
    assert browser.get(f"{following}?apres=x")["Location"].endswith("#tout-est-cote")


def test_the_grid_keeps_its_budget(browser, cycle, seat):
    def fill(count):
        for _ in range(count):
            group = make_significance(cycle=cycle).stakeholder
            impact = make_impact(cycle=cycle, stakeholder=group)
            make_score(impact=impact)
            make_score(impact=impact, assessor=seat)
            make_impact(cycle=cycle, stakeholder=group)

    fill(1)
    assert_query_budget(browser, GRID, 12, lambda: fill(3))
    assert_query_budget(browser, f"{GRID}?reste=1", 12, lambda: fill(3))


def test_a_save_costs_a_few_queries(browser, cycle, impact, seat):
    save(browser, impact, scale="1")
    with CaptureQueriesContext(connection) as captured:
        assert save(browser, impact, 1, scale="2").status_code == 200
    statements = [query["sql"] for query in captured]
    real = [sql for sql in statements if "SAVEPOINT" not in sql and 'AS "_check"' not in sql]
    assert len(real) <= 15, "\n".join(real)


# --- nobody reads what the others gave before giving


CANARY = {"scale": 5, "scope": 5, "irremediability": 5, "rationale": "CANARI-AUTRE"}


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    return len(captured), answer


def test_nothing_tells_whether_the_others_scored(browser, impact, seat):
    """Page, source, save, undo, spread and « next »: byte for byte and query for query the same (tokens apart)."""

    def everything():
        answers = [queries_of(browser, address) for address in (GRID, f"{GRID}?reste=1", f"{GRID}suivant/")]
        spread = queries_of(browser, f"/impacts/{impact.pk}/dispersion/")
        with CaptureQueriesContext(connection) as captured:
            saved = save(browser, impact, scale="2")
        cost = len(captured)
        act = saved.json().pop("operation")
        undone = browser.post(f"{GRID}annuler/{act}/")
        texts = [strip(answer.content.decode()) for _count, answer in (*answers, spread)]
        told = [json.loads(answer.content) | {"operation": ""} for answer in (saved, undone)]
        return texts, told, [count for count, _answer in (*answers, spread)], cost

    def strip(text):
        return re.sub(r'"[A-Za-z0-9]{64}"', "", text)

    everything()  # the line of the journal of this hour is written
    before = everything()
    make_score(impact=impact, **CANARY)
    assert everything() == before


def test_the_spread_opens_with_one_s_own_complete_score(browser, impact, seat):
    make_score(impact=impact, **CANARY)
    address = f"/impacts/{impact.pk}/dispersion/"
    unknown = browser.get("/impacts/999999/dispersion/")
    hidden = browser.get(address)
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert hidden.content.decode().replace(f"/{impact.pk}/", "//") == unknown.content.decode().replace(
        "/999999/", "//"
    )
    save(browser, impact, scale="4")
    assert browser.get(address).status_code == 404
    save(browser, impact, 1, **FULL)
    page = browser.get(address).content.decode()
    assert "1\u00a0évaluateur ou évaluatrice" in page  # without one's own
    assert "CANARI" not in page
    part = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "médiane" in part
    save(browser, impact, 2, scale="", scope="2", irremediability="5")
    assert browser.get(address).status_code == 404


def test_no_page_nor_history_nor_export_gives_the_others_scores(browser, cycle, impact, seat):
    other = make_score(impact=impact, **CANARY)
    for address in (
        GRID,
        f"{GRID}?reste=1",
        f"/norme/domaines/{impact.domain.code}/",
        "/",
        f"/historique/stakeholders.impactscore/{other.pk}/",
    ):
        page = browser.get(address).content.decode()
        assert "CANARI" not in page, address
        assert "médiane" not in page, address
    saved = save(browser, impact, scale="1")
    stale = save(browser, impact, scale="2")
    for answer in (saved, stale):
        assert "CANARI" not in answer.content.decode()
        assert '"5"' not in answer.content.decode()


def test_a_responsable_with_a_seat_scores_and_one_without_finds_no_grid(client_of, chloe, impact):
    assert client_of(chloe).get(GRID).status_code == 404
    make_assessor("RSE-02", user=chloe)
    assert client_of(chloe).get(GRID).status_code == 200
    assert "Cotation" in client_of(chloe).get("/").content.decode()

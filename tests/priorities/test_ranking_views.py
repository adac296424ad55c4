from datetime import date

import pytest

from jobs.models import Job
from priorities.models import RankingRun
from tests.factories.dialogue import make_feedback
from tests.factories.iso26000 import make_cycle, the_domain
from tests.support.queries import assert_query_budget

URL = "/priorites/?exercice=exemple"


def test_ranking_current_says_what_to_do_before_the_first_run(cycle, client_of, chloe, fanny):
    page = client_of(chloe).get("/priorites/").content.decode()
    assert "Aucun classement pour cet exercice" in page
    assert "Compiler maintenant" in page
    page = client_of(fanny).get("/priorites/").content.decode()
    assert "Compiler maintenant" not in page


def test_ranking_current_shows_lists_verdicts_critical_and_unranked(run, client_of, fanny):
    page = client_of(fanny).get(URL).content.decode()
    assert "Domaines prioritaires" in page and "Axes d’amélioration" in page
    assert "À traiter quelle que soit la note" in page
    assert "43 domaines ne peuvent pas être classés" in page
    assert page.count("La rose des domaines") >= 1


def test_ranking_current_hides_the_open_cycle_from_delegates(run, client_of, amel):
    page = client_of(amel).get(URL).content.decode()
    assert "Aucun classement publié" in page
    assert str(run.pk) not in page


def test_ranking_compile_queues_one_job_whatever_the_clicks(example, client_of, chloe):
    client = client_of(chloe)
    for _ in range(3):
        response = client.post("/priorites/compiler/?exercice=exemple", {"draws": "200", "seed": "1"})
        assert response.status_code == 302
    assert Job.objects.count() == 1
    page = client.get(URL).content.decode()
    assert 'hx-get="/traitements/' in page


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"draws": "", "seed": "1"}, "Ce champ est obligatoire"),
        ({"draws": "-1", "seed": "1"}, "supérieure ou égale à 0"),
        ({"draws": "20001", "seed": "1"}, "inférieure ou égale à"),
        ({"draws": "3,5", "seed": "1"}, "nombre entier"),
        ({"draws": "1e3", "seed": "1"}, "nombre entier"),
        ({"draws": "9" * 5000, "seed": "1"}, "nombre entier"),
    ],
)
def test_ranking_compile_refuses_bad_settings_and_keeps_them(example, client_of, chloe, data, message):
    response = client_of(chloe).post("/priorites/compiler/?exercice=exemple", data)
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert f'value="{data["seed"]}"' in page
    assert not Job.objects.exists()


def test_ranking_compile_refuses_a_closed_cycle(client_of, chloe, standard):
    make_cycle("2020", closed_on=date(2020, 12, 31))
    response = client_of(chloe).post("/priorites/compiler/?exercice=2020", {"draws": "10", "seed": "1"})
    assert response.status_code == 409
    assert not Job.objects.exists()


def test_ranking_current_says_what_comes_first_to_whoever_scores(run, client_of, bruno):
    client = client_of(bruno)
    page = client.get(URL).content.decode()
    assert "impacts à coter" in page and "pour que vos notes restent les vôtres" in page
    assert "Compiler" not in page and str(run.pk) not in page
    answer = client.post("/priorites/compiler/?exercice=exemple", {"draws": "10", "seed": "1"})
    assert answer.status_code == 409
    assert "pour que vos notes restent les vôtres" in answer.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("section", ["matrice", "groupes", "calcul"])
def test_ranking_sections_show_their_figures_with_a_table(run, client_of, hana, section):
    page = client_of(hana).get(f"/priorites/classements/{run.pk}/{section}/").content.decode()
    assert "<table" in page
    assert "!!undefined" not in page


def test_ranking_why_puts_the_numbers_in_the_formula(run, client_of, chloe):
    page = client_of(chloe).get(f"/priorites/classements/{run.pk}/pourquoi/6.7.8/").content.decode()
    for number in ("47,31", "40,36", "1,73", "2,65"):
        assert number in page
    assert "Renoncement aux soins" in page


def test_ranking_why_part_and_page_agree(run, client_of, chloe):
    client, url = client_of(chloe), f"/priorites/classements/{run.pk}/pourquoi/6.7.8/"
    part = client.get(url, headers={"HX-Request": "true"}).content.decode().strip()
    assert "<html" not in part
    assert part in client.get(url).content.decode()


def test_ranking_why_keeps_sentences_within_scope(run, example, client_of, chloe, fanny, bretagne):
    make_feedback(cycle=example, territory=bretagne, text="CANARI-BRETAGNE", domains=(the_domain("6.7.8"),))
    url = f"/priorites/classements/{run.pk}/pourquoi/6.7.8/"
    assert "CANARI-BRETAGNE" in client_of(chloe).get(url).content.decode()
    assert "CANARI-BRETAGNE" not in client_of(fanny).get(url).content.decode()


def test_ranking_pages_keep_their_query_budget(run, example, client_of, chloe):
    client = client_of(chloe)

    def more():
        for number in range(30):
            make_feedback(f"X{number}", cycle=example, domains=(the_domain("6.7.8"),))

    assert_query_budget(client, URL, 15, more)
    assert_query_budget(client, f"/priorites/classements/{run.pk}/calcul/", 12, lambda: None)
    assert_query_budget(client, f"/priorites/classements/{run.pk}/pourquoi/6.7.8/", 15, lambda: None)


def test_ranking_list_does_not_load_results(run, client_of, chloe, django_assert_max_num_queries):
    client = client_of(chloe)
    with django_assert_max_num_queries(8) as captured:
        page = client.get("/priorites/classements/?exercice=exemple").content.decode()
    assert str(run.pk) in page
    assert not [query for query in captured.captured_queries if "result_json" in query["sql"]]
    assert RankingRun.objects.count() == 1

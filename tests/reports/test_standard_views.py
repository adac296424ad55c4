from accounts.actions import history
from iso26000.enums import EvidenceKind, PracticeAnswer
from stakeholders.enums import Polarity
from stakeholders.models import Impact
from tests.factories.dialogue import make_feedback, make_vote
from tests.factories.iso26000 import make_assessor, make_evidence, make_practice, the_domain
from tests.factories.priorities import make_run
from tests.factories.stakeholders import make_impact, make_score, make_significance
from tests.support.queries import assert_query_budget

DOMAIN = "/norme/domaines/6.7.8/"


def fill(cycle, count: int = 1) -> None:
    domain, group = the_domain("6.7.8"), make_significance(cycle=cycle).stakeholder
    for _ in range(count):
        impact = make_impact(
            cycle=cycle, domain=domain, stakeholder=group, description="Renoncement aux soins."
        )
        for scale in (2, 4):
            impact.scores.create(assessor=make_assessor(), scale=scale, scope=3, irremediability=3)
        make_practice(cycle=cycle, domain=domain, level=3, reason="Vu sur place")
        make_evidence(cycle=cycle, domain=domain, kind=EvidenceKind.DOCUMENT)
        make_vote(cycle=cycle, domain=domain, stakeholder=group, importance=4)
        make_feedback(cycle=cycle, domains=(domain,), text="On renonce aux soins.")


def test_standard_detail_shows_subjects_domains_and_what_is_known(client_of, amel, cycle):
    fill(cycle)
    page = client_of(amel).get("/norme/").content.decode()
    assert "7 questions centrales, 45 domaines d’action." in page
    assert "1 est documenté de bout en bout." in page
    assert page.count("rien encore") == 44


def test_standard_detail_works_without_any_cycle(client_of, amel):
    assert "45 domaines d’action" in client_of(amel).get("/norme/").content.decode()


def test_core_subject_detail_lists_its_domains(client_of, chloe, cycle):
    make_run(cycle=cycle)
    page = client_of(chloe).get("/norme/questions/6.7/").content.decode()
    assert "Accès aux services essentiels" in page
    assert "47,31" in page


def test_domain_detail_gathers_everything_known(client_of, chloe, cycle):
    fill(cycle)
    make_run(cycle=cycle)
    page = client_of(chloe).get(DOMAIN).content.decode()
    for text in (
        "Renoncement aux soins.",
        "On renonce aux soins.",
        "plafonné",
        "ESRS",
        "Indicatives",
        "Pourquoi cette priorité",
    ):
        assert text in page
    assert "!!undefined" not in page


def test_domain_detail_says_none_identified_in_one_line(client_of, chloe, cycle):
    group = make_significance(cycle=cycle).stakeholder
    make_impact(
        cycle=cycle,
        domain=the_domain("6.7.8"),
        stakeholder=group,
        polarity=Polarity.NONE,
        description="Examiné.",
    )
    page = client_of(chloe).get(DOMAIN).content.decode()
    assert "Aucun impact, après examen, pour" in page
    assert group.label in page


def test_domain_detail_hides_drafts_of_the_team_from_delegates(client_of, amel, cycle):
    fill(cycle)
    page = client_of(amel).get(DOMAIN).content.decode()
    assert "Renoncement aux soins." not in page
    assert "On renonce aux soins." in page


def test_domain_detail_keeps_sentences_within_the_territory(client_of, amel, cycle, rhone_alpes):
    make_feedback(cycle=cycle, territory=rhone_alpes, domains=(the_domain("6.7.8"),), text="CANARI-T2")
    assert "CANARI-T2" not in client_of(amel).get(DOMAIN).content.decode()


def test_domain_detail_shows_text_as_text(client_of, chloe, cycle):
    text = '<script>alert(1)</script> {{7*7}} ${7*7} "><img src=x onerror=alert(1)>'
    make_feedback(cycle=cycle, domains=(the_domain("6.7.8"),), text=text)
    page = client_of(chloe).get(DOMAIN).content.decode()
    assert "<script>alert(1)" not in page and "<img src=x" not in page
    assert "{{7*7}}" in page


def test_domain_detail_without_level_says_so(client_of, chloe, cycle):
    make_practice(cycle=cycle, domain=the_domain("6.7.8"), answer=PracticeAnswer.UNKNOWN)
    assert "Aucun niveau de pratique n’a été donné." in client_of(chloe).get(DOMAIN).content.decode()


def test_standard_pages_keep_their_query_budget(client_of, chloe, cycle):
    client = client_of(chloe)
    fill(cycle)
    make_run(cycle=cycle)
    assert_query_budget(client, "/norme/", 10, lambda: fill(cycle, 5))
    assert_query_budget(client, "/norme/questions/6.7/", 12, lambda: fill(cycle, 5))
    assert_query_budget(client, DOMAIN, 15, lambda: fill(cycle, 5))


def test_domain_page_costs_the_same_to_whoever_scores(client_of, bruno, cycle):
    me = make_assessor("RSE-01", user=bruno)
    make_run(cycle=cycle)
    fill(cycle)

    history.change(
        make_score(impact=Impact.objects.get(cycle=cycle), assessor=me, likelihood=None), by=bruno, scale=1
    )
    assert "Votre cotation" in client_of(bruno).get(DOMAIN).content.decode()
    assert_query_budget(client_of(bruno), DOMAIN, 16, lambda: fill(cycle, 5))


def test_report_list_asks_for_a_ranking_first(client_of, chloe, cycle):
    client = client_of(chloe)
    assert "Il faut d’abord un classement" in client.get("/rapports/").content.decode()
    make_run(cycle=cycle)
    assert "Compiler le rapport" in client.get("/rapports/").content.decode()


def test_report_list_says_what_comes_first_to_whoever_scores(client_of, bruno, cycle):
    make_run(cycle=cycle)
    make_impact(cycle=cycle)
    client = client_of(bruno)
    page = client.get("/rapports/").content.decode()
    assert "Il vous reste 1 impact à coter" in page
    assert "Compiler le rapport" not in page and "Il faut d’abord un classement" not in page
    answer = client.post("/rapports/compiler/", {"format": "pdf"})
    assert answer.status_code == 409
    assert "Il vous reste 1 impact à coter" in answer.content.decode()


def test_report_compile_refuses_an_unknown_format(client_of, chloe, cycle):
    make_run(cycle=cycle)
    response = client_of(chloe).post("/rapports/compiler/", {"format": "exe"})
    assert response.status_code == 422
    assert "Sélectionnez un choix valide" in response.content.decode()


def test_domain_detail_shows_votes_to_delegates_once_the_cycle_is_closed(client_of, amel, chloe, cycle):
    group = make_significance(cycle=cycle).stakeholder
    for _ in range(6):
        make_vote(cycle=cycle, domain=the_domain("6.7.8"), stakeholder=group, importance=4)
    assert "6\u00a0votes" in client_of(chloe).get(DOMAIN).content.decode()
    page = client_of(amel).get(DOMAIN).content.decode()
    assert "6\u00a0votes" not in page
    assert "à la clôture de l’exercice" in page


def test_domain_detail_hides_a_distribution_under_five_votes(client_of, chloe, cycle):
    group = make_significance(cycle=cycle).stakeholder
    make_vote(cycle=cycle, domain=the_domain("6.7.8"), stakeholder=group, importance=4)
    page = client_of(chloe).get(DOMAIN).content.decode()
    assert "moins de cinq votes" in page
    assert "1\u00a0vote<" not in page


def test_domain_detail_shows_the_experts_once_one_has_answered(client_of, bruno, cycle):
    seat = make_assessor("RSE-01", user=bruno)
    make_practice(cycle=cycle, level=4)
    client = client_of(bruno)
    page = client.get(DOMAIN).content.decode()
    assert "Donner votre niveau" in page and "Médiane des évaluateurs" not in page
    make_practice(cycle=cycle, level=1, assessor=seat)
    page = client.get(DOMAIN).content.decode()
    assert "Donner votre niveau" not in page and "Médiane des évaluateurs" in page

"""Each role's home says what calls for an act; nothing of another territory shows through."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from accounts.roles import Role
from dialogue.enums import FeedbackStatus, SessionState
from jobs.models import WorkerSign
from tests.factories.accounts import make_user
from tests.factories.dialogue import make_assembly, make_feedback, make_session, make_vote
from tests.factories.iso26000 import make_assessor, make_practice, the_domain
from tests.factories.priorities import adopt, make_decision, make_run
from tests.factories.stakeholders import make_impact, make_significance
from tests.support.queries import assert_query_budget

CANARY = "CANARI-AUVERGNE"


def home(client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    page = response.content.decode()
    assert "!!undefined" not in page
    return page


def test_home_without_any_cycle_still_greets(client_of, chloe):
    assert "Bonjour Chloé" in home(client_of(chloe))


def test_home_without_right_says_why(client_of, db):
    assert "Aucun droit n’est en cours" in home(client_of(make_user()))


@time_machine.travel("2026-11-23 10:00:00+00:00")
def test_home_of_a_delegate_tells_the_next_session_and_the_fate_of_their_sentences(
    client_of, amel, cycle, bretagne, rhone_alpes
):
    make_session(
        assembly=make_assembly(territory=bretagne),
        held_on=date(2026, 12, 16),
        state=SessionState.PLANNED,
        place="Rennes",
    )
    make_session(
        assembly=make_assembly(territory=rhone_alpes),
        held_on=date(2026, 11, 30),
        state=SessionState.PLANNED,
        place=CANARY,
    )
    make_feedback(cycle=cycle, territory=bretagne, author=amel, text="Ma phrase à moi.")
    make_feedback(cycle=cycle, territory=bretagne, author=amel, status=FeedbackStatus.REPORTED_BACK)
    make_feedback(cycle=cycle, territory=rhone_alpes, text=CANARY)
    page = home(client_of(amel))
    assert "16 décembre 2026" in page and "Rennes" in page
    assert "Ma phrase à moi." in page
    assert "2 remontées dans l’exercice" in page
    assert CANARY not in page


def test_home_of_a_rapporteur_counts_the_inbox_and_what_is_left_to_score(client_of, bruno, cycle):
    with time_machine.travel("2026-04-12 10:00:00+00:00"):
        make_feedback(cycle=cycle, text="À qualifier d’abord.")
        mine, other = (
            make_impact(cycle=cycle),
            make_impact(cycle=cycle, description="Sur quoi l’on se divise."),
        )
        me = make_assessor("RSE-01", user=bruno)
        mine.scores.create(assessor=me, scale=3, scope=3, irremediability=3)
        other.scores.create(assessor=make_assessor(), scale=1, scope=1, irremediability=1)
        other.scores.create(assessor=make_assessor(), scale=5, scope=1, irremediability=1)
        page = home(client_of(bruno))
    assert "À qualifier d’abord." in page
    assert "31 <small>jours" in page.replace("\u202f", " ")
    assert "1 impact reste à coter sur 2." in page
    assert "Sur quoi l’on se divise." not in page  # what the others gave, before one's own


def test_home_of_a_rapporteur_names_what_divides_once_one_has_scored(client_of, bruno, cycle):
    impact = make_impact(cycle=cycle, description="Sur quoi l’on se divise.")
    me = make_assessor("RSE-01", user=bruno)
    for assessor, scale in ((me, 3), (make_assessor(), 1), (make_assessor(), 5)):
        impact.scores.create(assessor=assessor, scale=scale, scope=1, irremediability=1)
    page = home(client_of(bruno))
    assert "Sur quoi l’on se divise." in page
    assert "ampleur notée de 1 à 5 par 3 personnes" in page


def test_home_of_the_manager_names_what_each_step_lacks(client_of, chloe, cycle):
    group = make_significance(cycle=cycle).stakeholder
    unknown = make_significance(cycle=cycle, urgency=None).stakeholder
    make_impact(cycle=cycle, stakeholder=group, domain=the_domain("6.4.4"), code="A-COTER")
    make_vote(cycle=cycle, stakeholder=group, domain=the_domain("6.4.4"))
    make_practice(cycle=cycle, domain=the_domain("6.4.4"))
    page = home(client_of(chloe))
    assert unknown.label in page and group.label not in page
    assert "A-COTER" in page
    assert "1 / 45" in page
    assert "et 39 autres" in page


def test_home_of_an_administrator_opens_with_the_sentence_and_the_rose(client_of, fanny, cycle):
    make_run(cycle=cycle)
    page = home(client_of(fanny))
    assert "Les priorités, en une phrase" in page
    assert "La rose des domaines" in page


def test_home_of_an_administrator_shows_no_sentence_heard(client_of, fanny, cycle):
    make_feedback(cycle=cycle, text=CANARY)
    make_run(cycle=cycle)
    assert CANARY not in home(client_of(fanny))


def test_home_of_the_platform_admin_shows_accounts_and_health_and_no_content(client_of, gilles, amel, cycle):
    make_feedback(cycle=cycle, text=CANARY)
    page = home(client_of(gilles))
    assert "Mandats en cours" in page
    assert "Aucun worker ne répond" in page
    assert CANARY not in page
    WorkerSign.objects.create(name="w", at=timezone.now())
    assert "Aucun worker ne répond" not in home(client_of(gilles))


def test_home_of_an_auditor_shows_fingerprints_and_the_journal(client_of, hana, cycle):
    run = make_run(cycle=cycle)
    page = home(client_of(hana))
    assert run.inputs_sha256[:12] in page
    assert "Dernières actions" in page


@pytest.mark.parametrize(
    ("who", "budget"),
    [("amel", 16), ("bruno", 16), ("chloe", 18), ("fanny", 12), ("gilles", 14), ("hana", 10)],
)
def test_home_keeps_its_query_budget(request, client_of, cycle, who, budget):
    client = client_of(request.getfixturevalue(who))

    def more():
        group = make_significance(cycle=cycle).stakeholder
        for number in range(15):
            make_feedback(f"X{number}", cycle=cycle)
            impact = make_impact(cycle=cycle, stakeholder=group)
            impact.scores.create(assessor=make_assessor(), scale=1, scope=1, irremediability=1)
            impact.scores.create(assessor=make_assessor(), scale=5, scope=1, irremediability=1)

    make_run(cycle=cycle)
    assert_query_budget(client, "/", budget, more)


def test_home_after_a_mandate_still_shows_one_s_own_sentences(client_of, cycle, bretagne):
    former = make_user(role=Role.DELEGATE, territory=bretagne, ends_on=date(2021, 1, 1))
    make_feedback(cycle=cycle, territory=bretagne, author=former, text="Ce que j’ai rapporté.")
    make_feedback(cycle=cycle, territory=bretagne, text=CANARY)
    page = home(client_of(former))
    assert "Ce que j’ai rapporté." in page
    assert CANARY not in page


def test_administrator_is_told_that_a_ranking_awaits_a_decision(cycle, client_of, chloe, fanny):
    decision = make_decision(run=make_run(cycle=cycle), by=chloe)
    assert "Un classement attend votre décision." in client_of(fanny).get("/").content.decode()
    adopt(decision, by=fanny)
    assert "Un classement attend votre décision." not in client_of(fanny).get("/").content.decode()

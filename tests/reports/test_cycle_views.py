"""The page of the cycle: what is done, what blocks, who has scoring left, and never what anyone gave."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.actions import history
from accounts.roles import Role
from iso26000.enums import PracticeAnswer
from iso26000.models import Assessor, Reminder
from jobs.enums import JobState
from jobs.models import Job
from stakeholders.models import ImpactScore
from tests.factories.accounts import make_user
from tests.factories.dialogue import make_vote
from tests.factories.iso26000 import make_assessor, make_cycle, make_evidence, make_practice, the_domain
from tests.factories.jobs import make_job
from tests.factories.priorities import make_criterion, make_run
from tests.factories.stakeholders import make_impact, make_score, make_significance
from tests.support.queries import assert_query_budget

URL = "/exercice/"
STEPS = (
    "Parties prenantes qualifiées",
    "Domaines dont les impacts sont identifiés",
    "Impacts cotés",
    "Domaines dont la pratique est évaluée",
    "Pratiques appuyées d’une preuve",
    "Domaines votés",
    "Domaines dont les critères de priorité sont fixés",
    "Classement compilé",
)


def page_of(client, query: str = "") -> str:
    response = client.get(URL + query)
    assert response.status_code == 200
    page = response.content.decode()
    assert "!!undefined" not in page
    return page


def colleague(name: str = "Nadia", code: str = "EV-1") -> Assessor:
    return make_assessor(code, user=make_user(name, "Cherif", role=Role.RAPPORTEUR))


def test_steps_come_in_the_order_of_the_cycle(client_of, chloe, cycle):
    page = page_of(client_of(chloe))
    places = [page.index(label) for label in STEPS]
    assert places == sorted(places)


def test_each_step_says_how_much_is_done_and_names_what_blocks_it(client_of, chloe, cycle):
    unknown = make_significance(cycle=cycle, urgency=None).stakeholder
    domain = the_domain("6.4.4")
    for number in range(7):
        make_impact(cycle=cycle, domain=domain, code=f"A-COTER-{number}")
    make_score(impact=make_impact(cycle=cycle, domain=domain, code="COTE"))
    page = page_of(client_of(chloe))
    assert unknown.label in page
    assert "1 / 8" in page
    assert "A-COTER-4" in page and "A-COTER-5" not in page
    assert "et 2 autres" in page
    assert "COTE" not in page.replace("A-COTER", "")


def test_a_draft_is_no_score(client_of, chloe, cycle):
    make_score(impact=make_impact(cycle=cycle), irremediability=None)
    assert "0 / 1" in page_of(client_of(chloe))


def test_a_domain_set_aside_lacks_nothing(client_of, chloe, cycle):
    make_practice(
        cycle=cycle, domain=the_domain("6.3.4"), answer=PracticeAnswer.NOT_APPLICABLE, reason="Sans objet."
    )
    page = page_of(client_of(chloe))
    assert page.count("0 / 44") == 3  # impacts, votes, criteria
    assert "1 / 45" in page  # its practice is assessed
    assert "0 / 0" in page  # and asks for no evidence


def test_checks_say_what_a_ranking_would_do(client_of, chloe, cycle):
    make_significance(cycle=cycle, power=None)
    make_impact(cycle=cycle)
    make_practice(cycle=cycle)
    page = page_of(client_of(chloe))
    for sentence in (
        "1 partie prenante est à qualifier",
        "44 domaines n’ont ni impact",
        "1 impact n’a aucune cotation complète",
        "44 domaines n’ont pas de niveau de pratique",
        "1 pratique n’a aucune preuve",
        "45 domaines n’ont aucun vote",
        "45 domaines n’ont pas de critère de priorité",
    ):
        assert sentence in page


def test_a_whole_cycle_lacks_nothing(client_of, chloe, cycle):
    group = make_significance(cycle=cycle).stakeholder
    for domain in cycle.standard.domains.all():
        make_score(impact=make_impact(cycle=cycle, domain=domain, stakeholder=group))
        make_practice(cycle=cycle, domain=domain)
        make_evidence(cycle=cycle, domain=domain)
        make_vote(cycle=cycle, domain=domain, stakeholder=group)
        make_criterion(cycle=cycle, domain=domain)
    make_run(cycle=cycle)
    page = page_of(client_of(chloe))
    assert "Rien ne manque" in page
    assert "Manque" not in page
    assert "8 étapes sur 8 sont complètes" in page


def test_ranking_tells_its_day_and_what_changed_since(client_of, chloe, cycle):
    impact = make_impact(cycle=cycle)
    score = make_score(impact=impact)
    elsewhere = make_score(impact=make_impact(cycle=make_cycle("autre", opened_on=date(2020, 1, 1))))
    with time_machine.travel("2026-02-01"):
        history.change(impact, by=chloe, description="Avant le classement.")
    make_run(cycle=cycle, compiled_at=datetime(2026, 3, 12, 10, tzinfo=UTC))
    assert "rien de ce qu’il lit n’a changé depuis" in page_of(client_of(chloe))
    with time_machine.travel("2026-03-13"):
        history.change(score, by=chloe, scale=1)
        history.change(score, by=chloe, scale=2)
        history.change(elsewhere, by=chloe, scale=2)
    page = page_of(client_of(chloe))
    assert "12 mars 2026" in page
    assert "depuis, ont changé" in page and "1 cotation." in page


def test_panel_counts_what_each_person_gave_and_has_left(client_of, chloe, cycle):
    nadia = colleague()
    first, second, third = (make_impact(cycle=cycle) for _number in range(3))
    make_impact(cycle=cycle, polarity="none")
    make_score(impact=first, assessor=nadia)
    make_score(impact=second, assessor=nadia, irremediability=None)
    make_score(impact=make_impact(cycle=make_cycle("autre", opened_on=date(2020, 1, 1))), assessor=nadia)
    make_practice(cycle=cycle, assessor=nadia, answer=PracticeAnswer.UNKNOWN, level=None)
    assert third
    page = page_of(client_of(chloe))
    assert "Nadia Cherif" in page
    assert "1 / 3" in page and "1 / 45" in page
    assert "2\u00a0impacts, 44\u00a0niveaux" in page


def test_panel_says_when_everything_is_given_and_offers_no_reminder(client_of, chloe, cycle):
    nadia = colleague()
    make_score(impact=make_impact(cycle=cycle), assessor=nadia)
    for domain in cycle.standard.domains.all():
        make_practice(cycle=cycle, domain=domain, assessor=nadia)
    page = page_of(client_of(chloe))
    assert "tout est donné" in page
    assert f'name="seat" value="{nadia.pk}"' not in page


def test_panel_shows_the_last_activity_from_the_history(client_of, chloe, cycle):
    nadia = colleague()
    impact = make_impact(cycle=cycle)
    with time_machine.travel("2026-04-02"):
        score = history.create(
            ImpactScore, by=nadia.user, impact=impact, assessor=nadia, scale=2, scope=2, irremediability=2
        )
    with time_machine.travel("2026-04-07"):
        history.change(score, by=nadia.user, scale=3)
    with time_machine.travel("2026-04-30"):
        history.change(score, by=chloe, scale=4)  # somebody else's hand
    page = page_of(client_of(chloe))
    assert "7 avril 2026" in page
    assert "30 avril 2026" not in page


def test_panel_never_shows_a_value(client_of, chloe, cycle):
    """Two portals that differ by what was given, and by nothing else, answer the same bytes."""
    nadia = colleague()
    score = make_score(impact=make_impact(cycle=cycle), assessor=nadia, scale=1, rationale="CANARI")
    practice = make_practice(cycle=cycle, assessor=nadia, level=0, reason="CANARI")
    client = client_of(chloe)

    def body() -> str:
        return page_of(client).split("<main", 1)[1].split("csrfmiddlewaretoken", 1)[0]

    before = body()
    type(score).objects.filter(pk=score.pk).update(scale=5, rationale="AUTRE")
    type(practice).objects.filter(pk=practice.pk).update(level=4, reason="AUTRE")
    assert body() == before
    assert "CANARI" not in page_of(client)


def test_codes_without_account_are_counted_apart(client_of, chloe, cycle):
    make_score(impact=make_impact(cycle=cycle))
    make_assessor("NEVER")
    assert "1 code sans compte a aussi coté" in page_of(client_of(chloe))


def test_a_closed_cycle_is_read_only(client_of, chloe, standard):
    make_cycle("2025", closed_on=date(2025, 12, 19))
    colleague()
    page = page_of(client_of(chloe), "?exercice=2025")
    assert "plus rien n’y change" in page
    assert "Relancer" not in page and "Donner une place" not in page


@pytest.mark.parametrize("who", ["fanny", "hana"])
def test_who_only_reads_gets_no_button(request, client_of, cycle, who):
    colleague()
    page = page_of(client_of(request.getfixturevalue(who)))
    assert "Nadia Cherif" in page
    assert "<form" not in page.split('id="contenu"', 1)[1].split("</main>", 1)[0]


# --- seats


def test_a_colleague_is_added_to_the_panel(client_of, chloe, bruno, cycle):
    client = client_of(chloe)
    assert "bruno@test.example" in page_of(client)
    answer = client.post("/exercice/panel/", {"user": bruno.pk}, follow=True)
    assert "Bruno Vidal siège au panel sous le code EV-1." in answer.content.decode()
    assert Assessor.objects.get().user == bruno


def test_a_second_click_gives_the_same_seat(client_of, chloe, bruno, cycle):
    client = client_of(chloe)
    for _click in range(2):
        answer = client.post("/exercice/panel/", {"user": bruno.pk}, follow=True)
        assert "sous le code EV-1." in answer.content.decode()
    assert Assessor.objects.count() == 1
    assert "bruno@test.example" not in page_of(client)  # no longer offered


@pytest.mark.parametrize("chosen", ["", "999999", "amel", "x"])
def test_a_wrong_choice_is_refused_at_its_field(client_of, chloe, amel, cycle, chosen):
    answer = client_of(chloe).post("/exercice/panel/", {"user": amel.pk if chosen == "amel" else chosen})
    assert answer.status_code == 422
    assert 'href="#id_user"' in answer.content.decode()
    assert not Assessor.objects.exists()


def test_a_responsable_takes_a_seat_and_is_told_what_it_means(client_of, chloe, cycle):
    make_impact(cycle=cycle)
    make_run(cycle=cycle)
    client = client_of(chloe)
    assert "Prendre une place et coter à l’aveugle" in page_of(client)
    assert "avant d’avoir donné toutes les vôtres" in page_of(client)
    client.post("/exercice/panel/", {"user": chloe.pk})
    page = page_of(client)
    assert "Chloé Perrin" in page and "Prendre une place" not in page
    assert "Il vous reste 1 impact à coter" in client.get("/priorites/").content.decode()


def test_an_unused_seat_is_removed_and_a_used_one_is_not_offered(client_of, chloe, cycle):
    nadia, hugo = colleague(), colleague("Hugo", "EV-2")
    make_score(impact=make_impact(cycle=cycle), assessor=nadia)
    client = client_of(chloe)
    page = page_of(client)
    assert f"/exercice/panel/{hugo.pk}/retirer/" in page
    assert f"/exercice/panel/{nadia.pk}/retirer/" not in page
    answer = client.post(f"/exercice/panel/{hugo.pk}/retirer/", follow=True)
    assert "Hugo Cherif ne siège plus au panel." in answer.content.decode()
    assert client.post(f"/exercice/panel/{nadia.pk}/retirer/").status_code == 409
    assert list(Assessor.objects.all()) == [nadia]


# --- reminders


def test_one_click_queues_one_sending(client_of, chloe, cycle):
    nadia = colleague()
    client = client_of(chloe)
    for _click in range(2):
        answer = client.post("/exercice/rappels/?exercice=2026", {"seat": nadia.pk}, follow=True)
    assert "Un envoi est déjà en cours" in answer.content.decode()
    assert Job.objects.get().arguments == {"cycle": cycle.pk, "seat": nadia.pk}
    assert 'hx-get="/traitements/' in answer.content.decode()


def test_everyone_is_reminded_at_once(client_of, chloe, cycle):
    colleague()
    client_of(chloe).post("/exercice/rappels/")
    assert Job.objects.get().arguments == {"cycle": cycle.pk, "seat": None}


@pytest.mark.parametrize("seat", ["0", "abc", "٣", "9" * 5000, "-1"])
def test_a_seat_that_is_none_is_not_found(client_of, chloe, cycle, seat):
    assert client_of(chloe).post("/exercice/rappels/", {"seat": seat}).status_code == 404
    assert not Job.objects.exists()


def test_a_reminder_shows_its_day_and_rests(client_of, chloe, cycle):
    nadia = colleague()
    Reminder.objects.create(cycle=cycle, assessor=nadia, sent_at=timezone.now() - timedelta(hours=2))
    client = client_of(chloe)
    assert f'name="seat" value="{nadia.pk}"' not in page_of(client)
    assert client.post("/exercice/rappels/", {"seat": nadia.pk}).status_code == 409
    Reminder.objects.update(sent_at=timezone.now() - timedelta(hours=30))
    assert f'name="seat" value="{nadia.pk}"' in page_of(client)


def test_a_refused_message_is_told_beside_the_name(client_of, chloe, cycle):
    Reminder.objects.create(cycle=cycle, assessor=colleague(), failure="adresse refusée par le serveur")
    make_job(
        kind="remind_assessors",
        owner=chloe,
        state=JobState.FAILED,
        error="1 rappel envoyé. Non partis",
        arguments={"cycle": cycle.pk, "seat": None},
    )
    page = page_of(client_of(chloe))
    assert "adresse refusée par le serveur" in page
    assert "Non partis" in page and "Recommencer" in page


# --- cost


def test_cycle_page_keeps_its_query_budget(client_of, chloe, cycle):
    """Few or many people, impacts, scores, changes, reminders: the same queries."""

    def more():
        group = make_significance(cycle=cycle).stakeholder
        for number in range(12):
            person = make_assessor(f"M-{number}", user=make_user(f"P{number}", role=Role.RAPPORTEUR))
            impact = make_impact(cycle=cycle, stakeholder=group)
            history.change(make_score(impact=impact, assessor=person), by=person.user, scale=1)
            make_score(impact=impact)
            Reminder.objects.create(cycle=cycle, assessor=person, sent_at=timezone.now())

    more_now = colleague()
    history.change(make_score(impact=make_impact(cycle=cycle), assessor=more_now), by=chloe, scale=1)
    make_impact(cycle=cycle)
    make_run(cycle=cycle)
    assert_query_budget(client_of(chloe), URL, 15, more)

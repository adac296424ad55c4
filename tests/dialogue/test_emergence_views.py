"""The pages of what rises."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from dialogue.actions.emergence import compile_emergence, watch_theme
from dialogue.models import EmergenceVerdict, WatchedTheme
from iso26000.models import AssessmentCycle
from jobs.models import Job
from search.actions.index import index_waiting
from tests.factories.emergence import AS_OF, hear, make_reading, make_rising
from tests.support.queries import assert_query_budget

pytestmark = pytest.mark.django_db
LIST, THEME = "/dialogue/emergences/", "/dialogue/emergences/6.5.3/"
SignIn = Callable[[User], Client]


def page(client: Client, address: str = LIST) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# --- the list


def test_page_before_any_reading_says_how_to_get_one(
    client_of: SignIn, chloe: User, hana: User, cycle: AssessmentCycle
) -> None:
    assert "« Recalculer » le lance" in page(client_of(chloe)).replace("\u202f", " ")
    assert "Recalculer" not in page(client_of(hana))


def test_page_says_what_rises_how_sure_and_how_often_wrong(
    client_of: SignIn, fanny: User, cycle: AssessmentCycle
) -> None:
    make_rising(cycle)
    html = page(client_of(fanny))
    assert "Une attente monte" in html and "Prévention de la pollution" in html
    assert "Un hasard pareil se verrait une fois sur" in html
    assert "1\u202f000 exercices tirés au sort" in html
    assert "à examiner" in html
    assert "PFAS" not in html  # figures only: no sentence


def test_page_says_why_it_refuses_to_compare(client_of: SignIn, chloe: User, cycle: AssessmentCycle) -> None:
    hear(cycle, "6.5.3", window=3, before=3)
    compile_emergence(cycle=cycle, as_of=AS_OF)
    html = page(client_of(chloe))
    assert "Trop tôt pour comparer" in html and "3 trimestres avec des remontées" in html


def test_past_window_is_chosen_by_its_last_day(
    client_of: SignIn, chloe: User, cycle: AssessmentCycle
) -> None:
    make_rising(cycle)
    hear(cycle, "6.7.8", window=4)
    compile_emergence(cycle=cycle, as_of=date(2026, 9, 30))
    client = client_of(chloe)
    assert "au 30 septembre 2026" in page(client)
    assert "au 30 juin 2026" in page(client, f"{LIST}?periode=2026-06-30")
    assert "au 30 septembre 2026" in page(client, f"{LIST}?periode=n’importe")


def test_weak_signals_stand_apart(client_of: SignIn, chloe: User, cycle: AssessmentCycle) -> None:
    hear(cycle, "6.7.8", window=20, before=80)
    hear(cycle, "6.5.3", window=4, regions=("R53",))
    compile_emergence(cycle=cycle, as_of=AS_OF)
    html = page(client_of(chloe))
    assert "Aucune attente ne monte" in html
    assert html.index("Signaux faibles") < html.index("6.5.3 Prévention de la pollution")


def test_button_asks_the_worker(client_of: SignIn, bruno: User, cycle: AssessmentCycle) -> None:
    answer = client_of(bruno).post(f"{LIST}calculer/")
    assert answer.status_code == 302
    assert Job.objects.get().kind == "read_emergence"
    html = page(client_of(bruno))
    assert "En attente d’un worker" in html


def test_list_keeps_its_query_budget(client_of: SignIn, chloe: User, cycle: AssessmentCycle) -> None:
    make_rising(cycle)

    def more() -> None:
        for stems in ("pfa", "eau", "puit"):
            watch_theme(stems=stems, label=stems, by=None)
        hear(cycle, "6.8.6", window=9, text="Un automate répond.")
        hear(cycle, "6.4.4", window=9, text="Les aidants sont seuls.")
        compile_emergence(cycle=cycle, as_of=AS_OF)

    assert_query_budget(client_of(chloe), LIST, 15, more)


# --- one theme


def test_theme_shows_its_sentences_to_whoever_may_read_them(
    client_of: SignIn, chloe: User, hana: User, fanny: User, cycle: AssessmentCycle
) -> None:
    make_rising(cycle)
    for reader in (chloe, hana):
        assert page(client_of(reader), THEME).count("PFAS") == 8
    html = page(client_of(fanny), THEME)
    assert "PFAS" not in html and "votre rôle donne accès aux chiffres" in html


def test_theme_of_no_domain_shows_the_sentences_that_hold_it(
    client_of: SignIn, chloe: User, cycle: AssessmentCycle
) -> None:
    make_reading(cycle)
    hear(cycle, "6.7.8", window=2, text="Une téléconsultation.")
    index_waiting()
    html = page(client_of(chloe), "/dialogue/emergences/teleconsult/")
    assert html.count("Une téléconsultation.") == 2
    assert "Suivre ce thème" in html


def test_theme_keeps_its_query_budget(client_of: SignIn, bruno: User, cycle: AssessmentCycle) -> None:
    make_rising(cycle)

    def more() -> None:
        hear(cycle, "6.5.3", window=60)
        compile_emergence(cycle=cycle, as_of=AS_OF)

    assert_query_budget(client_of(bruno), THEME, 15, more)


def test_verdict_is_given_from_the_page_and_can_be_undone(
    client_of: SignIn, bruno: User, cycle: AssessmentCycle
) -> None:
    make_reading(cycle)
    client = client_of(bruno)
    answer = client.post(THEME, {"outcome": "dismissed", "reason": "Une seule commune."}, follow=True)
    html = answer.content.decode()
    assert "écartée" in html and "Une seule commune." in html and "Annuler" in html
    verdict = EmergenceVerdict.objects.get()
    assert (verdict.theme, verdict.window_ends_on, verdict.given_by) == ("6.5.3", AS_OF, bruno)
    assert "écartée" in page(client)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choisissez une suite."),
        ({"outcome": "explained"}, "Donnez le motif"),
        ({"outcome": "explained", "reason": " \u00a0"}, "Donnez le motif"),
        ({"outcome": "sometimes"}, "Sélectionnez un choix valide"),
        ({"outcome": "followed", "reason": "x" * 1001}, "1000"),
    ],
)
def test_incomplete_verdict_is_refused_and_nothing_is_lost(
    client_of: SignIn, bruno: User, cycle: AssessmentCycle, data: dict[str, str], message: str
) -> None:
    make_reading(cycle)
    answer = client_of(bruno).post(THEME, data)
    html = answer.content.decode().replace("\u202f", "")
    assert answer.status_code == 422
    assert message in html and html.count("<title>Erreur") == 1
    assert data.get("reason", "").strip() in html
    assert not EmergenceVerdict.objects.exists()


def test_two_verdicts_meet(client_of: SignIn, bruno: User, chloe: User, cycle: AssessmentCycle) -> None:
    make_reading(cycle)
    client_of(bruno).post(THEME, {"outcome": "followed", "reason": "Au conseil."})
    answer = client_of(chloe).post(THEME, {"outcome": "dismissed", "reason": "Un hasard."})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Au conseil." in html and "Un hasard." in html
    assert EmergenceVerdict.objects.get().outcome == "followed"


def test_verdict_is_withdrawn(client_of: SignIn, bruno: User, cycle: AssessmentCycle) -> None:
    make_reading(cycle)
    client = client_of(bruno)
    client.post(THEME, {"outcome": "followed"})
    client.post(f"{THEME}revoir/")
    assert not EmergenceVerdict.objects.exists()


def test_word_is_watched_then_dropped(client_of: SignIn, chloe: User, cycle: AssessmentCycle) -> None:
    make_reading(cycle)
    client = client_of(chloe)
    client.post("/dialogue/emergences/teleconsult/suivre/")
    assert WatchedTheme.objects.get().label == "téléconsultation"
    assert Job.objects.filter(kind="read_emergence").exists()
    assert "/dialogue/emergences/teleconsult/" not in page(client)  # adopted: the next reading counts it
    client.post("/dialogue/emergences/teleconsult/ne-plus-suivre/")
    assert not WatchedTheme.objects.exists()

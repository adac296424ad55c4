from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Territory, User
from iso26000.models import AssessmentCycle
from search.actions.index import index_waiting
from tests.factories.dialogue import make_feedback
from tests.factories.stakeholders import make_stakeholder
from tests.support.queries import assert_query_budget

pytestmark = pytest.mark.django_db
URL = "/recherche/"
SignIn = Callable[[User], Client]


def page(client: Client, **query: str) -> str:
    answer = client.get(URL, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_results_are_grouped_and_marked(client_of: SignIn, chloe: User, cycle: AssessmentCycle) -> None:
    make_feedback(cycle=cycle, text="Les dentistes <b>manquent</b>.")
    index_waiting()
    html = page(client_of(chloe), q="dentiste")
    assert "Les <mark>dentistes</mark> &lt;b&gt;manquent&lt;/b&gt;." in html
    assert "1 résultat pour «" in html


def test_what_was_typed_is_shown_as_text(client_of: SignIn, chloe: User, cycle: AssessmentCycle) -> None:
    html = page(client_of(chloe), q='<svg onload="x">')
    assert "<svg onload" not in html
    assert "&lt;svg onload" in html


def test_empty_page_teaches(client_of: SignIn, amel: User, cycle: AssessmentCycle) -> None:
    html = page(client_of(amel))
    assert "ces mots côte à côte" in html
    assert "Remontées" in html and "Parties prenantes\u202f" not in html


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("licorne", "Rien ne correspond à tous ces mots"),
        ("de la", "Ces mots sont dans presque toutes les phrases"),
        ("x" * 201, "au plus 200 caractères"),
    ],
)
def test_nothing_found_says_what_to_do(
    client_of: SignIn, chloe: User, cycle: AssessmentCycle, words: str, sentence: str
) -> None:
    assert sentence in page(client_of(chloe), q=words)


def test_texts_not_indexed_yet_are_announced(client_of: SignIn, chloe: User, cycle: AssessmentCycle) -> None:
    index_waiting()
    assert "quelques secondes" not in page(client_of(chloe), q="dentiste")
    make_feedback(cycle=cycle)
    assert "quelques secondes" in page(client_of(chloe), q="dentiste")


def test_kind_is_paged_and_beyond_the_end_is_the_last_page(
    client_of: SignIn, chloe: User, cycle: AssessmentCycle
) -> None:
    for n in range(45):
        make_feedback(cycle=cycle, text=f"Parking {n}.")
    index_waiting()
    html = page(client_of(chloe), q="parking")
    assert "Voir les 45 résultats" in html
    client = client_of(chloe)
    assert page(client, q="parking", genre="remontees").count("<mark>") == 20
    assert page(client, q="parking", genre="remontees", page="3").count("<mark>") == 5
    assert page(client, q="parking", genre="remontees", page="99999").count("<mark>") == 5
    assert page(client, q="parking", genre="remontees", page="-1").count("<mark>") == 20
    assert "Voir les 45" in page(client, q="parking", genre="inconnu")


@pytest.mark.parametrize("genre", ["", "remontees"])
def test_page_keeps_its_query_budget(
    client_of: SignIn, bruno: User, cycle: AssessmentCycle, bretagne: Territory, genre: str
) -> None:
    def more() -> None:
        for n in range(60):
            make_feedback(cycle=cycle, territory=bretagne, text=f"Parking {n} : santé, environnement.")
            make_stakeholder(label_fr=f"Parking et santé {n}")
        index_waiting()

    make_feedback(cycle=cycle, territory=bretagne, text="Parking et santé.")
    make_stakeholder(label_fr="Parking et santé")
    index_waiting()
    assert_query_budget(client_of(bruno), f"{URL}?q=sante&genre={genre}", 12, more)


def test_box_of_the_frame_leads_here(client_of: SignIn, chloe: User, cycle: AssessmentCycle) -> None:
    html = client_of(chloe).get("/").content.decode()
    assert f'action="{URL}"' in html and "data-search" in html
    assert f'href="{URL}"' in html

"""The inbox: what waits, filtered in the address, one text open; many at once, all or none."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine

from accounts.roles import Role
from dialogue.enums import FeedbackStatus
from dialogue.models import Feedback, FeedbackCoding
from tests.factories.accounts import give_role, make_user
from tests.factories.answers import make_contest
from tests.factories.dialogue import make_assembly, make_feedback, make_session
from tests.factories.iso26000 import the_domain
from tests.factories.stakeholders import make_stakeholder
from tests.support.queries import assert_query_budget

INBOX = "/dialogue/boite/"
BUDGET = 12
S = FeedbackStatus


@pytest.fixture
def local(bretagne):
    """Rapporteur of Bretagne only."""
    return make_user("Lise", "Local", role=Role.RAPPORTEUR, territory=bretagne)


def references(answer) -> list[str]:
    return [line.reference for line in answer.context["shelf"].lines]


def shown(client, query: str = "") -> list[str]:
    answer = client.get(INBOX + query)
    assert answer.status_code == 200
    return references(answer)


@pytest.fixture
def rows(cycle, bretagne, rhone_alpes, amel):
    group = make_stakeholder("SH77")
    common = {"cycle": cycle, "territory": bretagne}
    return [
        make_feedback(
            "R-OLD", **common, received_on=date(2026, 1, 10), text="Délais d’ÉTÉ trop longs", author=amel
        ),
        make_feedback("R-NEW", **common, received_on=date(2026, 5, 10), kind="idea", stakeholder=group),
        make_feedback("R-FAR", cycle=cycle, territory=rhone_alpes, received_on=date(2026, 3, 1)),
        make_feedback("R-CODED", **common, status=S.QUALIFIED, domains=(the_domain("6.7.8"),)),
        make_feedback("R-DONE", **common, status=S.CLOSED),
    ]


def test_what_waits_comes_first_the_oldest_first(rows, bruno, client_of):
    assert shown(client_of(bruno)) == ["R-OLD", "R-FAR", "R-NEW"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?etat=toutes", ["R-OLD", "R-FAR", "R-CODED", "R-DONE", "R-NEW"]),
        ("?etat=ouvertes", ["R-OLD", "R-FAR", "R-CODED", "R-NEW"]),
        ("?etat=qualified", ["R-CODED"]),
        ("?tri=recentes", ["R-NEW", "R-FAR", "R-OLD"]),
        ("?territoire=R84", ["R-FAR"]),
        ("?nature=idea", ["R-NEW"]),
        ("?partie=SH77", ["R-NEW"]),
        ("?domaine=6.7.8&etat=toutes", ["R-CODED"]),
        ("?domaine=6.7&etat=toutes", ["R-CODED"]),
        ("?domaine=sans", ["R-OLD", "R-FAR", "R-NEW"]),
        ("?q=delais+ete", ["R-OLD"]),
        ("?q=r-done", ["R-DONE"]),
        ("?etat=nimporte&territoire=ZZ", ["R-OLD", "R-FAR", "R-NEW"]),
        ("?q=%25", []),
    ],
)
def test_filters_live_in_the_address(rows, bruno, client_of, query, expected):
    found = shown(client_of(bruno), query)
    assert sorted(found) == sorted(expected)
    if "tri" in query:
        assert found == expected


@time_machine.travel(date(2026, 5, 20), tick=False)
def test_late_ones_are_marked_in_words_and_filtered(rows, bruno, client_of):
    client = client_of(bruno)
    assert shown(client, "?retard=lecture") == ["R-OLD", "R-FAR"]
    assert shown(client, "?retard=reponse") == ["R-OLD"]
    assert "lecture en retard de 115 jours" in client.get(INBOX).content.decode()


def test_contested_codings_are_found(rows, amel, bruno, client_of):
    make_contest(feedback=rows[3], by=amel)
    client = client_of(bruno)
    assert shown(client, "?contestee=on") == ["R-CODED"]
    page = client.get(f"{INBOX}?ouverte={rows[3].pk}").content.decode()
    assert "Je parlais du délai." in page


def test_other_territories_do_not_exist(rows, local, client_of):
    client = client_of(local)
    assert shown(client) == ["R-OLD", "R-NEW"]
    assert shown(client, "?territoire=R84") == []
    assert client.get(f"{INBOX}?ouverte={rows[2].pk}").status_code == 404
    for path in ("", "coder/", "rapprocher/", "masquer/", "etape/qualifier/"):
        assert client.get(f"/dialogue/remontees/{rows[2].pk}/{path}").status_code == 404
    merge = client.post(f"/dialogue/remontees/{rows[0].pk}/rapprocher/", {"reference": "R-FAR"})
    assert merge.status_code == 422
    assert "Aucune remontée" in merge.content.decode()


def test_a_delegate_here_who_is_rapporteur_there_qualifies_there_only(rows, bretagne, rhone_alpes, client_of):
    """S5: the right is tied to the scope of the object."""

    both = make_user("Zoé", "Deux", role=Role.DELEGATE, territory=bretagne)
    give_role(both, Role.RAPPORTEUR, territory=rhone_alpes)
    client = client_of(both)
    assert shown(client) == ["R-FAR"]
    assert client.get(f"/dialogue/remontees/{rows[0].pk}/").status_code == 200
    assert client.get(f"/dialogue/remontees/{rows[0].pk}/coder/").status_code == 403
    assert client.get(f"/dialogue/remontees/{rows[2].pk}/coder/").status_code == 200


@pytest.mark.parametrize("asked", ["x", "00000000-0000-4000-8000-000000000000"])
def test_an_unknown_one_is_not_found(rows, bruno, client_of, asked):
    assert client_of(bruno).get(f"{INBOX}?ouverte={asked}").status_code == 404


def test_the_open_one_keeps_its_filters_and_its_neighbours(rows, bruno, client_of):
    answer = client_of(bruno).get(f"{INBOX}?tri=recentes&ouverte={rows[2].pk}")
    assert answer.context["shelf"].position == 2
    for name, row in (("before_url", rows[1]), ("after_url", rows[0])):
        assert f"tri=recentes&ouverte={row.pk}#lecture" in answer.context[name]


def test_an_empty_inbox_says_what_to_do(cycle, bruno, client_of):
    page = client_of(bruno).get(INBOX).content.decode()
    assert "La boîte est vide" in page
    page = client_of(bruno).get(f"{INBOX}?q=rien").content.decode()
    assert "Aucune remontée ne passe ces filtres" in page


def test_inbox_budget(cycle, bretagne, bruno, amel, client_of):
    assembly = make_assembly(territory=bretagne)
    domains = [the_domain(code) for code in ("6.7.8", "6.6.6")]

    def more(count: int) -> None:
        for n in range(count):
            make_session(assembly=assembly, held_on=date(2026, 1, 1) + timedelta(days=n))
        made = Feedback.objects.bulk_create(
            Feedback(
                cycle=cycle,
                territory=bretagne,
                reference=f"N{uuid4()}",
                received_on=date(2026, 1, 1) + timedelta(days=n % 200),
                kind="question",
                text=f"Une question sur la cotisation numéro {n}",
            )
            for n in range(count)
        )
        FeedbackCoding.objects.bulk_create(
            FeedbackCoding(feedback=row, domain=domain, position=n)
            for row in made
            for n, domain in enumerate(domains)
        )

    more(2)
    elsewhere = make_feedback(cycle=cycle, territory=bretagne, status=S.CLOSED)
    make_contest(feedback=elsewhere, by=amel)
    client = client_of(bruno)
    assert_query_budget(client, INBOX, BUDGET, lambda: more(100))
    for query in (
        f"?ouverte={elsewhere.pk}",
        "?retard=reponse",
        "?etat=toutes&q=cotisation&domaine=6.7&page=3",
    ):
        assert_query_budget(client, INBOX + query, BUDGET, lambda: more(50))


def test_detail_budget(rows, bruno, amel, client_of):
    def more() -> None:
        for code in ("6.6.6", "4.3", "6.3.7"):
            FeedbackCoding.objects.create(feedback=rows[3], domain=the_domain(code))
        for n in range(5):
            make_feedback(f"M{n}", cycle=rows[3].cycle, merged_into=rows[3], status=S.ANSWERED)

    assert_query_budget(client_of(bruno), f"/dialogue/remontees/{rows[3].pk}/", 12, more)


# --- qualifying from the list


def test_validating_goes_to_the_next_one_and_is_undone(rows, bruno, client_of):
    FeedbackCoding.objects.create(feedback=rows[0], domain=the_domain("6.7.8"))
    client = client_of(bruno)
    answer = client.get(f"{INBOX}?ouverte={rows[0].pk}")
    done = client.post(
        f"/dialogue/remontees/{rows[0].pk}/etape/qualifier/",
        {"retour": answer.context["then"], "version": 1},
        follow=True,
    )
    assert done.context["shelf"].opened == rows[2]
    assert references(done) == ["R-FAR", "R-NEW"]
    assert "Annuler" in done.content.decode()


def test_validating_without_domain_says_so(rows, bruno, client_of):
    answer = client_of(bruno).post(f"/dialogue/remontees/{rows[0].pk}/etape/qualifier/", {"version": 1})
    assert answer.status_code == 422
    assert "Codez-la à un domaine" in answer.content.decode()


def test_a_refusal_without_reason_keeps_the_rest(cycle, bruno, client_of):
    waiting = make_feedback(cycle=cycle, status=S.UNDER_REVIEW)
    url = f"/dialogue/remontees/{waiting.pk}/etape/repondre/"
    client = client_of(bruno)
    refused = client.post(url, {"outcome": "declined", "text": "  ", "version": 1})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Dites pourquoi" in page
    assert 'value="declined"' in page
    assert Feedback.objects.get().status == S.UNDER_REVIEW
    assert (
        client.post(url, {"outcome": "declined", "text": "Hors de nos statuts.", "version": 1}).status_code
        == 302
    )
    assert client.post(url, {"outcome": "accepted", "text": "Oui.", "version": 1}).status_code == 409


def test_two_rapporteurs_meet_and_nothing_typed_is_lost(cycle, bruno, client_of):
    waiting = make_feedback(cycle=cycle, status=S.UNDER_REVIEW)
    Feedback.objects.update(version=2)
    answer = client_of(bruno).post(
        f"/dialogue/remontees/{waiting.pk}/etape/repondre/",
        {"outcome": "accepted", "text": "Ma réponse écrite.", "version": 1},
    )
    assert answer.status_code == 409
    assert "Ma réponse écrite." in answer.content.decode()


@pytest.mark.parametrize("away", ["//evil.example/", "https://evil.example", "javascript:alert(1)"])
def test_the_way_back_stays_in_the_portal(rows, bruno, client_of, away):
    answer = client_of(bruno).post(
        f"/dialogue/remontees/{rows[0].pk}/coder/", {"domain": the_domain("6.7.8").pk, "retour": away}
    )
    assert answer["Location"] == f"/dialogue/remontees/{rows[0].pk}/"


# --- many at once


def bulk(client, rows, **data):
    lines = [f"{row.pk}~{row.version}" for row in rows]
    return client.post("/dialogue/boite/ensemble/", {"ligne": lines, **data})


def test_bulk_names_its_count_and_is_undone(rows, bruno, client_of):
    client = client_of(bruno)
    picked = "&".join(f"remontee={row.pk}" for row in rows[:2])
    page = client.get(f"/dialogue/boite/ensemble/?{picked}").content.decode()
    assert "2 remontées choisies" in page
    assert "Traiter ces 2 remontées" in page
    done = bulk(client, rows[:2], act="coder", domain=the_domain("6.7.8").pk)
    assert done.status_code == 302
    assert FeedbackCoding.objects.filter(feedback__in=rows[:2]).count() == 2
    page = client.get(INBOX).content.decode()
    assert "2 remontées sont codées 6.7.8." in page
    undo = page.partition('action="/annuler/')[2].partition('"')[0]
    assert client.post(f"/annuler/{undo}").status_code == 302
    assert not FeedbackCoding.objects.filter(feedback__in=rows[:2]).exists()


def test_bulk_with_a_foreign_one_does_nothing_and_says_no_more(rows, local, client_of):
    client = client_of(local)
    answer = bulk(client, [rows[0], rows[2]], act="coder", domain=the_domain("6.7.8").pk)
    assert answer.status_code == 404
    assert "R-FAR" not in answer.content.decode()
    assert FeedbackCoding.objects.count() == 1
    assert client.get(f"/dialogue/boite/ensemble/?remontee={rows[2].pk}").status_code == 404


def test_bulk_refused_by_the_state_of_one_says_which(rows, bruno, client_of):
    answer = bulk(client_of(bruno), [rows[3], rows[4]], act="etudier")
    assert answer.status_code == 409
    assert "R-DONE" in answer.content.decode()
    assert Feedback.objects.get(reference="R-CODED").status == S.QUALIFIED


@pytest.mark.parametrize(
    ("data", "status", "told"),
    [
        ({"act": "coder"}, 422, "Choisissez un domaine."),
        ({"act": "repondre", "outcome": "declined"}, 422, "Dites pourquoi"),
        ({"act": "repondre", "text": "Oui."}, 422, "acceptée en partie ou refusée"),
        ({"act": "inventer"}, 422, "Sélectionnez un choix valide."),
        ({}, 422, "Ce champ est obligatoire."),
    ],
)
def test_a_bad_bulk_says_why(rows, bruno, client_of, data, status, told):
    answer = bulk(client_of(bruno), rows[:1], **data)
    assert answer.status_code == status
    assert told in answer.content.decode()


def test_answers_are_told_in_a_seance(cycle, bretagne, rhone_alpes, bruno, amel, client_of):
    session = make_session(assembly=make_assembly(territory=bretagne), held_on=date(2026, 5, 12))
    ready = make_feedback("R-READY", cycle=cycle, territory=bretagne, author=amel, status=S.ANSWERED)
    far = make_feedback("R-AWAY", cycle=cycle, territory=rhone_alpes, status=S.ANSWERED)
    client, url = client_of(bruno), f"/dialogue/seances/{session.pk}/restituer/"
    page = client.get(url).content.decode()
    assert "R-READY" in page
    assert "R-AWAY" not in page
    lines = [f"{row.pk}~1" for row in (ready, far)]
    assert client.post(url, {"ligne": lines}).status_code == 404
    assert Feedback.objects.get(pk=ready.pk).status == S.ANSWERED
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"ligne": lines[:1]}).status_code == 302
    assert ready.steps.get().session == session
    page = client_of(amel).get(f"/dialogue/remontees/{ready.pk}/").content.decode()
    assert "Restituée en séance le 12 mai 2026" in page

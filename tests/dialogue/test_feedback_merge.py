"""The same thing said twice: found, read side by side, answered once."""

from datetime import date, timedelta

import pytest

from accounts.actions import history
from dialogue.actions.merge import AlreadyAnswered, OtherCycle, SameFeedback, merge_feedback
from dialogue.enums import FeedbackStatus, Outcome
from dialogue.models import Feedback
from dialogue.queries.duplicates import CANDIDATES, lookalikes
from dialogue.queries.feedback_reading import FeedbackReading, with_codings
from tests.factories.answers import ANSWER, make_answered
from tests.factories.dialogue import make_feedback
from tests.factories.iso26000 import make_cycle, the_domain

ONE = "Les remboursements d’optique arrivent après trois semaines, les adhérents avancent l’argent."
OTHER = "Trois semaines pour un remboursement d’optique : l’adhérent avance l’argent."


@pytest.fixture
def pair(cycle, bretagne, amel):
    return (
        make_feedback("R-A", cycle=cycle, territory=bretagne, author=amel, text=ONE),
        make_feedback("R-B", cycle=cycle, territory=bretagne, author_code="D02", text=OTHER),
    )


def fresh(feedback):
    return Feedback.objects.select_related("merged_into", "cycle", "territory__parent").get(pk=feedback.pk)


def test_what_says_the_same_is_found_and_the_rest_is_not(cycle, bretagne, rhone_alpes, pair, bruno):
    make_feedback(cycle=cycle, territory=bretagne, text="Les horaires de l’agence ne conviennent à personne.")
    make_feedback(cycle=cycle, territory=rhone_alpes, text=OTHER)  # nothing in common but the words
    make_feedback(cycle=cycle, territory=bretagne, text=OTHER, received_on=date(2024, 3, 1))
    [found] = lookalikes(pair[0], bruno)
    assert found.feedback == pair[1]
    assert 0.34 <= found.alike < 1


def test_another_place_counts_when_the_domain_is_the_same(cycle, rhone_alpes, pair, bruno):
    far = make_feedback(cycle=cycle, territory=rhone_alpes, text=OTHER, domains=(the_domain("6.7.8"),))
    Feedback.objects.get(pk=pair[0].pk).codings.create(domain=the_domain("6.7.8"))
    assert far in {found.feedback for found in lookalikes(pair[0], bruno)}


def test_lookalikes_cost_one_query_however_many_lie_behind(
    cycle, bretagne, pair, bruno, django_assert_num_queries
):
    Feedback.objects.bulk_create(
        Feedback(
            cycle=cycle,
            territory=bretagne,
            reference=f"N{n}",
            received_on=date(2026, 3, 1) + timedelta(days=n % 20),
            kind="question",
            text=f"Autre sujet numéro {n}",
        )
        for n in range(CANDIDATES + 50)
    )
    bruno.access  # noqa: B018 – read once per request
    with django_assert_num_queries(1):
        lookalikes(pair[0], bruno)


def test_merging_keeps_words_authors_and_codings(pair, bruno, amel):
    one, other = pair
    merge_feedback(feedback=one, into=other, by=bruno)
    one = fresh(one)
    assert (one.status, one.merged_into, one.text, one.author) == ("answered", other, ONE, amel)
    step = one.steps.get()
    assert (step.outcome, step.by) == (Outcome.MERGED, bruno)
    assert fresh(other).status == FeedbackStatus.RECEIVED


def test_merging_is_undone_whole(cycle, pair, bruno):
    third = make_feedback(cycle=cycle, merged_into=pair[0], status="answered")
    operation = merge_feedback(feedback=pair[0], into=pair[1], by=bruno)
    assert fresh(third).merged_into == pair[1], "what it answered for follows"
    history.undo(operation, by=bruno)
    assert (fresh(pair[0]).status, fresh(pair[0]).merged_into) == ("received", None)
    assert fresh(third).merged_into == pair[0]
    assert not pair[0].steps.exists()


def test_merging_into_a_merged_one_goes_to_its_main(cycle, pair, bruno):
    main = make_answered(cycle=cycle)
    merge_feedback(feedback=pair[1], into=main, by=bruno)
    merge_feedback(feedback=pair[0], into=fresh(pair[1]), by=bruno)
    assert fresh(pair[0]).merged_into == main


def test_what_cannot_be_merged(cycle, pair, bruno):
    with pytest.raises(SameFeedback):
        merge_feedback(feedback=pair[0], into=pair[0], by=bruno)
    other_year = make_cycle("2027", opened_on=date(2027, 1, 4))
    with pytest.raises(OtherCycle):
        merge_feedback(feedback=pair[0], into=make_feedback(cycle=other_year), by=bruno)
    with pytest.raises(AlreadyAnswered):
        merge_feedback(feedback=make_answered(cycle=cycle), into=pair[0], by=bruno)


def test_each_author_reads_the_answer_of_the_other(cycle, pair, amel, bruno):
    main = make_answered("R-MAIN", cycle=cycle, text="CANARI-AUTRE")
    merge_feedback(feedback=pair[0], into=main, by=bruno)
    reading = FeedbackReading(with_codings(Feedback.objects).get(pk=pair[0].pk), amel, {})
    assert [stage.text for stage in reading.path if stage.told_by] == [ANSWER]
    assert reading.is_answered


def test_the_page_of_the_author_shows_the_answer_and_not_the_other_sentence(
    cycle, pair, amel, bruno, rhone_alpes, client_of
):
    main = make_answered("R-MAIN", cycle=cycle, text="CANARI-AUTRE", territory=rhone_alpes)
    merge_feedback(feedback=pair[0], into=main, by=bruno)
    page = client_of(amel).get(f"/dialogue/remontees/{pair[0].pk}/").content.decode()
    assert ANSWER in page
    assert "CANARI-AUTRE" not in page


def test_merge_page_compares_and_merges(pair, bruno, client_of):
    client = client_of(bruno)
    url = f"/dialogue/remontees/{pair[0].pk}/rapprocher/"
    page = client.get(url).content.decode()
    assert "Rapprocher R-A de R-B" in page
    assert client.post(url, {"reference": "r-b", "version": 1}).status_code == 302
    assert fresh(pair[0]).merged_into == pair[1]


@pytest.mark.parametrize(
    ("reference", "status", "told"),
    [
        ("", 422, "Donnez la référence"),
        ("R-NONE", 422, "Aucune remontée de cet exercice"),
        ("R-A", 422, "ne se rapproche pas d’elle-même"),
    ],
)
def test_a_bad_merge_says_why(pair, bruno, client_of, reference, status, told):
    url = f"/dialogue/remontees/{pair[0].pk}/rapprocher/"
    answer = client_of(bruno).post(url, {"reference": reference})
    assert answer.status_code == status
    assert told in answer.content.decode()
    assert fresh(pair[0]).merged_into is None

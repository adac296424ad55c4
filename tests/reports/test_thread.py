"""The thread, by either end, as far as each person may read."""

from datetime import date

import pytest
from django.utils import timezone

from dialogue.enums import FeedbackStatus, Felt
from dialogue.models import EffectCheck, FeedbackStep
from tests.factories.commitments import (
    make_action,
    make_axis,
    make_draft,
    make_indicator,
    make_published,
    make_sample,
)
from tests.factories.dialogue import make_feedback, make_vote
from tests.factories.iso26000 import the_domain
from tests.factories.priorities import make_run
from tests.factories.stakeholders import make_impact
from tests.support.queries import assert_query_budget


@pytest.fixture
def domain(standard):
    return the_domain("6.7.8")


@pytest.fixture
def sentence(cycle, bretagne, amel, domain):
    return make_feedback(
        cycle=cycle,
        territory=bretagne,
        author=amel,
        text="Le dentiste est à quarante minutes.",
        domains=(domain,),
    )


@pytest.fixture
def work(cycle, domain, chloe, fanny):
    """An axis of the domain, published with an action and an indicator that moved."""
    draft = make_draft(cycle=cycle, by=chloe)
    axis = make_axis(cycle=cycle, domain=domain.code, title="Rapprocher les soins")
    action = make_action(axis=axis, code="A-001", title="Ouvrir une permanence dentaire")
    indicator = make_indicator(
        commitment=axis.commitment, axis=axis, code="IND-01", label="Trajet médian", unit="min", target=20,
        target_on=date(2027, 12, 31),
    )  # fmt: skip
    make_sample(indicator=indicator, on=date(2026, 10, 1), value=31)
    make_published(cycle=cycle, by=chloe, decider=fanny, draft=draft)
    return action


def stages(answer):
    assert answer.status_code == 200, answer.status_code
    return {stage.key: stage for stage in answer.context["thread"].stages}


def titles(stage):
    return [plain(card.title) for card in stage.cards]


def plain(text):
    """With ordinary spaces."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


def of(sentence):
    return f"/fil/remontees/{sentence.pk}/"


def test_author_follows_the_sentence_to_its_effect_and_back(client_of, amel, cycle, sentence, work, domain):
    now = timezone.now()
    FeedbackStep.objects.create(
        feedback=sentence, status=FeedbackStatus.ANSWERED, outcome="accepted", text="Une permanence ouvre."
    )
    EffectCheck.objects.create(
        feedback=sentence, question="La permanence est-elle connue ?", answer=Felt.YES, answered_at=now
    )
    found = stages(client_of(amel).get(of(sentence)))
    assert titles(found["heard"]) == ["« Le dentiste est à quarante minutes. »"]
    assert titles(found["coded"]) == [domain.label]
    assert titles(found["committed"])[-1] == "Rapprocher les soins"
    assert titles(found["done"]) == ["Ouvrir une permanence dentaire"]
    assert titles(found["measured"]) == ["Trajet médian"]
    assert "31 min" in plain(found["measured"].cards[0].note)
    assert titles(found["felt"]) == ["La permanence est-elle connue ?"]
    assert titles(found["answered"]) == ["Une permanence ouvre."]
    client = client_of(amel)
    for stage in found.values():
        for card in stage.cards:
            if card.url:
                assert client.get(card.url).status_code == 200, card.url


def test_delegate_reads_neither_scores_nor_ranks_of_an_open_cycle(client_of, amel, cycle, sentence, domain):
    make_impact(cycle=cycle, domain=domain)
    make_run(cycle=cycle)
    found = stages(client_of(amel).get(of(sentence)))
    assert not found["weighed"].cards and "clôture" in found["weighed"].empty
    assert not found["ranked"].cards


def test_team_reads_counts_and_never_a_score(client_of, bruno, cycle, sentence, domain):
    make_impact(cycle=cycle, domain=domain)
    make_vote(cycle=cycle, domain=domain)
    found = stages(client_of(bruno).get(of(sentence)))
    assert plain(found["weighed"].cards[0].note) == "1 impact · 0 coté · 1 vote d’importance"


def test_draft_of_the_referentiel_is_not_in_the_thread_of_a_delegate(
    client_of, amel, chloe, cycle, sentence, domain
):
    make_draft(cycle=cycle, by=chloe)
    make_action(axis=make_axis(cycle=cycle, domain=domain.code), title="CANARI")
    assert "CANARI" not in client_of(amel).get(of(sentence)).content.decode()
    assert "CANARI" in client_of(chloe).get(of(sentence)).content.decode()


def test_sentence_of_another_territory_has_no_thread(client_of, david, sentence):
    assert client_of(david).get(of(sentence)).status_code == 404


def test_other_end_leads_back_to_the_sentences_that_one_reads(
    client_of, amel, david, cycle, sentence, work, rhone_alpes, domain
):
    make_feedback(cycle=cycle, territory=rhone_alpes, text="Ailleurs.", domains=(domain,))
    for address in (
        "/fil/actions/A-001/",
        "/fil/indicateurs/IND-01/",
        "/fil/engagements/ENG6/",
        "/fil/domaines/6.7.8/",
    ):
        mine = titles(stages(client_of(amel).get(address))["heard"])
        assert mine == ["« Le dentiste est à quarante minutes. »"], address
        assert titles(stages(client_of(david).get(address))["heard"]) == ["« Ailleurs. »"]


def test_thread_says_how_far_it_goes(client_of, amel, sentence):
    answer = client_of(amel).get(of(sentence))
    assert "2 étapes sur 10" in plain(answer.content.decode())


def test_sentence_without_a_domain_has_a_thread_too(client_of, amel, cycle, bretagne):
    bare = make_feedback(cycle=cycle, territory=bretagne, author=amel, text="Bonjour.")
    found = stages(client_of(amel).get(of(bare)))
    assert found["coded"].empty == "Pas encore rattachée à un domaine."


def test_thread_costs_the_same_with_many_rows(client_of, chloe, cycle, work, domain):
    def more() -> None:
        for _each in range(3):
            make_feedback(cycle=cycle, domains=(domain,))
            make_impact(cycle=cycle, domain=domain)
            make_action(axis=work.axis)

    more()
    assert_query_budget(client_of(chloe), "/fil/domaines/6.7.8/", 18, more)

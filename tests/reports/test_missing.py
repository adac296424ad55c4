"""« Ce qui manque » on the page of a domain: for whoever may mend it, and with what they gave themselves."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from accounts.actions import history
from iso26000.enums import EvidenceKind, PracticeAnswer
from stakeholders.enums import Polarity
from tests.factories.dialogue import make_vote
from tests.factories.iso26000 import make_assessor, make_cycle, make_evidence, make_practice, the_domain
from tests.factories.priorities import make_criterion, make_run
from tests.factories.stakeholders import make_impact, make_score, make_significance, make_stakeholder

DOMAIN = "/norme/domaines/6.7.8/"


def page_of(client, query: str = "") -> str:
    page = client.get(DOMAIN + query).content.decode()
    assert "!!undefined" not in page
    return page


def lacking(page: str) -> str:
    """The section « Ce qui manque »; empty when it is not shown."""
    return page.split('id="manque"', 1)[1].split("</section>", 1)[0] if 'id="manque"' in page else ""


@pytest.fixture
def group(cycle):
    return make_significance(
        cycle=cycle, stakeholder=make_stakeholder("SH-A", label_fr="Adhérents")
    ).stakeholder


@pytest.fixture
def domain(standard):
    return the_domain("6.7.8")


def test_an_empty_domain_lacks_everything(client_of, chloe, cycle, group):
    said = lacking(page_of(client_of(chloe)))
    for words in (
        "pour Adhérents",
        "Personne n’a encore donné de niveau de pratique",
        "Aucun groupe n’a voté",
        "Aucun critère de priorité n’est fixé",
    ):
        assert words in said


def test_a_documented_domain_lacks_nothing(client_of, chloe, cycle, group, domain):
    make_score(impact=make_impact(cycle=cycle, domain=domain, stakeholder=group))
    make_practice(cycle=cycle, domain=domain, level=2)
    make_evidence(cycle=cycle, domain=domain)
    make_vote(cycle=cycle, domain=domain, stakeholder=group)
    make_criterion(cycle=cycle, domain=domain)
    assert "Rien de ce que vous pouvez apporter." in lacking(page_of(client_of(chloe)))


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_what_is_said_of_a_part_counts_for_its_group(client_of, chloe, cycle, group, domain, depth):
    part = group
    for _level in range(depth):
        part = make_stakeholder(parent=part)
    make_impact(cycle=cycle, domain=domain, stakeholder=part, polarity=Polarity.NONE)
    make_vote(cycle=cycle, domain=domain, stakeholder=part)
    said = lacking(page_of(client_of(chloe)))
    assert "Adhérents" not in said
    assert "Aucun groupe n’a voté" not in said


def test_silent_groups_are_named_and_the_many_are_counted(client_of, chloe, cycle, group, domain):
    others = [make_significance(cycle=cycle).stakeholder for _number in range(6)]
    make_vote(cycle=cycle, domain=domain, stakeholder=group)
    said = lacking(page_of(client_of(chloe)))
    assert others[0].label in said
    assert "3 autres" in said  # seven groups without impact, four named
    assert "2 autres" in said  # six without a vote


def test_evidence_says_the_piece_that_lifts_the_level(client_of, chloe, cycle, domain):
    make_practice(cycle=cycle, domain=domain, level=4)
    client = client_of(chloe)
    for kind, value, piece in (
        (None, "", "un document"),
        (EvidenceKind.DOCUMENT, "", "un indicateur avec une valeur"),
        (EvidenceKind.INDICATOR, "12 %", "une tendance sur deux ans ou une revue externe"),
    ):
        if kind:
            make_evidence(cycle=cycle, domain=domain, kind=kind, value=value)
        assert piece in lacking(page_of(client))
    make_evidence(cycle=cycle, domain=domain, kind=EvidenceKind.TREND)
    assert "Les preuves tiennent" not in lacking(page_of(client))


def test_a_domain_set_aside_lacks_nothing(client_of, chloe, cycle, group, domain):
    make_practice(cycle=cycle, domain=domain, answer=PracticeAnswer.NOT_APPLICABLE, reason="Sans objet.")
    assert "non applicable, avec motif" in lacking(page_of(client_of(chloe)))


def test_a_domain_set_aside_by_others_is_told_once_i_answered(client_of, bruno, cycle, group, domain):
    aside = {
        "cycle": cycle,
        "domain": domain,
        "answer": PracticeAnswer.NOT_APPLICABLE,
        "reason": "Sans objet.",
    }
    make_practice(**aside)
    assert "non applicable" not in page_of(client_of(bruno))
    make_practice(**aside, assessor=make_assessor("RSE-01", user=bruno))
    assert "non applicable, avec motif" in lacking(page_of(client_of(bruno)))


def test_an_assessor_reads_what_is_theirs_to_give(client_of, bruno, cycle, group, domain):
    me = make_assessor("RSE-01", user=bruno)
    mine, left = (make_impact(cycle=cycle, domain=domain, stakeholder=group) for _number in range(2))
    make_score(impact=mine, assessor=me, scale=5, scope=4, irremediability=2, likelihood=None)
    make_score(impact=left)
    make_practice(cycle=cycle, domain=domain, level=2)
    client = client_of(bruno)
    said = lacking(page_of(client))
    assert "1 impact attend votre cotation." in said
    assert "Vous n’avez pas donné de niveau de pratique." in said
    assert "voté" not in said  # votes are the responsable's to enter
    make_practice(cycle=cycle, domain=domain, assessor=me, level=3)
    page = page_of(client)
    assert "Vous n’avez pas donné" not in page
    assert "3 sur 4." in page
    assert "ampleur 5, étendue 4, irrémédiabilité 2." in page
    assert page.count("Votre cotation") == 1


def test_own_draft_is_shown_and_opens_nothing(client_of, bruno, cycle, domain):
    impact = make_impact(cycle=cycle, domain=domain)
    make_score(impact=impact, scale=1, scope=1, irremediability=1)
    make_score(
        impact=impact, assessor=make_assessor("RSE-01", user=bruno), scale=5, scope=None, irremediability=None,
        likelihood=None,
    )  # fmt: skip
    page = page_of(client_of(bruno))
    assert "ampleur 5." in page
    assert "quand vous aurez donné votre cotation" in page
    assert "médiane" not in page


@pytest.mark.parametrize("who", ["amel", "fanny", "hana"])
def test_who_cannot_mend_anything_reads_no_list_of_things_to_do(request, client_of, cycle, group, who):
    assert lacking(page_of(client_of(request.getfixturevalue(who)))) == ""


def test_a_closed_cycle_has_nothing_to_mend(client_of, chloe, standard):
    make_significance(cycle=make_cycle("2025", closed_on=date(2025, 12, 19)))
    assert "L’exercice est clos" in lacking(page_of(client_of(chloe), "?exercice=2025"))


def test_whoever_still_scores_reads_why_no_rank_is_shown(client_of, bruno, cycle, domain):
    make_impact(cycle=cycle, domain=domain)
    make_run(cycle=cycle)
    assert "quand vous aurez tout coté" in page_of(client_of(bruno))


def test_the_rank_says_what_changed_in_the_domain_since(client_of, chloe, cycle, domain):
    scores = [make_score(impact=make_impact(cycle=cycle, domain=domain)) for _number in range(3)]
    other = make_score(impact=make_impact(cycle=cycle, domain=the_domain("6.4.4")))
    evidence = make_evidence(cycle=cycle, domain=domain)
    make_run(cycle=cycle, compiled_at=datetime(2026, 3, 12, 10, tzinfo=UTC))
    client = client_of(chloe)
    assert "rien n’a changé dans ce domaine depuis" in page_of(client)
    with time_machine.travel("2026-04-01"):
        for score in (*scores, scores[0], other):
            history.change(score, by=chloe, scale=1 if score.scale == 3 else 2)
        history.change(evidence, by=chloe, label="Précisée")
    page = page_of(client)
    assert "3 cotations, 1 preuve." in page
    assert "12 mars 2026" in page

"""« Contrôles avant clôture »: each check finds its own trouble, names it and leads to the page that mends it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import history
from accounts.models import JournalEntry
from accounts.models.mandate import Body, Mandate
from dialogue.enums import FeedbackStatus
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.enums import CycleState, EvidenceKind, FindingKind, PracticeAnswer
from reports.actions.closing import CycleHasErrors, WarningsNotAccepted, close_cycle
from reports.queries.checks import CHECKS, Level, checks_of
from reports.queries.checks.registry import check
from stakeholders.enums import Polarity
from tests.factories.dialogue import make_feedback, make_vote
from tests.factories.iso26000 import make_assessor, make_cycle, make_evidence, make_practice, the_domain
from tests.factories.practice import expired, make_carried, make_file, make_finding, make_validation
from tests.factories.priorities import make_criterion, make_run
from tests.factories.stakeholders import make_impact, make_score, make_significance, make_stakeholder
from tests.support.pages import said
from tests.support.queries import assert_query_budget

URL = "/exercice/controles/"


def found(cycle, key: str, user=None):
    """The trouble of one check; None when it finds nothing."""
    return next((trouble for trouble in checks_of(cycle, user).troubles if trouble.key == key), None)


def names(cycle, key: str, user=None) -> list[str]:
    trouble = found(cycle, key, user)
    return [item.label for item in trouble.shown] if trouble else []


@pytest.fixture
def group(cycle):
    return make_significance(cycle=cycle).stakeholder


def test_there_are_enough_checks_of_each_level():
    levels = [each.level for each in CHECKS.values()]
    assert len(levels) >= 20
    assert {level: levels.count(level) > 2 for level in Level} == dict.fromkeys(Level, True)


def test_check_is_registered_once():
    with pytest.raises(ValueError, match="twice"):
        check(Level.HINT, str, "home")(CHECKS["no_ranking"].find)


def test_every_trouble_leads_to_a_page_that_answers(client_of, chloe, cycle, amel, bretagne):
    """Everything wrong at once: each link of the page opens."""
    _ruin(cycle, amel, bretagne)
    client = client_of(chloe)
    report = checks_of(cycle, chloe)
    assert len(report.troubles) > 20
    for trouble in report.troubles:
        for to in (trouble.room, *(item.mend for item in trouble.shown)):
            assert client.get(to.url).status_code == 200, f"{trouble.key}: {to.url}"


def test_page_tells_each_sentence_with_its_number(client_of, chloe, cycle):
    make_significance(cycle=cycle, power=None)
    page = said(client_of(chloe).get(URL))
    assert "Aucune partie prenante n’a de poids" in page
    assert "1 partie prenante n’a pas de poids" in page
    assert "Clore l’exercice" not in page  # there are errors


def test_page_shows_five_things_and_says_how_many_more(client_of, chloe, cycle):
    page = said(client_of(chloe).get(URL))
    assert "45 domaines n’ont pas de niveau de pratique" in page
    assert "et 40 autres" in page


def test_summary_is_a_part_of_the_page(client_of, chloe, cycle):
    client = client_of(chloe)
    part = client.get(URL, headers={"HX-Request": "true"}).content.decode()
    assert part.strip() in client.get(URL).content.decode()
    assert "<html" not in part


def test_page_of_the_cycle_leads_to_the_checks_and_asks_for_their_summary(client_of, chloe, cycle):
    page = client_of(chloe).get("/exercice/").content.decode()
    assert 'hx-get="/exercice/controles/?exercice=2026"' in page
    assert 'href="/exercice/controles/?exercice=2026"' in page


def test_expired_evidence_is_told_on_the_page_of_its_domain(client_of, hana, cycle):
    make_evidence(cycle=cycle, label="Charte 2023", expires_on=expired())
    assert "expirée : ne compte plus" in said(client_of(hana).get("/norme/domaines/6.7.8/"))


# --- registry, impacts, scores


def test_no_group_has_weight(cycle):
    unknown = make_significance(cycle=cycle, urgency=None)
    assert found(cycle, "no_group_has_weight")
    assert names(cycle, "groups_without_weight") == [unknown.stakeholder.label]
    make_significance(cycle=cycle)
    assert not found(cycle, "no_group_has_weight")
    assert found(cycle, "groups_without_weight").count == 1


def test_none_contradicted(cycle, group):
    none = make_impact(
        cycle=cycle, stakeholder=group, polarity=Polarity.NONE, nature="", declared_by=make_assessor()
    )
    assert not found(cycle, "none_contradicted")
    make_impact(cycle=cycle, stakeholder=make_stakeholder())
    assert not found(cycle, "none_contradicted")
    make_impact(cycle=cycle, stakeholder=group)
    assert names(cycle, "none_contradicted") == [none.code]


def test_groups_never_looked_at(cycle, group):
    assert names(cycle, "groups_never_looked_at") == [group.label]
    make_impact(cycle=cycle, stakeholder=make_stakeholder(parent=group))  # a sub-group counts for its group
    assert not found(cycle, "groups_never_looked_at")


def test_domains_without_impact(cycle, group, amel, bretagne):
    assert found(cycle, "domains_without_impact").count == 45
    make_impact(cycle=cycle, stakeholder=group)
    make_practice(
        cycle=cycle, domain=the_domain("6.3.4"), answer=PracticeAnswer.NOT_APPLICABLE, reason="Non."
    )
    assert found(cycle, "domains_without_impact").count == 43
    make_feedback(cycle=cycle, territory=bretagne, author=amel, domains=(the_domain("6.4.4"),))
    assert found(cycle, "domains_without_impact").count == 42
    assert names(cycle, "domains_heard_without_impact") == [str(the_domain("6.4.4"))]


def test_domains_positive_only(cycle, group):
    make_impact(cycle=cycle, stakeholder=group, polarity=Polarity.POSITIVE)
    assert names(cycle, "domains_positive_only") == [str(the_domain())]
    make_impact(cycle=cycle, stakeholder=group)
    assert not found(cycle, "domains_positive_only")


def test_impacts_without_score_then_scored_alone(cycle, group):
    impact = make_impact(cycle=cycle, stakeholder=group)
    assert names(cycle, "impacts_without_score") == [impact.code]
    make_score(impact=impact, rationale="Vu.")
    assert not found(cycle, "impacts_without_score")
    assert names(cycle, "impacts_scored_alone") == [impact.code]
    make_score(impact=impact, irremediability=None)  # a draft is no second opinion
    assert names(cycle, "impacts_scored_alone") == [impact.code]
    make_score(impact=impact, rationale="Vu aussi.")
    assert not found(cycle, "impacts_scored_alone")


def test_scores_without_rationale(cycle, group):
    impact = make_impact(cycle=cycle, stakeholder=group)
    make_score(impact=impact, rationale="Vu.")
    assert not found(cycle, "scores_without_rationale")
    make_score(impact=impact, rationale="")
    assert names(cycle, "scores_without_rationale") == [impact.code]


def test_panel_unbalanced(cycle, group):
    impacts = [make_impact(cycle=cycle, stakeholder=group) for _each in range(4)]
    diligent = [make_assessor(f"D{number}") for number in range(3)]
    for seat in diligent:
        for impact in impacts:
            make_score(impact=impact, assessor=seat)
    assert not found(cycle, "panel_unbalanced")
    make_score(impact=impacts[0], assessor=make_assessor("LEGER"))
    assert names(cycle, "panel_unbalanced") == ["LEGER"]


# --- practice


def test_not_applicable_without_reason(cycle):
    make_practice(cycle=cycle, answer=PracticeAnswer.NOT_APPLICABLE, reason="Sans objet.")
    assert not found(cycle, "not_applicable_without_reason")
    make_practice(cycle=cycle, answer=PracticeAnswer.NOT_APPLICABLE, reason=" ")
    assert names(cycle, "not_applicable_without_reason") == [str(the_domain())]


def test_levels_moved_since_validation(cycle, chloe):
    make_practice(cycle=cycle, level=2)
    make_evidence(cycle=cycle)
    make_validation(cycle=cycle, by=chloe, level=2)
    assert not found(cycle, "levels_moved_since_validation")
    make_practice(cycle=cycle, level=1)
    assert names(cycle, "levels_moved_since_validation") == [str(the_domain())]


def test_levels_missing(cycle):
    assert found(cycle, "levels_missing").count == 45
    make_practice(cycle=cycle)
    make_practice(
        cycle=cycle, domain=the_domain("6.3.4"), answer=PracticeAnswer.NOT_APPLICABLE, reason="Non."
    )
    make_practice(cycle=cycle, domain=the_domain("6.3.5"), answer=PracticeAnswer.UNKNOWN)
    assert found(cycle, "levels_missing").count == 43


def test_levels_given_alone(cycle):
    make_practice(cycle=cycle)
    make_practice(cycle=cycle, answer=PracticeAnswer.UNKNOWN)
    assert names(cycle, "levels_given_alone") == [str(the_domain())]
    make_practice(cycle=cycle)
    assert not found(cycle, "levels_given_alone")


def test_levels_above_evidence(cycle):
    make_practice(cycle=cycle, level=2)
    assert names(cycle, "levels_above_evidence") == [str(the_domain())]
    make_evidence(cycle=cycle)
    assert not found(cycle, "levels_above_evidence")


def test_checks_give_nothing_away_to_whoever_has_still_to_answer(cycle, chloe):
    """A level above its evidence would tell the median of the others (ADR 0013)."""
    for level in (4, 0):
        make_practice(cycle=cycle, level=level)
    make_practice(cycle=cycle, answer=PracticeAnswer.NOT_APPLICABLE, reason="Non.")
    keys = ("levels_above_evidence", "experts_far_apart", "not_applicable_contested")
    assert all(found(cycle, key, chloe) for key in keys)
    seat = make_assessor("RSE-02", user=chloe)
    chloe.assessor = seat
    assert not any(found(cycle, key, chloe) for key in keys)
    make_practice(cycle=cycle, assessor=seat, level=4)
    assert all(found(cycle, key, chloe) for key in keys)


def test_not_applicable_contested(cycle):
    make_practice(cycle=cycle, answer=PracticeAnswer.NOT_APPLICABLE, reason="Non.")
    assert not found(cycle, "not_applicable_contested")
    make_practice(cycle=cycle)
    assert names(cycle, "not_applicable_contested") == [str(the_domain())]


def test_levels_not_validated(cycle, chloe):
    make_practice(cycle=cycle)
    assert names(cycle, "levels_not_validated") == [str(the_domain())]
    make_validation(cycle=cycle, by=chloe)
    assert not found(cycle, "levels_not_validated")


def test_evidence_that_expired_or_soon_will(cycle):
    make_evidence(cycle=cycle, label="Hier", expires_on=expired())
    make_evidence(cycle=cycle, label="Aujourd’hui", expires_on=timezone.localdate())
    make_evidence(cycle=cycle, label="Plus tard", expires_on=timezone.localdate() + timedelta(days=31))
    assert names(cycle, "evidence_expired") == ["6.7.8 Hier"]
    assert names(cycle, "evidence_expiring") == ["6.7.8 Aujourd’hui"]


def test_documents_without_file_and_indicators_without_value(cycle):
    make_file(evidence=make_evidence(cycle=cycle, label="Avec"))
    make_evidence(cycle=cycle, label="Sans")
    make_evidence(cycle=cycle, label="Part", kind=EvidenceKind.INDICATOR)
    make_evidence(cycle=cycle, label="Taux", kind=EvidenceKind.INDICATOR, value="71 %")
    assert names(cycle, "documents_without_file") == ["6.7.8 Sans"]
    assert names(cycle, "indicators_without_value") == ["6.7.8 Part"]


def test_gaps_without_owner(cycle, bruno):
    make_finding(cycle=cycle, kind=FindingKind.STRENGTH)
    make_finding(cycle=cycle, kind=FindingKind.GAP, root_cause="Personne n’en est chargé.", owner=bruno)
    assert not found(cycle, "gaps_without_owner")
    make_finding(cycle=cycle, kind=FindingKind.GAP, root_cause="Pas de budget.")
    assert names(cycle, "gaps_without_owner") == [str(the_domain())]


def test_experts_far_apart(cycle):
    make_practice(cycle=cycle, level=1)
    make_practice(cycle=cycle, level=3)
    assert not found(cycle, "experts_far_apart")
    make_practice(cycle=cycle, level=4)
    assert names(cycle, "experts_far_apart") == [str(the_domain())]


# --- votes and words


def test_groups_never_heard_then_under_five(cycle, group):
    assert names(cycle, "groups_never_heard") == [group.label]
    for number in range(4):
        make_vote(cycle=cycle, stakeholder=group, respondent=f"P-{number}")
        make_vote(cycle=cycle, stakeholder=group, respondent=f"P-{number}", domain=the_domain("6.3.4"))
    assert not found(cycle, "groups_never_heard")
    assert names(cycle, "votes_under_the_least") == [group.label]  # eight votes, but four people
    make_vote(cycle=cycle, stakeholder=group, respondent="P-5")
    assert not found(cycle, "votes_under_the_least")
    assert found(cycle, "votes_missing").count == 43


def test_feedback_uncoded_and_unanswered(cycle, amel, bretagne):
    make_feedback(cycle=cycle, territory=bretagne, author=amel, domains=(the_domain(),))
    make_feedback(cycle=cycle, territory=bretagne, author=amel, status=FeedbackStatus.CLOSED)
    make_feedback(cycle=make_cycle(opened_on=date(2020, 1, 1)), territory=bretagne, author=amel)
    assert found(cycle, "feedback_uncoded").count == 1
    assert found(cycle, "feedback_unanswered").count == 1


def test_mandates_ending(cycle, bretagne, bruno):
    today = timezone.localdate()
    for days in (-1, 30, 91):
        Mandate.objects.create(
            user=bruno,
            role="delegate",
            body=Body.ASSEMBLY,
            territory=bretagne,
            starts_on=today - timedelta(days=400 + days),
            ends_on=today + timedelta(days=days),
        )
    assert found(cycle, "mandates_ending").count == 1


# --- criteria, baseline, ranking


def test_criteria_missing(cycle):
    make_criterion(cycle=cycle)
    assert found(cycle, "criteria_missing").count == 44


def test_carried_to_confirm(cycle):
    past = make_cycle("2025", opened_on=date(2025, 1, 6), closed_on=date(2025, 12, 19))
    assert not found(cycle, "carried_to_confirm")
    make_carried(cycle=cycle, row=make_practice(cycle=past))
    assert found(cycle, "carried_to_confirm").count == 1


def test_ranking_missing_then_older_than_the_data(cycle, group, chloe):
    assert found(cycle, "no_ranking")
    impact = make_impact(cycle=cycle, stakeholder=group)
    make_run(cycle=cycle)
    assert not found(cycle, "no_ranking") and not found(cycle, "ranking_older_than_data")
    history.change(impact, by=chloe, description="Précisé.")
    assert names(cycle, "ranking_older_than_data") == ["1 impact"]


def test_ranking_that_counted_evidence_expired_since_is_older_than_the_data(cycle):
    make_run(cycle=cycle, compiled_at=datetime(2026, 3, 2, 9, tzinfo=UTC))
    make_evidence(cycle=cycle, label="Comptée", expires_on=date(2026, 3, 31))
    make_evidence(cycle=cycle, label="Jamais comptée", expires_on=date(2026, 3, 1))
    with time_machine.travel("2026-03-31"):
        assert not found(cycle, "ranking_older_than_data")
    with time_machine.travel("2026-04-01"):
        assert names(cycle, "ranking_older_than_data") == ["6.7.8 Comptée"]


# --- the whole


def _ruin(cycle, amel, bretagne) -> None:
    """A cycle where nearly everything is wrong."""
    today = timezone.localdate()
    group, other = (
        make_significance(cycle=cycle).stakeholder,
        make_significance(cycle=cycle, power=None).stakeholder,
    )
    make_impact(cycle=cycle, stakeholder=group)
    make_impact(
        cycle=cycle, stakeholder=group, polarity=Polarity.NONE, nature="", declared_by=make_assessor()
    )
    make_score(impact=make_impact(cycle=cycle, stakeholder=group), rationale="")
    make_impact(cycle=cycle, stakeholder=group, domain=the_domain("6.3.5"), polarity=Polarity.POSITIVE)
    make_vote(cycle=cycle, stakeholder=other)
    make_practice(cycle=cycle, level=4)
    make_practice(cycle=cycle, level=0)
    make_practice(cycle=cycle, answer=PracticeAnswer.NOT_APPLICABLE, reason=" ")
    make_practice(cycle=cycle, domain=the_domain("6.3.5"), level=1)
    make_evidence(cycle=cycle, expires_on=expired())
    make_evidence(cycle=cycle, expires_on=today)
    make_evidence(cycle=cycle, kind=EvidenceKind.INDICATOR)
    make_finding(cycle=cycle, kind=FindingKind.GAP, root_cause="Pas de budget.")
    make_feedback(cycle=cycle, territory=bretagne, author=amel)
    make_feedback(cycle=cycle, territory=bretagne, author=amel, domains=(the_domain("6.4.4"),))
    past = make_cycle("2025", opened_on=date(2025, 1, 6), closed_on=date(2025, 12, 19))
    make_carried(cycle=cycle, row=make_practice(cycle=past))


def _more(cycle, amel, bretagne) -> None:
    group = make_significance(cycle=cycle).stakeholder
    for code in ("6.3.6", "6.3.7", "6.4.3", "6.4.5", "6.5.3"):
        domain = the_domain(code)
        for _each in range(3):
            make_score(impact=make_impact(cycle=cycle, stakeholder=group, domain=domain))
            make_practice(cycle=cycle, domain=domain)
            make_evidence(cycle=cycle, domain=domain, expires_on=expired())
            make_feedback(cycle=cycle, territory=bretagne, author=amel, domains=(domain,))
            make_vote(cycle=cycle, stakeholder=group, domain=domain)


def test_checks_cost_the_same_queries_whatever_the_size(cycle, chloe, amel, bretagne):
    _ruin(cycle, amel, bretagne)
    make_run(cycle=cycle)
    checks_of(cycle, chloe)  # rights and seat are read once per request
    with CaptureQueriesContext(connection) as few:
        checks_of(cycle, chloe)
    _more(cycle, amel, bretagne)
    with CaptureQueriesContext(connection) as many:
        checks_of(cycle, chloe)
    assert len(few) == len(many) <= 11


def test_page_stays_within_its_budget(client_of, chloe, cycle, amel, bretagne):
    _ruin(cycle, amel, bretagne)
    make_run(cycle=cycle)
    assert_query_budget(client_of(chloe), URL, 16, more=lambda: _more(cycle, amel, bretagne))


# --- closing


@pytest.fixture
def sound(cycle, group):
    """A cycle without error: what is doubtful in it is only a warning."""
    make_score(impact=make_impact(cycle=cycle, stakeholder=group))
    make_run(cycle=cycle)
    return cycle


def keys_of(cycle) -> list[str]:
    return [trouble.key for trouble in checks_of(cycle, None).warnings]


def test_closing_publishes_the_cycle_and_says_so_in_the_journal(sound, chloe):
    close_cycle(cycle=sound, accepted=keys_of(sound), by=chloe)
    sound.refresh_from_db()
    assert (sound.state, sound.closed_on) == (CycleState.CLOSED, timezone.localdate())
    entry = JournalEntry.objects.get(action="cycle.closed")
    assert entry.actor == chloe and "votes_missing" in entry.details["warnings"]


def test_closing_refuses_errors(cycle, chloe):
    with pytest.raises(CycleHasErrors):
        close_cycle(cycle=cycle, accepted=list(CHECKS), by=chloe)
    cycle.refresh_from_db()
    assert cycle.is_open


def test_closing_asks_for_each_warning_by_name(sound, chloe):
    with pytest.raises(WarningsNotAccepted):
        close_cycle(cycle=sound, accepted=keys_of(sound)[1:], by=chloe)
    sound.refresh_from_db()
    assert sound.is_open


def test_closed_cycle_is_not_closed_again(sound, chloe):
    close_cycle(cycle=sound, accepted=keys_of(sound), by=chloe)
    with pytest.raises(CycleIsClosed):
        close_cycle(cycle=sound, accepted=keys_of(sound), by=chloe)


def test_manager_closes_the_cycle_from_its_page(client_of, chloe, sound):
    client = client_of(chloe)
    assert "Clore l’exercice" in said(client.get(URL))
    page = said(client.get(reverse("reports:cycle-close")))
    assert "Personne ne peut le rouvrir" in page
    assert page.count('name="averti"') == len(keys_of(sound))
    answer = client.post(reverse("reports:cycle-close"), {"averti": keys_of(sound)[:1]})
    assert answer.status_code == 409
    assert "relisez-les avant de clore" in said(answer)
    answer = client.post(reverse("reports:cycle-close"), {"averti": keys_of(sound)}, follow=True)
    assert "est clos" in said(answer)
    sound.refresh_from_db()
    assert not sound.is_open


def test_evidence_of_a_closed_cycle_is_judged_on_the_day_it_was_closed(cycle):
    piece = make_evidence(cycle=cycle, expires_on=date(2026, 6, 30))
    with time_machine.travel("2026-12-01"):
        assert piece.is_expired_in(cycle)
        cycle.closed_on, cycle.state = date(2026, 6, 30), CycleState.CLOSED
        assert not piece.is_expired_in(cycle)

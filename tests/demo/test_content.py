"""What the demo mutual holds. Loaded once for the module."""

import io
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db.models import Count, Model
from django.test import Client
from django.utils import timezone

from accounts.models import Change, JournalEntry, Territory, User
from accounts.models.territory import Level
from accounts.roles import Role
from dialogue.enums import AssemblyKind, FeedbackStatus, Provenance, SessionState
from dialogue.models import Assembly, DialogueSession, Feedback, ImportanceVote
from iso26000.enums import CycleState, PracticeAnswer
from iso26000.models import AssessmentCycle, Assessor, Evidence, PracticeAssessment
from priorities.models import CriterionScore, RankingRun
from rse_portal.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD, PANEL_ACCOUNTS, DemoAccount
from rse_portal.demo.bank import YEARS, read_truths
from rse_portal.demo.gaps import GAPS
from rse_portal.demo.seed import SEEDED, Summary, seed_demo
from stakeholders.enums import Polarity
from stakeholders.models import Contact, Impact, ImpactScore, Significance, Stakeholder
from stakeholders.queries.duplicates import likely_contacts, likely_stakeholders
from stakeholders.queries.freshness import queue_of
from tests.demo.emergence import heard, verdicts

WINDOW = date(2026, 4, 1), date(2026, 9, 30)
RISING = {"6.5.3", "6.8.6", "6.4.4"}
TEXTS: dict[type[Model], tuple[str, ...]] = {
    Assembly: ("label",),
    DialogueSession: ("place", "subject"),
    Evidence: ("label", "value"),
    Feedback: ("text",),
    Impact: ("description",),
    ImpactScore: ("rationale",),
    PracticeAssessment: ("reason",),
    Stakeholder: ("label_fr", "label_en", "contribution"),
    Territory: ("label",),
}

pytestmark = pytest.mark.usefixtures("demo")


def cycle(year: int) -> AssessmentCycle:
    return AssessmentCycle.objects.get(slug=str(year))


def test_demo_holds_the_territories_and_their_assemblies() -> None:
    levels = Counter(Territory.objects.values_list("level", flat=True))
    assert levels == {Level.NATIONAL: 1, Level.REGION: 13, Level.DEPARTMENT: 96}
    assert Assembly.objects.filter(territory__level=Level.REGION).count() == 13


def test_demo_holds_two_closed_cycles_and_an_open_one() -> None:
    assert [cycle(year).state for year in YEARS] == [CycleState.CLOSED, CycleState.CLOSED, CycleState.OPEN]
    assert AssessmentCycle.objects.get(state="open") == cycle(2026)


def test_internal_resource_is_registered_but_in_no_cycle() -> None:
    resource = Stakeholder.objects.get(code="SH05")
    assert not resource.is_stakeholder
    assert not Significance.objects.filter(stakeholder__code__startswith="SH05").exists()


@pytest.mark.parametrize("year", YEARS)
def test_cycle_expects_ten_groups_and_weighs_no_part_of_them(year: int) -> None:
    assert Stakeholder.objects.expected_in(cycle(year)).count() == 10
    parts = Significance.objects.filter(cycle=cycle(year)).exclude(stakeholder__parent=None)
    assert parts.count() == 32
    assert set(parts.values_list("power", "urgency")) == {(None, None)}


def test_only_the_federation_is_to_qualify_and_only_in_2026() -> None:
    unsettled = Significance.objects.filter(stakeholder__parent=None, urgency=None)
    assert list(unsettled.values_list("cycle__slug", "stakeholder__code")) == [("2026", "SH11")]


@pytest.mark.parametrize("year", YEARS)
def test_cycle_has_enough_impacts_votes_and_practices(year: int) -> None:
    identified = Impact.objects.filter(cycle=cycle(year)).exclude(polarity=Polarity.NONE)
    assert 90 <= identified.count() <= 160
    assert Impact.objects.filter(cycle=cycle(year), polarity=Polarity.NONE).count() > 100
    votes = ImportanceVote.objects.filter(cycle=cycle(year)).exclude(respondent__startswith="C-")
    assert 60 <= votes.values("respondent").distinct().count() <= 400
    assert set(PracticeAssessment.objects.filter(cycle=cycle(year)).values_list("answer", flat=True)) >= {
        PracticeAnswer.LEVEL,
        PracticeAnswer.UNKNOWN,
    }
    assert CriterionScore.objects.filter(cycle=cycle(year)).exists()


def test_scores_hold_the_criteria_of_their_impact_and_nothing_else() -> None:
    scores = ImpactScore.objects.exclude(scope=None)
    assert not scores.filter(impact__nature="actual", likelihood__isnull=False).exists()
    assert not scores.filter(impact__nature="potential", likelihood=None).exists()
    assert not scores.filter(impact__polarity="positive", irremediability__isnull=False).exists()
    assert not scores.filter(impact__polarity="negative", irremediability=None).exists()
    assert scores.exclude(rationale="").count() > 0.8 * scores.count()


def test_some_impacts_wait_for_scores_and_some_scores_are_drafts() -> None:
    impacts = Impact.objects.filter(cycle=cycle(2026)).exclude(polarity=Polarity.NONE)
    assert 3 <= impacts.annotate(heads=Count("scores")).filter(heads=0).count() <= 15
    assert ImpactScore.objects.filter(scope=None).exists()


def test_cycles_lack_what_they_should() -> None:
    for year, gaps in GAPS.items():
        run = RankingRun.objects.get(cycle=cycle(year))
        statuses = {domain["code"]: domain["status"] for domain in run.result["domains"]}
        insufficient = gaps.without_practice | gaps.without_vote | gaps.thin
        expected = {
            **dict.fromkeys(gaps.not_evaluated, "not_evaluated"),
            **dict.fromkeys(gaps.not_applicable, "not_applicable"),
            **dict.fromkeys(insufficient, "insufficient"),
            **dict.fromkeys(gaps.partial - insufficient, "partial"),
        }
        assert {code: status for code, status in statuses.items() if status != "evaluated"} == expected


def test_ranking_of_2026_is_worth_reading() -> None:
    """Sure, likely and doubtful domains; some critical; agreement worth a discussion."""
    result = RankingRun.objects.get(cycle=cycle(2026)).result
    domains = result["domains"]
    verdicts = Counter(
        row["robustness"]["significance"]["verdict"] for row in domains if row["significance_rank"]
    )
    assert 5 <= verdicts["robust"] <= 8
    assert verdicts["probable"] + verdicts["uncertain"] >= 3
    assert sum(verdicts.values()) == 38
    assert 2 <= sum(row["critical"] for row in domains) <= 4
    assert result["agreement"]["reading"] == "tentative"


def test_ranks_move_between_cycles_beyond_their_intervals() -> None:
    first, last = (
        {row["code"]: row for row in RankingRun.objects.get(cycle=cycle(year)).result["domains"]}
        for year in (2024, 2026)
    )
    carers = [cycle["6.4.4"]["robustness"]["significance"] for cycle in (first, last)]
    assert carers[1]["rank_high"] < carers[0]["rank_low"]


def test_first_assessor_is_the_rapporteur_and_has_work_left() -> None:
    assert Assessor.objects.count() == 12
    bruno = Assessor.objects.get(code="RSE-01")
    assert bruno.user == User.objects.get(email="rapporteur@demo.example")
    identified = Impact.objects.filter(cycle=cycle(2026)).exclude(polarity=Polarity.NONE)
    assert 0 < identified.filter(scores__assessor=bruno).count() < identified.count()


def test_people_of_the_panel_have_scored_by_hand_lately() -> None:
    people = User.objects.filter(assessor__isnull=False)
    assert set(people.values_list("first_name", flat=True)) == {"Bruno", "Nadia", "Hugo"}
    for person in people:
        told = Change.objects.filter(by=person, target_type="stakeholders.impactscore")
        assert told.exists()
        assert all(ImpactScore.objects.get(pk=change.target_id).assessor.user == person for change in told)
        assert not told.filter(at__gt=timezone.now()).exists()


def test_originals_keep_reference_date_and_cycle() -> None:
    originals = Feedback.objects.filter(reference__startswith="FB")
    assert originals.count() == 120
    assert not originals.filter(session=None).exists()
    assert not originals.filter(codings=None).exists()
    for entry in originals.select_related("cycle", "session"):
        assert entry.cycle.slug == str(entry.received_on.year)
        assert entry.session is not None
        assert entry.session.held_on <= entry.received_on


def test_originals_show_three_emerging_themes() -> None:
    originals = heard(reference__startswith="FB")
    assert sum(entry.day >= WINDOW[0] for entry in originals) == 36
    assert sum(entry.day < WINDOW[0] for entry in originals) == 84
    assert verdicts(originals, *WINDOW) == (RISING, set())


def test_generated_entries_leave_the_same_three() -> None:
    assert verdicts(heard(), *WINDOW) == (RISING, set())


def test_they_still_emerge_in_the_quarter_that_follows() -> None:
    emerging, _weak = verdicts(heard(), date(2026, 7, 1), date(2026, 12, 31))
    assert emerging == RISING


def test_remontees_of_the_delegates_are_theirs_and_others_have_a_code() -> None:
    amel = User.objects.get(email="delegue@demo.example")
    written = Feedback.objects.filter(author=amel)
    assert written.exists()
    assert set(Feedback.objects.visible_to(amel)) == set(written)
    unnamed = Feedback.objects.filter(author=None, author_code="")
    assert set(unnamed.values_list("provenance", flat=True)) == {Provenance.CONSULTED}


def test_old_remontees_are_answered_and_the_latest_wait() -> None:
    old = Feedback.objects.filter(cycle=cycle(2024), status__in=FeedbackStatus.open())
    assert not old.exists()
    assert Feedback.objects.filter(status=FeedbackStatus.RECEIVED, codings=None).count() >= 5
    assert set(Feedback.objects.values_list("status", flat=True)) == set(FeedbackStatus.values)


def test_each_assembly_meets_soon_and_has_met() -> None:
    today = timezone.localdate()
    for assembly in Assembly.objects.filter(kind=AssemblyKind.TERRITORY):
        soon = assembly.sessions.coming(today).filter(held_on__lte=today + timedelta(days=42))
        assert soon.exists()
        assert assembly.sessions.filter(state=SessionState.CLOSED).count() >= 10
    assert (
        not DialogueSession.objects.coming(today)
        .exclude(state=SessionState.PLANNED, place__contains=",")
        .exists()
    )


@pytest.mark.parametrize("model", TEXTS, ids=lambda model: model.__name__)
def test_french_has_curly_apostrophes(model: type[Model]) -> None:
    for field in TEXTS[model]:
        assert not model._default_manager.filter(**{f"{field}__contains": "'"}).exists()


def test_every_domain_has_impacts_and_no_fewer_than_two_but_one() -> None:
    truths = read_truths()
    assert len(truths) == 45
    assert [truth.code for truth in truths if len(truth.impacts) < 2] == ["6.3.4"]


@pytest.mark.parametrize("account", DEMO_ACCOUNTS, ids=lambda account: account.email)
def test_account_signs_in(account: DemoAccount) -> None:
    client = Client()
    assert client.login(email=account.email, password=DEMO_PASSWORD)
    assert User.objects.get(email=account.email).access.has(account.role)


def test_delegates_reach_their_region_and_the_administrator_everything() -> None:
    for account in DEMO_ACCOUNTS:
        if account.territory:
            territory = Territory.objects.get(code=account.territory)
            assert User.objects.get(email=account.email).access.scope([account.role]).territories == {
                territory.pk
            }
    assert {account.role for account in DEMO_ACCOUNTS} == set(Role)


def test_journal_tells_of_the_loading() -> None:
    entry = JournalEntry.objects.get(action=SEEDED)
    assert entry.details == {"scale": 1, "seed": 1}
    assert JournalEntry.objects.filter(action="account.opened").count() == len(
        [*DEMO_ACCOUNTS, *PANEL_ACCOUNTS]
    )


def test_second_loading_changes_nothing(demo: Summary) -> None:
    scores = ImpactScore.objects.count()
    assert not demo.already
    assert seed_demo(seed=2).already
    out = io.StringIO()
    call_command("seed_demo", stdout=out)
    assert out.getvalue() == "La démonstration est déjà chargée.\n"
    assert ImpactScore.objects.count() == scores


def test_demo_has_contacts_to_verify_to_inform_and_to_merge() -> None:
    manager = User.objects.get(email="responsable@demo.example")
    today = timezone.localdate()
    assert Contact.objects.count() == 25
    assert not Contact.objects.filter(roles=None).exists()
    assert Contact.objects.to_inform(today).count() >= 2
    queue, mine = queue_of(manager)
    assert mine
    assert 0 < queue.contacts.mine < queue.contacts.all < 25
    [same_body] = likely_stakeholders(manager)
    assert (same_body.kept.code, same_body.merged.code) == ("SH09-C-A", "SH09-C-B")
    [same_person] = likely_contacts(manager)
    assert (str(same_person.kept), str(same_person.merged)) == ("Édith Lefèvre", "Edith Lefevre")


def test_organisations_weigh_nothing_in_a_ranking() -> None:
    organisations = Stakeholder.objects.filter(kind="organisation")
    assert organisations.exists()
    assert not Significance.objects.filter(stakeholder__in=organisations).exists()
    assert not Impact.objects.filter(stakeholder__in=organisations).exists()

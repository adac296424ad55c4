"""Another version of the standard: what moves, what is listed, the ranks announced, the old cycle left as it was."""

import hashlib
from collections import Counter

import pytest
from django.urls import reverse

from accounts.models import Change, JournalEntry
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.enums import CarriedKind, Fate
from iso26000.models import AssessmentCycle, Carried, Evidence, EvidenceFile, Finding, PracticeAssessment
from iso26000.queries.correspondence import route_between
from jobs.models import Job
from method.parameters import Parameters
from priorities.actions import upgrade as upgrading
from priorities.actions.ranking import compile_ranking, replay_ranking
from priorities.actions.upgrade import AlreadyUpgraded, SameStandard, request_upgrade, upgrade_cycle
from priorities.models import CriterionScore, FinancialView
from priorities.queries.inputs import read_inputs
from priorities.queries.upgrade import KINDS, preview_ranks, read_upgrade
from stakeholders.enums import Polarity
from stakeholders.models import Impact, ImpactScore, Significance
from tests.factories.dialogue import make_feedback, make_vote
from tests.factories.iso26000 import (
    make_assessor,
    make_cycle,
    make_evidence,
    make_other_standard,
    make_practice,
    the_domain,
)
from tests.factories.practice import make_carried, make_file, make_finding, make_validation
from tests.factories.priorities import make_criterion
from tests.factories.stakeholders import make_impact, make_score, make_significance
from tests.support.pages import said
from tests.support.queries import assert_query_budget

DRAWS = Parameters(draws=50)
PARTS = ("4.2", "4.3")  # of the nine domains that the reading of 37 looks at together


@pytest.fixture
def thirty_seven(standard):
    return make_other_standard()


@pytest.fixture
def full(cycle, chloe, media):
    """A domain that stays (6.7.8) and two that are merged, each with everything a cycle holds."""
    group = make_significance(cycle=cycle, power=4).stakeholder
    bruno, other = make_assessor("EV-01"), make_assessor("EV-02")
    for place, code in enumerate(("6.7.8", *PARTS)):
        domain = the_domain(code)
        impact = make_impact(cycle=cycle, domain=domain, stakeholder=group)
        make_score(impact=impact, assessor=bruno, scale=2 + place)
        make_score(impact=impact, assessor=other, scale=3)
        make_practice(cycle=cycle, domain=domain, assessor=bruno, level=1 + place)
        make_file(evidence=make_evidence(cycle=cycle, domain=domain, label="Charte"))
        make_finding(cycle=cycle, domain=domain)
        make_vote(cycle=cycle, domain=domain, stakeholder=group, respondent="P-same", importance=3)
        make_vote(cycle=cycle, domain=domain, stakeholder=group, respondent="P-torn", importance=1 + place)
        make_criterion(cycle=cycle, domain=domain, value=2)
        FinancialView.objects.create(cycle=cycle, domain=domain, magnitude=3, rationale="Amendes.")
        make_feedback(cycle=cycle, domains=(domain,))
    make_impact(
        cycle=cycle, domain=the_domain("4.2"), stakeholder=group, polarity=Polarity.NONE, declared_by=bruno
    )
    make_validation(cycle=cycle, by=chloe)
    return cycle


def everything(cycle) -> Counter:
    """What the cycle holds, kind by kind, as the preview names it."""
    return Counter(read_upgrade(cycle, route_between(cycle.standard, cycle.standard)).total("counts"))


def test_route_names_the_fate_of_each_domain_both_ways(standard, thirty_seven):
    there, back = route_between(standard, thirty_seven), route_between(thirty_seven, standard)
    assert Counter(passage.fate for passage in there.passages) == {Fate.SAME: 36, Fate.MERGED: 9}
    assert Counter(passage.fate for passage in back.passages) == {Fate.SAME: 36, Fate.SPLIT: 1}
    assert [domain.code for domain in back.fresh][:2] == ["4.2", "4.3"]
    assert (there.fresh, len(back.fresh)) == ([], 9)


def test_preview_counts_what_moves_and_lists_what_stays(full, thirty_seven):
    upgrade = read_upgrade(full, route_between(full.standard, thirty_seven))
    rows = {row.passage.domain.code: row for row in upgrade.rows}
    assert rows["6.7.8"].moves == {
        "impacts": 1,
        "scores": 2,
        "votes": 2,
        "practices": 1,
        "evidence": 1,
        "criteria": 1,
        "findings": 1,
        "financial": 1,
        "codings": 0,
    }
    # « Aucun impact » on a part, and the voice that said different things of the parts.
    assert {kind: n for kind, n in rows["4.2"].stays.items() if n} == {
        "impacts": 1,
        "votes": 1,
        "financial": 1,
        "codings": 1,
    }
    assert upgrade.to_confirm == 4
    assert all(
        row.moves[kind] + row.stays[kind] == row.counts[kind] for row in upgrade.rows for kind in KINDS
    )


def test_upgrade_loses_nothing_and_leaves_the_old_cycle_alone(full, thirty_seven, chloe):
    run = compile_ranking(cycle=full, by=None, parameters=DRAWS)
    before = everything(full)
    upgrade = read_upgrade(full, route_between(full.standard, thirty_seven))
    new = upgrade_cycle(cycle=full, standard=thirty_seven, by=chloe)
    assert everything(full) == before
    told = Counter(upgrade.total("moves"))
    written = everything(new)
    waiting = Counter(Carried.objects.filter(cycle=new).values_list("kind", flat=True))
    # One voice that agrees with itself is one vote of the whole, and so is one criterion.
    assert {kind: told[kind] - written[kind] for kind in KINDS if told[kind] != written[kind]} == {
        "votes": 1,
        "criteria": 1,
        "practices": waiting[CarriedKind.PRACTICE],
        "evidence": waiting[CarriedKind.EVIDENCE],
    }
    run.refresh_from_db()
    assert (
        hashlib.sha256(run.result_json.encode()).hexdigest() == run.result_sha256 == replay_ranking(run=run)
    )
    assert read_inputs(full).sha256() == run.inputs_sha256
    assert (full.standard.code, new.standard, new.upgraded_from) == ("iso26000-45", thirty_seven, full)


def test_upgraded_cycle_ranks_as_the_preview_said(full, thirty_seven):
    run = compile_ranking(cycle=full, by=None, parameters=DRAWS)
    preview = preview_ranks(full, route_between(full.standard, thirty_seven), run)
    new = upgrade_cycle(cycle=full, standard=thirty_seven, by=None)
    compiled = compile_ranking(cycle=new, by=None, parameters=DRAWS)
    assert compiled.inputs_sha256 == preview.inputs_sha256
    assert compiled.result == preview.result
    assert {row["code"]: row["significance_rank"] for row in compiled.result["domains"]} == {
        move.domain.code: move.after.rank for move in preview.moves
    }


def test_worked_example_comes_back_from_37_with_what_was_whole(example, thirty_seven, standard):
    there = upgrade_cycle(cycle=example, standard=thirty_seven, by=None)
    route = route_between(thirty_seven, standard)
    preview = preview_ranks(there, route, None)
    split = read_upgrade(there, route)
    back = upgrade_cycle(cycle=there, standard=standard, by=None)
    assert read_inputs(back).sha256() == preview.inputs_sha256
    whole = [
        code
        for code in Impact.objects.filter(cycle=example).values_list("domain__code", flat=True)
        if code[0] == "6"
    ]
    assert sorted(Impact.objects.filter(cycle=back).values_list("domain__code", flat=True)) == sorted(whole)
    assert split.total("stays")["impacts"] == Impact.objects.filter(cycle=there, domain__code="6.2.3").count()


def test_merged_levels_and_evidence_wait_and_their_files_follow(full, thirty_seven):
    new = upgrade_cycle(cycle=full, standard=thirty_seven, by=None)
    assert list(PracticeAssessment.objects.filter(cycle=new).values_list("domain__code", "level")) == [
        ("6.7.8", 1)
    ]
    assert EvidenceFile.objects.filter(evidence__cycle=new).count() == 1
    assert set(Carried.objects.filter(cycle=new).values_list("domain__code", flat=True)) == {"6.2.3"}
    assert Finding.objects.filter(cycle=new, domain__code="6.2.3").count() == 2
    assert new.validations.get().domain.code == "6.7.8"
    assert CriterionScore.objects.filter(cycle=new, domain__code="6.2.3").count() == 1


def test_upgrade_keeps_what_already_waited(cycle, thirty_seven):
    past = make_cycle("2025", closed_on=cycle.opened_on)
    waiting = make_carried(cycle=cycle, row=make_practice(cycle=past))
    new = upgrade_cycle(cycle=cycle, standard=thirty_seven, by=None)
    again = Carried.objects.get(cycle=new)
    assert (again.origin, again.source, again.domain.standard) == (waiting.origin, past, thirty_seven)


def test_upgrade_twice_is_once_and_every_row_has_its_history(full, thirty_seven, chloe):
    new = upgrade_cycle(cycle=full, standard=thirty_seven, by=chloe)
    assert upgrade_cycle(cycle=full, standard=thirty_seven, by=chloe) == new
    assert Change.objects.filter(by=chloe).values("operation").distinct().count() == 1
    entry = JournalEntry.objects.get(action="cycle.upgraded")
    assert (entry.details["source"], entry.details["impacts"]) == (full.slug, 3)
    with pytest.raises(AlreadyUpgraded):
        request_upgrade(cycle=full, standard=thirty_seven, by=chloe)


def test_upgrade_refuses_a_closed_cycle_and_its_own_version(cycle, standard, thirty_seven, chloe):
    with pytest.raises(SameStandard):
        request_upgrade(cycle=cycle, standard=standard, by=chloe)
    past = make_cycle("2024", closed_on=cycle.opened_on)
    with pytest.raises(CycleIsClosed):
        request_upgrade(cycle=past, standard=thirty_seven, by=chloe)


def test_upgrade_that_fails_writes_nothing(full, thirty_seven, monkeypatch):
    def stop(_copy) -> int:
        raise RuntimeError

    monkeypatch.setattr(upgrading._Copy, "_to_confirm", stop)  # its last step
    with pytest.raises(RuntimeError):
        upgrade_cycle(cycle=full, standard=thirty_seven, by=None)
    assert AssessmentCycle.objects.count() == 1
    assert Significance.objects.count() == 1


def test_upgrade_page_tells_then_the_worker_does_it(full, thirty_seven, chloe, client_of):
    client, address = client_of(chloe), reverse("priorities:upgrade-detail", args=[thirty_seven.pk])
    page = said(client.get(address))
    assert "De 45 à 37 domaines" in page
    assert "4.2 Redevabilité : 1 impact, 1 vote" in page
    answer = client.post(address)
    job = Job.objects.get(kind="upgrade_cycle")
    assert answer.url == job.get_absolute_url()
    assert job.arguments == {"cycle": full.pk, "standard": thirty_seven.pk}


def test_upgrade_pages_ask_the_same_of_few_and_many(full, thirty_seven, chloe, client_of):
    client = client_of(chloe)
    compile_ranking(cycle=full, by=None, parameters=DRAWS)

    def more():
        for place in range(12):
            make_score(impact=make_impact(cycle=full, domain=the_domain(PARTS[place % 2])))
            make_vote(cycle=full, domain=the_domain("4.4"), respondent=f"M{Impact.objects.count()}-{place}")
            make_evidence(cycle=full, domain=the_domain("5.2"))

    for name, budget in (("detail", 15), ("ranks", 23)):
        url = reverse(f"priorities:upgrade-{name}", args=[thirty_seven.pk])
        assert_query_budget(client, url, budget, more)


def test_upgrade_copies_the_scores_of_their_authors(full, thirty_seven):
    new = upgrade_cycle(cycle=full, standard=thirty_seven, by=None)
    kept = ("impact__code", "assessor__code", "scale", "scope", "irremediability")
    old, now = (
        sorted(ImpactScore.objects.filter(impact__cycle=each).values_list(*kept)) for each in (full, new)
    )
    assert now == old
    assert Evidence.objects.filter(cycle=new).count() == 1

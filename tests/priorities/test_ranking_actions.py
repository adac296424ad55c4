import json

import pytest

from accounts.models import JournalEntry
from accounts.roles import Role
from iso26000.models import Assessor
from jobs.actions.run import JobCancelled, run_job
from jobs.models import Job
from method.parameters import Parameters
from priorities.actions.ranking import (
    CannotReplay,
    StillBlind,
    compile_ranking,
    replay_ranking,
    request_ranking,
)
from priorities.models import RankingRun
from priorities.queries.inputs import read_inputs
from stakeholders.models import Impact, Significance, Stakeholder
from tests.factories.accounts import make_user
from tests.factories.iso26000 import make_assessor, make_cycle, the_domain
from tests.factories.stakeholders import (
    make_impact,
    make_score,
    make_significance,
    make_stakeholder,
)

FEW = Parameters(draws=100)


def figures(run: RankingRun, code: str) -> dict:
    return next(domain for domain in run.result["domains"] if domain["code"] == code)


def test_compile_ranking_gives_the_worked_example(run):
    access, data = figures(run, "6.7.8"), figures(run, "6.7.7")
    assert access["significance"] == pytest.approx(47.307692, abs=1e-6)
    assert access["priority"] == pytest.approx(40.359375, abs=1e-6)
    assert (access["significance_rank"], access["priority_rank"], access["critical"]) == (2, 1, False)
    assert data["significance"] == pytest.approx(63.923077, abs=1e-6)
    assert data["priority"] == pytest.approx(27.966346, abs=1e-6)
    assert (data["significance_rank"], data["priority_rank"], data["critical"]) == (1, 2, True)
    assert run.result["counts"]["not_evaluated"] == 43


def test_compile_ranking_of_an_empty_cycle_ranks_nothing(cycle, media):
    run = compile_ranking(cycle=cycle, by=None, parameters=FEW)
    assert run.result["counts"]["not_evaluated"] == 45
    assert {domain["significance_rank"] for domain in run.result["domains"]} == {None}


def test_compile_ranking_is_journaled_with_its_author(example, chloe):
    run = compile_ranking(cycle=example, by=chloe, parameters=FEW)
    entry = JournalEntry.objects.get(action="ranking.compiled")
    assert (entry.actor, entry.target_id, entry.details["cycle"]) == (chloe, str(run.pk), "exemple")


def test_compile_ranking_twice_for_one_job_keeps_one_run(example):
    job = Job.objects.create(kind="compile_ranking", label="x")
    first = compile_ranking(cycle=example, by=None, parameters=FEW, job_id=job.pk)
    assert compile_ranking(cycle=example, by=None, parameters=FEW, job_id=job.pk) == first
    assert RankingRun.objects.count() == 1


def test_compile_ranking_stopped_by_its_progress_keeps_nothing(example):
    def stop(fraction, step):
        raise JobCancelled

    with pytest.raises(JobCancelled):
        compile_ranking(cycle=example, by=None, parameters=FEW, progress=stop)
    assert not RankingRun.objects.exists()


def test_compile_ranking_tells_steps_in_french_and_never_goes_back(example):
    told = []
    compile_ranking(
        cycle=example, by=None, parameters=FEW, progress=lambda fraction, step: told.append((fraction, step))
    )
    assert [fraction for fraction, _step in told] == sorted(fraction for fraction, _step in told)
    assert {"Lecture des données", "Enregistrement"} <= {step for _fraction, step in told}


def test_replay_ranking_gives_the_same_bytes_after_the_data_changed(run, example):
    Impact.objects.filter(cycle=example).update(non_compliance=True)
    assert replay_ranking(run=run) == run.result_sha256
    assert compile_ranking(cycle=example, by=None, parameters=FEW).result_sha256 != run.result_sha256


def test_replay_ranking_refuses_other_formulas(run):
    run.formula_version = "0"
    with pytest.raises(CannotReplay):
        replay_ranking(run=run)


def test_same_inputs_share_one_snapshot(run, example):
    again = compile_ranking(cycle=example, by=None, parameters=Parameters(draws=100, seed=2))
    assert again.inputs_file.name == run.inputs_file.name
    assert again.inputs_sha256 == run.inputs_sha256


def test_result_is_kept_to_the_byte(run):
    stored = RankingRun.objects.get(pk=run.pk)
    assert stored.result_json == run.result_json
    assert json.dumps(stored.result, ensure_ascii=False, separators=(",", ":")) == stored.result_json


def test_request_ranking_twice_joins_the_first(example, chloe):
    first, created = request_ranking(cycle=example, by=chloe)
    second, created_again = request_ranking(cycle=example, by=make_user(role=Role.MANAGER))
    assert (second, created, created_again) == (first, True, False)


def test_request_ranking_waits_for_the_scores_of_whoever_asks(example, bruno):
    """A ranking tells what the others gave: whoever scores asks for it once they have nothing left (ADR 0013)."""
    me = make_assessor("EV-1", user=bruno)
    impacts = list(Impact.objects.filter(cycle=example).to_score())
    for impact in impacts[1:]:
        make_score(impact=impact, assessor=me)
    with pytest.raises(StillBlind, match="Il vous reste 1 impact à coter"):
        request_ranking(cycle=example, by=bruno)
    make_score(impact=impacts[0], assessor=me)
    assert request_ranking(cycle=example, by=bruno)[1]


def test_request_ranking_runs_to_a_result_page(example, chloe):
    job, _created = request_ranking(cycle=example, by=chloe, parameters=FEW)
    run_job(job_id=job.pk)
    job.refresh_from_db()
    run = RankingRun.objects.get(job_id=job.pk)
    assert (job.state, job.progress, job.result_url) == ("done", 100, run.get_absolute_url())
    assert run.compiled_by == chloe


def test_request_ranking_is_refused_when_the_right_went_meanwhile(example, chloe):
    job, _created = request_ranking(cycle=example, by=chloe, parameters=FEW)
    chloe.role_assignments.all().delete()
    run_job(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == "refused"
    assert not RankingRun.objects.exists()


def test_read_inputs_costs_the_same_queries_whatever_the_size(example, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):  # 11 readings, and what opens and closes the transaction
        few = read_inputs(example)
    for _ in range(20):
        impact = make_impact(cycle=example, stakeholder=Stakeholder.objects.get(code="ADH"))
        impact.scores.create(assessor=make_assessor(), scale=3, scope=3, irremediability=3)
    with django_assert_max_num_queries(14):
        many = read_inputs(example)
    assert len(many.scores) == len(few.scores) + 20


def test_read_inputs_counts_a_sub_group_for_its_group(cycle):
    group = make_significance(cycle=cycle).stakeholder
    below = make_stakeholder(parent=make_stakeholder(parent=group))
    make_impact(cycle=cycle, stakeholder=below)
    inputs = read_inputs(cycle)
    assert [entry.code for entry in inputs.groups] == [group.code]
    assert inputs.impacts["group"].tolist() == [0]


def test_read_inputs_leaves_out_groups_that_the_cycle_does_not_expect(cycle):
    make_impact(cycle=cycle)
    make_impact(cycle=cycle, stakeholder=make_significance(cycle=make_cycle()).stakeholder)
    assert len(read_inputs(cycle).impacts) == 0


def test_read_inputs_hash_ignores_database_keys_and_row_order(cycle, media):
    def fill(target, codes):
        for code in codes:
            group, _created = Stakeholder.objects.get_or_create(
                code=code, defaults={"label_fr": code, "scope": "internal"}
            )
            Significance.objects.create(
                cycle=target, stakeholder=group, power=1, legitimacy=2, urgency=3, dependency=4
            )
            impact = make_impact(
                cycle=target, code=f"I-{code}", stakeholder=group, domain=the_domain("6.4.4")
            )
            for name in codes:
                person, _created = Assessor.objects.get_or_create(code=f"RSE-{name}")
                impact.scores.create(assessor=person, scale=3, scope=2, irremediability=1)

    other = make_cycle()
    fill(cycle, ["B", "A", "C"])
    fill(other, ["C", "B", "A"])
    assert read_inputs(cycle).sha256() == read_inputs(other).sha256()

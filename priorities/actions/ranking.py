"""Compile a ranking: read, compute, keep with everything that lets anyone compute it again."""

import hashlib
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.journal import record
from accounts.models import User
from iso26000.enums import CycleState
from iso26000.models import AssessmentCycle
from jobs.actions.request import request_job
from jobs.models import Job
from method import FORMULA_VERSION
from method.inputs import RankingInputs
from method.parameters import Parameters
from method.ranking import Ranking, rank
from priorities.models import RankingRun
from priorities.queries.inputs import read_inputs
from rse_portal.common.errors import Conflict
from rse_portal.common.files import write_whole
from stakeholders.queries.panel import blind_sentence, left_before_ranking

Progress = Callable[[float, str], None]
READING, COMPUTING = 0.05, 0.9  # shares of the progress bar


class StillBlind(Conflict):
    """Whoever scores asks for a ranking with impacts left to score: it would tell them what the others gave (ADR 0013)."""


class CannotReplay(Exception):
    """The run was made by other formulas than those of this version of the portal."""


def request_ranking(
    *, cycle: AssessmentCycle, by: User | None, parameters: Parameters | None = None
) -> tuple[Job, bool]:
    """Queue a compilation for the worker. Returns (job, created): one at a time per cycle, a second click joins it.

    Raises Conflict if the cycle is closed: its last ranking is the published one. Raises StillBlind.
    """
    _refuse_closed(cycle)
    refuse_blind(cycle, by)
    return request_job(
        kind="compile_ranking",
        label=_("Classement – %s") % cycle.label,
        by=by,
        key=f"compile_ranking:{cycle.pk}",
        cycle=cycle.pk,
        parameters=(parameters or Parameters()).to_dict(),
    )


def compile_ranking(
    *,
    cycle: AssessmentCycle,
    by: User | None,
    parameters: Parameters | None = None,
    progress: Progress | None = None,
    job_id: uuid.UUID | None = None,
) -> RankingRun:
    """Compile the cycle's ranking and keep it. Idempotent for a given job. 11 queries to read, 3 to write.

    progress(fraction 0..1, step in French) may raise to stop: nothing is kept then.
    """
    if job_id and (done := RankingRun.objects.filter(job_id=job_id).first()):
        return done
    _refuse_closed(cycle)
    ranking = _computed(cycle, parameters, progress)
    return _keep(ranking, _run_of(ranking, cycle, by, job_id))


def draft_ranking(*, cycle: AssessmentCycle, parameters: Parameters | None = None) -> RankingRun:
    """The ranking as it would be compiled, not kept: a closed cycle can be computed again, its published run stays."""
    return _run_of(_computed(cycle, parameters, None), cycle, None, None)


def _refuse_closed(cycle: AssessmentCycle) -> None:
    if not AssessmentCycle.objects.filter(pk=cycle.pk, state=CycleState.OPEN).exists():
        raise Conflict(_("Cet exercice est clos : son classement ne se recalcule plus."))


def refuse_blind(cycle: AssessmentCycle, by: User | None) -> None:
    """Raises StillBlind for whoever still has impacts to score. 1 query for them, none for who does not score."""
    if by is not None and (left := left_before_ranking(by, cycle)):
        raise StillBlind(blind_sentence(left))


def _computed(cycle: AssessmentCycle, parameters: Parameters | None, progress: Progress | None) -> Ranking:
    tell = progress or (lambda fraction, step: None)
    tell(0.0, _("Lecture des données"))
    inputs = read_inputs(cycle)
    ranking = rank(
        inputs,
        parameters or Parameters(),
        progress=lambda fraction, step: tell(READING + fraction * (COMPUTING - READING), _step(step)),
    )
    tell(COMPUTING, _("Enregistrement"))
    return ranking


def replay_ranking(*, run: RankingRun) -> str:
    """Compute the run again from its snapshot and give the sha256 of the result: equal to the one kept, or something
    is wrong. Raises CannotReplay if the formulas changed version since."""
    if run.formula_version != FORMULA_VERSION:
        raise CannotReplay(run.formula_version)
    with run.inputs_file.open("rb") as stream:
        inputs = RankingInputs.from_bytes(stream.read())
    return _sha256(_canonical(rank(inputs, Parameters.from_dict(run.parameters)).to_dict()))


def _run_of(
    ranking: Ranking, cycle: AssessmentCycle, by: User | None, job_id: uuid.UUID | None
) -> RankingRun:
    figures = ranking.to_dict()
    result = _canonical(figures)
    return RankingRun(
        cycle=cycle,
        job_id=job_id,
        parameters=figures["parameters"],
        formula_version=FORMULA_VERSION,
        inputs_sha256=figures["inputs_sha256"],
        result_json=result,
        result_sha256=_sha256(result),
        compiled_at=timezone.now().replace(microsecond=0),
        compiled_by=by,
    )


@transaction.atomic
def _keep(ranking: Ranking, run: RankingRun) -> RankingRun:
    # Named by its content: the same inputs, compiled again, share one snapshot.
    run.inputs_file.name = f"inputs/{run.inputs_sha256}.npz"
    write_whole(Path(run.inputs_file.path), ranking.inputs.to_bytes())
    run.save()
    record(
        action="ranking.compiled",
        by=run.compiled_by,
        target=run,
        cycle=run.cycle.slug,
        inputs=run.inputs_sha256,
    )
    return run


def _canonical(figures: dict[str, Any]) -> str:
    return json.dumps(figures, ensure_ascii=False, separators=(",", ":"))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _step(key: str) -> str:
    """The steps of `method.rank` in words."""
    return {
        "medians": _("Médianes des cotations"),
        "ranking": _("Classement"),
        "agreement": _("Accord entre évaluateurs"),
        "robustness": _("Robustesse : tirages au sort"),
    }.get(key, _("Calcul"))

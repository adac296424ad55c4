"""Compile the cycle's report from its latest ranking: the same figures, as a PDF, a DOCX, a workbook or JSON."""

from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.journal import record
from accounts.models import User
from iso26000.models import AssessmentCycle
from jobs.actions.request import request_job
from jobs.models import Job
from method import FORMULA_VERSION
from priorities.exports import ranking_json
from priorities.models import Decision, RankingRun
from priorities.queries.reading import read_ranking
from reports.actions.template import opened_template
from reports.documents import pdf, word, workbook
from reports.documents.proof import pack
from reports.documents.reading import read_report
from rse_portal.common.errors import Conflict, Unprocessable

Progress = Callable[[float, str], None]
FORMATS = ("pdf", "docx", "xlsx", "json", "zip")
PROOF = "zip"


class NoRanking(Unprocessable):
    """The report shows a ranking that exists; it never computes one."""

    default = gettext_lazy(
        "Cet exercice n’a pas de classement. Compilez d’abord le classement, puis le rapport."
    )


class OldFormulas(Conflict):
    """The proof pack carries the formulas of this version: they would not give this ranking again."""

    default = gettext_lazy(
        "Ce classement vient d’une version précédente des formules : compilez-le de nouveau, puis le dossier de preuves."
    )


class OldFormulasAdopted(OldFormulas):
    default = gettext_lazy(
        "Le classement adopté vient d’une version précédente des formules : "
        "son dossier de preuves se compile avec le portail de cette version."
    )


class UnknownFormat(Unprocessable):
    default = gettext_lazy("Ce format n’est pas proposé : choisissez pdf, docx, xlsx, json ou zip.")


def request_report(*, cycle: AssessmentCycle, format: str, by: User | None) -> tuple[Job, bool]:
    """Queue a report for the worker. Returns (job, created): one at a time per person, cycle and format."""
    if format not in FORMATS:
        raise UnknownFormat
    label = _("Dossier de preuves – %(cycle)s") if format == PROOF else _("Rapport %(format)s – %(cycle)s")
    return request_job(
        kind="compile_proof" if format == PROOF else "compile_report",
        label=label % {"format": format.upper(), "cycle": cycle.label},
        by=by,
        key=f"compile_report:{cycle.pk}:{format}:{by.pk if by else 'cli'}",
        cycle=cycle.pk,
        format=format,
    )


def compile_report(
    *, cycle: AssessmentCycle, format: str, by: User | None, path: Path, progress: Progress | None = None
) -> Path:
    """Write to `path` the report of the latest ranking that `by` may see (None, the command line, sees all); the proof
    pack is that of the ranking that was decided on, once it is adopted.

    Nothing is computed again: the figures are those of the run. Idempotent; some 40 queries whatever the size.
    progress(fraction 0..1, step in French) may raise to stop: `path` is then worth nothing.
    Raises NoRanking, UnknownFormat, OldFormulas.
    """
    if format not in FORMATS:
        raise UnknownFormat
    tell = progress or (lambda fraction, step: None)
    tell(0.0, _("Lecture du classement"))
    run = decided_run(cycle, by) if format == PROOF else latest_run(cycle, by)
    if format == "json":
        path.write_text(ranking_json(run), "utf-8")
        return path
    if format == PROOF:
        if run.formula_version != FORMULA_VERSION:
            raise OldFormulasAdopted if _is_decided(run) else OldFormulas
        fingerprint = pack.write(run, path, tell)
        record(action="proof.compiled", by=by, target=run, cycle=cycle.slug, manifest=fingerprint)
        return path
    ranking = read_ranking(run)
    tell(0.1, _("Lecture des pratiques et des phrases entendues"))
    report = read_report(ranking, by)
    if format == "xlsx":
        tell(0.4, _("Écriture des feuilles"))
        workbook.write(report, path)
    elif format == "docx":
        with opened_template() as template:
            word.write(report, path, tell, template)
    else:
        pdf.write(report, path, tell)
    return path


def latest_run(cycle: AssessmentCycle, by: User | None) -> RankingRun:
    """The ranking the report shows. Raises NoRanking."""
    runs = RankingRun.objects.all() if by is None else RankingRun.objects.visible_to(by)
    run = runs.of(cycle).select_related("cycle__standard").newest_first().first()
    if run is None:
        raise NoRanking
    return run


def decided_run(cycle: AssessmentCycle, by: User | None) -> RankingRun:
    """The ranking on which the adopted decision stands, else the latest. 2 queries at most. Raises NoRanking."""
    runs = RankingRun.objects.all() if by is None else RankingRun.objects.visible_to(by)
    decided = Decision.objects.of(cycle).adopted().values("run")
    return runs.filter(pk__in=decided).select_related("cycle__standard").first() or latest_run(cycle, by)


def _is_decided(run: RankingRun) -> bool:
    return Decision.objects.of(run.cycle).adopted().filter(run=run).exists()

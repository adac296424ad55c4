"""Compile the cycle's report from its latest ranking: the same figures, as a PDF, a workbook or JSON."""

from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from iso26000.models import AssessmentCycle
from jobs.actions.request import request_job
from jobs.models import Job
from priorities.exports import ranking_json
from priorities.models import RankingRun
from priorities.queries.reading import read_ranking
from reports.documents import pdf, workbook
from reports.documents.reading import read_report
from rse_portal.common.errors import Unprocessable

Progress = Callable[[float, str], None]
FORMATS = ("pdf", "xlsx", "json")


class NoRanking(Unprocessable):
    """The report shows a ranking that exists; it never computes one."""

    default = gettext_lazy(
        "Cet exercice n’a pas de classement. Compilez d’abord le classement, puis le rapport."
    )


class UnknownFormat(Unprocessable):
    default = gettext_lazy(
        "Ce format n’est pas proposé : choisissez pdf, xlsx ou json. Le DOCX viendra plus tard."
    )


def request_report(*, cycle: AssessmentCycle, format: str, by: User | None) -> tuple[Job, bool]:
    """Queue a report for the worker. Returns (job, created): one at a time per person, cycle and format."""
    if format not in FORMATS:
        raise UnknownFormat
    return request_job(
        kind="compile_report",
        label=_("Rapport %(format)s – %(cycle)s") % {"format": format.upper(), "cycle": cycle.label},
        by=by,
        key=f"compile_report:{cycle.pk}:{format}:{by.pk if by else 'cli'}",
        cycle=cycle.pk,
        format=format,
    )


def compile_report(
    *, cycle: AssessmentCycle, format: str, by: User | None, path: Path, progress: Progress | None = None
) -> Path:
    """Write to `path` the report of the latest ranking that `by` may see (None, the command line, sees all).

    Nothing is computed again: the figures are those of the run. Idempotent; 15 queries whatever the size.
    progress(fraction 0..1, step in French) may raise to stop: `path` is then worth nothing.
    Raises NoRanking, UnknownFormat.
    """
    if format not in FORMATS:
        raise UnknownFormat
    tell = progress or (lambda fraction, step: None)
    tell(0.0, _("Lecture du classement"))
    run = latest_run(cycle, by)
    if format == "json":
        path.write_text(ranking_json(run), "utf-8")
        return path
    ranking = read_ranking(run)
    tell(0.1, _("Lecture des pratiques et des phrases entendues"))
    report = read_report(ranking, by)
    if format == "xlsx":
        tell(0.4, _("Écriture des feuilles"))
        workbook.write(report, path)
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

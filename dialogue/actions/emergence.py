"""What rises: the reading that the worker keeps, the verdict of a person, the themes that a responsable adds."""

import re
import uuid
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from dialogue.enums import EmergenceOutcome
from dialogue.models import EmergenceReading, EmergenceVerdict, WatchedTheme
from dialogue.queries.emergence import TooFewQuarters, read_emergence, refused_reading
from iso26000.actions.open_cycle import hold_open
from iso26000.models import AssessmentCycle
from jobs.actions.request import request_job
from jobs.models import Job
from method.quarters import Window
from rse_portal.common.errors import Conflict
from search.actions.index import index_waiting

STEMS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)?")


class VerdictGiven(Conflict):
    default = gettext_lazy("Une suite vient d’être donnée à cette attente.")


class ThemeWatched(Conflict):
    default = gettext_lazy("Ce thème est déjà suivi.")


# --- the reading


def request_emergence(*, cycle: AssessmentCycle, by: User | None) -> tuple[Job, bool]:
    """Queue the reading of the cycle as of today. Returns (job, created): a second click joins the one that runs."""
    return request_job(
        kind="read_emergence",
        label=_("Attentes émergentes – %s") % cycle.label,
        by=by,
        key=f"read_emergence:{cycle.pk}",
        cycle=cycle.pk,
    )


def day_read(cycle: AssessmentCycle) -> date:
    """Today, or the day when the cycle was closed: what was said since is not its business."""
    return min(timezone.localdate(), cycle.closed_on or date.max)


def compile_emergence(*, cycle: AssessmentCycle, as_of: date) -> EmergenceReading:
    """Read what rises and keep it, in the place of what this window said before. Idempotent. Some 15 queries.

    Too short a baseline is kept too, with the reason in words: the page says why it shows nothing.
    """
    index_waiting()  # watched themes and proposals are counted in the stems
    try:
        reading = read_emergence(cycle, as_of)
    except TooFewQuarters as problem:
        reading = refused_reading(cycle, as_of, problem)
    kept, _created = EmergenceReading.objects.update_or_create(
        cycle=cycle,
        window_ends_on=Window.at(as_of).last,
        defaults={"content": reading.to_dict(), "compiled_at": timezone.now()},
    )
    return kept


# --- the verdict


@transaction.atomic
def give_verdict(
    *,
    cycle: AssessmentCycle,
    theme: str,
    window_ends_on: date,
    outcome: EmergenceOutcome,
    reason: str,
    by: User,
    version: int | None,
) -> uuid.UUID | None:
    """Say what becomes of a theme in a window; the operation, None when nothing changes.

    version: of the verdict that was read, None when there was none. Raises CycleIsClosed, VerdictGiven when somebody gave
    one meanwhile, Stale, ValidationError when the reason that the outcome needs is missing.
    """
    hold_open(cycle)
    operation = history.new_operation()
    given = EmergenceVerdict.objects.filter(cycle=cycle, theme=theme, window_ends_on=window_ends_on).first()
    values = {"outcome": outcome, "reason": reason}
    if given is None and version is not None:
        raise Conflict
    if given is not None and version is None:
        raise VerdictGiven
    if given is None:
        given = history.create(
            EmergenceVerdict,
            by=by,
            operation=operation,
            cycle=cycle,
            theme=theme,
            window_ends_on=window_ends_on,
            given_by=by,
            **values,
        )
    elif all(getattr(given, name) == value for name, value in values.items()) and given.version == version:
        return None
    else:
        history.change(
            given, by=by, version=version, operation=operation, given_by=by, given_at=timezone.now(), **values
        )
    record(
        action="emergence.judged",
        by=by,
        target=given,
        cycle=cycle.slug,
        theme=theme,
        window=window_ends_on.isoformat(),
        outcome=outcome,
    )
    return operation


@transaction.atomic
def withdraw_verdict(*, verdict: EmergenceVerdict, by: User) -> uuid.UUID:
    """Leave the theme to be looked at again. Raises CycleIsClosed."""
    hold_open(verdict.cycle)
    operation = history.new_operation()
    record(action="emergence.reopened", by=by, target=verdict, cycle=verdict.cycle.slug, theme=verdict.theme)
    history.delete(verdict, by=by, operation=operation)
    return operation


# --- the themes added


@transaction.atomic
def watch_theme(*, stems: str, label: str, by: User | None) -> uuid.UUID:
    """Count these words like a domain from the next reading on. stems: one, or two joined by a dash.

    Raises ThemeWatched, ValidationError.
    """
    if not STEMS.fullmatch(stems):
        raise Conflict
    if WatchedTheme.objects.filter(stems=stems).exists():
        raise ThemeWatched
    operation = history.new_operation()
    try:
        with transaction.atomic():
            theme = history.create(WatchedTheme, by=by, operation=operation, stems=stems, label=label)
    except IntegrityError as problem:
        raise ThemeWatched from problem
    record(action="theme.watched", by=by, target=theme)
    return operation


@transaction.atomic
def drop_theme(*, theme: WatchedTheme, by: User) -> uuid.UUID:
    """No longer count these words. The readings and the verdicts of the past stay."""
    operation = history.new_operation()
    record(action="theme.dropped", by=by, target=theme)
    history.delete(theme, by=by, operation=operation)
    return operation

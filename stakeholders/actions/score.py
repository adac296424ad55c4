"""What an assessor does with one's own scores: give, change, clear, put back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import history
from accounts.actions.history import Stale
from accounts.actions.journal import record
from accounts.models import Change, JournalEntry, User
from iso26000.models import AssessmentCycle, Assessor
from rse_portal.common.errors import Conflict
from stakeholders.models import Impact, ImpactScore
from stakeholders.models.impact import CRITERIA

VALUES = (*CRITERIA, "rationale")
CLOSED = gettext_lazy("Cet exercice est clos : ses cotations ne changent plus.")


@dataclass(frozen=True)
class Saved:
    """What is left after a save. score: None once it was emptied of everything. operation: the act that gave it these
    values, to undo it; None when nothing was ever written."""

    score: ImpactScore | None
    operation: UUID | None

    @property
    def version(self) -> int:
        """What the next save has to say that it read; 0: there is no score."""
        return self.score.version if self.score else 0


@transaction.atomic
def save_score(
    *,
    impact: Impact,
    assessor: Assessor,
    by: User,
    version: int,
    operation: UUID | None = None,
    **values: Any,
) -> Saved:
    """Give, change or clear the score of this assessor. A score without any value nor rationale is deleted.

    version: the one that was read, 0 for « none yet ». values: criteria (1–5 or None) and rationale; what is left out
    stays as it is. Saving again what is stored already succeeds whatever the version: an answer lost on the way is asked
    again. Raises Stale if somebody (another tab, an import) saved other values meanwhile, Conflict in a closed cycle,
    ValidationError for a criterion that the impact does not have or a value outside 1–5. At most 10 queries.
    """
    if not impact.cycle.is_open:
        raise Conflict(CLOSED)
    _refuse_foreign_criteria(impact, values)
    # Saves of one assessor take turns: the one that comes second meets the row of the first, not a broken constraint.
    Assessor.objects.select_for_update(no_key=True).get(pk=assessor.pk)
    score = _score_of(impact, assessor)
    wanted = {name: values.get(name, getattr(score, name)) for name in VALUES}
    if all(getattr(score, name) == wanted[name] for name in VALUES):
        return _as_it_stands(score)
    if score.version != version:
        raise Stale(score)
    operation = operation or history.new_operation()
    saved = _write(score, wanted, by, operation)
    _tell_once_an_hour(impact.cycle, by)
    return Saved(saved, operation)


def _refuse_foreign_criteria(impact: Impact, values: dict[str, Any]) -> None:
    words = {
        "irremediability": _("Un impact positif n’a pas d’irrémédiabilité."),
        "likelihood": _("Un impact réel n’a pas de probabilité : il est déjà là."),
    }
    if not impact.criteria:
        raise ValidationError(_("« Aucun impact identifié » ne se cote pas."))
    foreign = [name for name in CRITERIA if values.get(name) is not None and name not in impact.criteria]
    if foreign:
        raise ValidationError({name: words[name] for name in foreign})


def _score_of(impact: Impact, assessor: Assessor) -> ImpactScore:
    """The stored score, or an empty one with version 0."""
    found = ImpactScore.objects.select_for_update().filter(impact=impact, assessor=assessor).first()
    return found or ImpactScore(impact=impact, assessor=assessor, version=0)


def _as_it_stands(score: ImpactScore) -> Saved:
    if not score.pk:
        return Saved(None, None)
    last = Change.objects.of(score).first()
    return Saved(score, last.operation if last else None)


def _write(score: ImpactScore, wanted: dict[str, Any], by: User, operation: UUID) -> ImpactScore | None:
    if not any(value is not None and value != "" for value in wanted.values()):
        history.delete(score, by=by, operation=operation)
        return None
    if score.pk:
        history.change(score, by=by, operation=operation, **wanted)
        return score
    impact, assessor = score.impact, score.assessor
    try:
        with transaction.atomic():
            return history.create(
                ImpactScore, by=by, operation=operation, impact=impact, assessor=assessor, **wanted
            )
    except (IntegrityError, ValidationError):
        found = _score_of(impact, assessor)
        if not found.pk:
            raise
        raise Stale(found) from None  # an import wrote it between our look and our insert


def _tell_once_an_hour(cycle: AssessmentCycle, by: User) -> None:
    """One line of the journal per person, cycle and hour of the clock.

    A scorer saves each digit: sixty impacts would bury what auditors look for under two hundred equal lines. What was
    changed, and when, is in the history of each score (ADR 0012).
    """
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    told = JournalEntry.objects.filter(
        action="score.saved",
        actor=by,
        target_type=cycle._meta.label_lower,
        target_id=str(cycle.pk),
        at__gte=hour,
    )
    if not told.exists():
        record(action="score.saved", by=by, target=cycle)


@transaction.atomic
def undo_score(*, score: ImpactScore, told: Change, by: User) -> Saved:
    """Put back what one save of `score` changed. score: as it stands, or as it was when that save deleted it.

    Raises history.CannotUndo when the score was changed since by another act, Conflict in a closed cycle. Whose score it
    is, is the caller's to check.
    """
    if not score.impact.cycle.is_open:
        raise Conflict(CLOSED)
    again = history.undo(told.operation, by=by)
    _tell_once_an_hour(score.impact.cycle, by)
    return Saved(ImpactScore.objects.select_related("impact").filter(pk=told.target_id).first(), again)

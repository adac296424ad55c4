"""Identify an impact, change it, withdraw it, or state that there is none. Each locks the cycle, which must be open."""

import re
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import Change, ChangeKind, User
from iso26000.actions.open_cycle import hold_open
from iso26000.actions.panel import seat_of
from iso26000.models import AssessmentCycle, Domain, seat_held_by
from rse_portal.common.errors import Conflict
from stakeholders.enums import Polarity
from stakeholders.models import Impact, ImpactScore, Stakeholder
from stakeholders.queries.impact_effects import Effect, effect_on_scores, held_criteria, lost_to

ATTEMPTS = 20
DIGITS = 3
NUMBERED = re.compile(r"(.*?)([0-9]+)")


class ImpactsExist(Conflict):
    default = _("Des impacts y sont déjà identifiés\u00a0: on ne peut pas y déclarer qu’il n’y en a aucun.")


class NoneAlreadyDeclared(Conflict):
    default = _("« Aucun impact identifié » y est déjà déclaré.")


class ScoredMeanwhile(Conflict):
    default = _("Des cotations ont été enregistrées entre-temps\u00a0: relisez ce qui serait retiré.")


class ScoresWouldBreak(Conflict):
    """The change would make scores meaningless or incomplete, and nobody agreed to that. `effect` says which."""

    def __init__(self, effect: Effect) -> None:
        self.effect = effect
        super().__init__(str(effect))


@transaction.atomic
def identify_impact(
    *, cycle: AssessmentCycle, by: User, operation: uuid.UUID | None = None, **values: Any
) -> Impact:
    """Record an impact under a new reference. values: domain, stakeholder, polarity, nature, flags, description.

    « Aucun impact identifié » declared for the same domain and stakeholder is withdrawn in the same operation: it is no
    longer true. Raises CycleIsClosed, ValidationError. Some 8 queries.
    """
    hold_open(cycle)
    operation = operation or history.new_operation()
    withdraw_declarations(cycle, values["domain"], values["stakeholder"], by, operation)
    impact = _create(cycle, by, operation, **values)
    record(action="impact.created", by=by, target=impact, cycle=cycle.slug, code=impact.code)
    return impact


@transaction.atomic
def declare_none(
    *,
    cycle: AssessmentCycle,
    domain: Domain,
    stakeholder: Stakeholder,
    reason: str,
    by: User,
    operation: uuid.UUID | None = None,
) -> Impact:
    """State that a domain has no impact on a stakeholder, with the reason. Its author takes a seat on the panel.

    Twice by the same person is once. Raises CycleIsClosed, ImpactsExist, NoneAlreadyDeclared, ValidationError.
    """
    hold_open(cycle)
    known = list(Impact.objects.filter(cycle=cycle, domain=domain, stakeholder=stakeholder))
    if any(impact.polarity != Polarity.NONE for impact in known):
        raise ImpactsExist
    if known:
        seat = seat_held_by(by)
        if seat is None or known[0].declared_by_id != seat.pk:
            raise NoneAlreadyDeclared
        return known[0]
    impact = _create(
        cycle,
        by,
        operation or history.new_operation(),
        domain=domain,
        stakeholder=stakeholder,
        polarity=Polarity.NONE,
        nature="",
        description=reason,
        declared_by=seat_of(user=by, by=by),
    )
    record(action="impact.none_declared", by=by, target=impact, cycle=cycle.slug, code=impact.code)
    return impact


@transaction.atomic
def change_impact(
    *,
    impact: Impact,
    by: User,
    version: int | None = None,
    accept_effect: bool = False,
    operation: uuid.UUID | None = None,
    **values: Any,
) -> bool:
    """Give the impact these values; False when it holds them already.

    Scores that the change would break stop it (ScoresWouldBreak), unless accept_effect: what lost its meaning is then
    cleared in the same operation, and scores that miss a criterion are drafts again. A declaration that the impact
    contradicts where it moves is withdrawn. Raises CycleIsClosed, history.Stale, ValidationError.
    """
    hold_open(impact.cycle)
    operation = operation or history.new_operation()
    current = Impact.objects.select_for_update().get(pk=impact.pk)
    if version is not None and version != current.version:
        raise history.Stale(current)
    effect = effect_on_scores(current, values, held_criteria([current])[current.pk])
    if effect and not accept_effect:
        raise ScoresWouldBreak(effect)
    history.change_many(lost_to(current, effect.lost), by=by, operation=operation)
    changed = history.change(impact, by=by, version=version, operation=operation, **values)
    if changed and impact.polarity != Polarity.NONE:
        withdraw_declarations(impact.cycle, impact.domain, impact.stakeholder, by, operation)
    if changed:
        cleared = sum(effect.lost.values())
        record(action="impact.changed", by=by, target=impact, code=impact.code, cleared=cleared)
    return changed


@transaction.atomic
def delete_impact(*, impact: Impact, by: User, version: int, scores: int) -> uuid.UUID:
    """Withdraw an impact and its scores; returns the operation, whose undoing puts the same rows back.

    version, scores: what the person was shown. Raises CycleIsClosed, history.Stale, ScoredMeanwhile.
    """
    hold_open(impact.cycle)
    operation = history.new_operation()
    current = Impact.objects.select_for_update().get(pk=impact.pk)
    if version != current.version:
        raise history.Stale(current)
    given = list(ImpactScore.objects.select_for_update().filter(impact=current))
    if len(given) != scores:
        raise ScoredMeanwhile
    record(action="impact.deleted", by=by, target=current, code=current.code, scores=scores)
    for score in given:
        history.delete(score, by=by, operation=operation)
    history.delete(current, by=by, operation=operation)
    return operation


def withdraw_declarations(
    cycle: AssessmentCycle, domain: Domain, stakeholder: Stakeholder, by: User, operation: uuid.UUID
) -> None:
    """An impact was found: what said that there was none goes, in the same operation."""
    for said in Impact.objects.filter(cycle=cycle, domain=domain, stakeholder=stakeholder).none_declared():
        record(action="impact.deleted", by=by, target=said, code=said.code, scores=0)
        history.delete(said, by=by, operation=operation)


def _create(cycle: AssessmentCycle, by: User, operation: uuid.UUID, **values: Any) -> Impact:
    """Under the next free reference: an import does not wait for our lock, so that the constraint has the last word."""
    prefix, digits, number = next_reference(cycle)
    for attempt in range(ATTEMPTS):
        code = f"{prefix}{number + attempt:0{digits}d}"
        try:
            with transaction.atomic():
                return history.create(Impact, by=by, operation=operation, cycle=cycle, code=code, **values)
        except (ValidationError, IntegrityError):
            if not Impact.objects.filter(cycle=cycle, code=code).exists():
                raise
    raise Conflict(_("Beaucoup d’impacts s’ajoutent en ce moment. Réessayez dans un instant."))


def next_reference(cycle: AssessmentCycle) -> tuple[str, int, int]:
    """(prefix, digits, number) that continue the latest reference of the cycle; « I26-001 » begins the series of 2026.

    A reference that was withdrawn is not given again, so that its undoing finds it free. 3 queries.
    """
    impacts = Impact.objects.filter(cycle=cycle)
    latest = impacts.order_by("-pk").values_list("code", flat=True).first() or ""
    found = NUMBERED.fullmatch(latest)
    prefix, digits = (found[1], len(found[2])) if found else (f"I{cycle.opened_on:%y}-", DIGITS)
    series = rf"^{re.escape(prefix)}[0-9]+$"
    greatest = impacts.filter(code__regex=series).order_by(Length("code").desc(), "-code")
    withdrawn = Change.objects.filter(
        target_type=Impact._meta.label_lower, kind=ChangeKind.DELETED, before__cycle_id=cycle.pk
    ).values_list("before__code", flat=True)
    used = [*greatest.values_list("code", flat=True)[:1], *withdrawn]
    numbers = [int(code[len(prefix) :]) for code in used if re.match(series, code)]
    return prefix, digits, max(numbers, default=0) + 1

"""Assessing a stakeholder in the open cycle."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions.history import Stale, new_operation
from accounts.requests import person, tell_done
from iso26000.cycles import chosen_cycle, cycle_or_404, in_this_cycle
from rse_portal.common.pages import object_or_404, posted, render_part, right_or_403
from rse_portal.common.typography import pourcent
from stakeholders.actions.significance import (
    assess_significance,
    refuse_unless_assessable,
)
from stakeholders.forms.significance import SignificanceForm
from stakeholders.models import Significance, Stakeholder
from stakeholders.queries.significance import CycleWeights, Standing, cycle_weights


@require_http_methods(["GET", "HEAD", "POST"])
def significance_edit(request: HttpRequest, code: str) -> HttpResponse:
    """The scores, the answers and what they make of the group: « Voir l’effet » shows it without saving."""
    stakeholder = object_or_404(request, Stakeholder, "stakeholders.view_registry", code=code)
    right_or_403(request, "stakeholders.assess_significance")
    cycle = cycle_or_404(request)
    refuse_unless_assessable(stakeholder, cycle)
    row = Significance.objects.filter(cycle=cycle, stakeholder=stakeholder).first()
    if row is not None:
        row.cycle, row.stakeholder = cycle, stakeholder
    form = SignificanceForm(
        posted(request), instance=row or Significance(cycle=cycle, stakeholder=stakeholder)
    )
    weights = cycle_weights(cycle)
    before = Standing(row, weights) if row else None
    effect, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            after = form.preview()
            effect = Standing(after, _weights_with(after, weights))
            if "apercu" in request.POST:
                status = 200
            else:
                operation = new_operation()
                try:
                    changed = assess_significance(
                        stakeholder=stakeholder,
                        cycle=cycle,
                        by=person(request),
                        version=form.read_version,
                        operation=operation,
                        **form.values,
                    )
                except Stale as stale:
                    form, status = form.met(stale), 409
                except ValidationError as problem:
                    form.refuse(problem)
                else:
                    tell_done(request, _told(changed, effect), operation if changed else None)
                    return redirect(in_this_cycle(request, stakeholder.get_absolute_url()))
    context: dict[str, Any] = {
        "form": form,
        "meeting": form.meeting,
        "stakeholder": stakeholder,
        "subject_cycle": cycle,
        "before": before,
        "effect": effect,
        "day": _iso(form["assessed_on"].value()),
        "chosen_cycle": chosen_cycle(request),
    }
    return render_part(request, "stakeholders/significance_edit.html", context, part="effect", status=status)


def _iso(day: Any) -> str:
    """What a date field of the browser takes; what was typed stays as it was typed."""
    return day.isoformat() if isinstance(day, date) else day or ""


def _weights_with(after: Significance, weights: CycleWeights) -> CycleWeights:
    """Only a group at the top of the tree weighs."""
    return weights if after.stakeholder.parent_id else weights.with_group(after.stakeholder_id, after)


def _told(changed: bool, effect: Standing) -> str:
    if not changed:
        return _("Rien n’a changé.")
    if effect.salience is None:
        return _("L’évaluation est enregistrée. Il manque des notes : le groupe reste à qualifier.")
    if effect.percent is None:
        return _("L’évaluation est enregistrée : classe « %(salience)s ».") % {
            "salience": effect.salience.label
        }
    return _("L’évaluation est enregistrée : classe « %(salience)s », %(weight)s du poids.") % {
        "salience": effect.salience.label,
        "weight": pourcent(effect.percent, 1),
    }

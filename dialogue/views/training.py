"""The follow-up of the training of whoever is in function."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import training as actions
from accounts.actions.journal import record
from accounts.models import Mandate, Training
from accounts.models.training import TrainingState
from accounts.requests import person, tell_done
from dialogue.exports import trainings_workbook
from dialogue.forms.training import TrainingForm, TrainingMarkForm, TrainingSearchForm
from dialogue.queries.training import counts_of
from dialogue.tabs import tabs
from dialogue.views.mandate import person_or_404, person_page
from rse_portal.common.forms import whole
from rse_portal.common.pages import posted, render_part, right_or_403, room_or_404
from rse_portal.common.paging import CAP, CappedPaginator
from rse_portal.common.typography import nombre

SEE, MANAGE, EXPORT = "accounts.view_trainings", "accounts.manage_trainings", "dialogue.export_people"
TAB = "dialogue:training-list"
PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def training_list(request: HttpRequest) -> HttpResponse:
    """What is due first. At most 12 queries. Posted: `formation` (keys that are ticked) or `tout` (all that the filters
    leave), `on` and `state`: they were offered or attended that day."""
    room_or_404(request, SEE)
    if request.method == "POST":
        right_or_403(request, MANAGE)
    form = TrainingSearchForm(request.GET)
    rows = form.filter(Training.objects.visible_to(request.user))  # type: ignore[arg-type]
    mark = TrainingMarkForm(posted(request), initial={"on": timezone.localdate()})
    if request.method != "POST":
        return _page(request, form, rows, mark)
    keys = _chosen(request, rows)
    if mark.is_valid() and not keys:
        mark.add_error(None, _("Cochez au moins une formation, ou toutes celles du filtre."))
    if mark.errors:
        return _page(request, form, rows, mark, status=422)
    attended = mark.cleaned_data["state"] == TrainingState.ATTENDED
    day = mark.cleaned_data["on"]
    done, operation = actions.mark_trainings(
        keys=keys,
        by=person(request),
        offered_on=None if attended else day,
        attended_on=day if attended else None,
    )
    if done:
        text = (
            ngettext("%(n)s formation est notée suivie.", "%(n)s formations sont notées suivies.", done)
            if attended
            else ngettext(
                "%(n)s formation est notée proposée.", "%(n)s formations sont notées proposées.", done
            )
        )
        tell_done(request, text % {"n": nombre(done)}, operation)
    query = _kept(request).urlencode()
    return redirect(reverse("dialogue:training-list") + (f"?{query}" if query else ""))


def _kept(request: HttpRequest) -> QueryDict:
    address = request.GET.copy()
    address.pop("page", None)
    return address


def _chosen(request: HttpRequest, rows: Any) -> list[int]:
    """The keys that are ticked; one that is not in sight is a 404, and nothing is done."""
    if "tout" in request.POST:
        return list(rows.order_by().values_list("pk", flat=True)[:CAP])
    keys = {whole(text, 0) for text in request.POST.getlist("formation")}
    if keys and Training.objects.visible_to(request.user).filter(pk__in=keys).count() < len(keys):  # type: ignore[arg-type]
        raise Http404
    return sorted(keys)


def _page(
    request: HttpRequest, form: TrainingSearchForm, rows: Any, mark: TrainingMarkForm, status: int = 0
) -> HttpResponse:
    user, today = person(request), timezone.localdate()
    running = Mandate.objects.running(today).select_related("territory").order_by("starts_on")
    listed = rows.select_related("user").prefetch_related(
        Prefetch("user__mandates", running, to_attr="in_function")
    )
    context = {
        "search": form,
        "form": mark,
        "ticked": request.POST.getlist("formation"),
        "page": CappedPaginator(listed.due_first(), PER_PAGE).get_page(request.GET.get("page")),
        "counts": counts_of(user, today),
        "query": _kept(request).urlencode(),
        "tabs": tabs(request, TAB),
        "may_manage": user.has_perm(MANAGE),
        "may_export": user.has_perm(EXPORT),
    }
    status = status or (400 if form.errors else 200)
    return render_part(request, "dialogue/training_list.html", context, status=status)


@require_POST
def training_export(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, as a workbook. POST: it is journaled."""
    room_or_404(request, SEE)
    right_or_403(request, EXPORT)
    rows = TrainingSearchForm(request.GET).filter(Training.objects.visible_to(request.user))  # type: ignore[arg-type]
    record(action="members.exported", by=person(request), what="trainings", rows=rows.count())
    return trainings_workbook(rows.select_related("user").due_first(), timezone.localdate())


@require_POST
def training_create(request: HttpRequest, pk: int) -> HttpResponse:
    """One more topic for a person."""
    room_or_404(request, SEE)
    someone = person_or_404(request, pk)
    right_or_403(request, MANAGE)
    form = TrainingForm(request.POST)
    if form.is_valid():
        try:
            operation = actions.add_training(user=someone, by=person(request), **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem.messages)  # type: ignore[arg-type]
        else:
            tell_done(request, _("La formation est ajoutée."), operation)
            return redirect("dialogue:person-detail", pk=someone.pk)
    return person_page(request, someone, form=form, status=422)

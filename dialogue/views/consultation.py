"""The consultations of the room « Dialogue »: prepare, open, follow who took part, close, publish."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from dialogue.actions import consultation as actions
from dialogue.actions.consultation_mail import left_to_write
from dialogue.forms.consult import ConsultForm
from dialogue.forms.consultation import ConsultationCreateForm, ConsultationForm, GroupsForm, PublishForm
from dialogue.models import Consultation
from dialogue.queries.consultation import offered_groups, participation_board
from dialogue.queries.consultation_answer import questions_of
from dialogue.tabs import tabs
from iso26000.cycles import cycle_of, cycle_or_404, stay_in
from rse_portal.common.pages import object_or_404, posted, room_or_404

VIEW, READ, RUN = (
    "dialogue.view_consultations",
    "dialogue.read_consultation",
    "dialogue.run_consultation",
)
TAB = "dialogue:consultation-list"


def consultation_or_404(request: HttpRequest, pk: uuid.UUID, permission: str = READ) -> Consultation:
    """The consultation, in its own cycle. 1 query and the rights."""
    consultation = object_or_404(request, Consultation, permission, "cycle", pk=pk)
    stay_in(request, consultation.cycle)
    return consultation


def may_run(request: HttpRequest, consultation: Consultation) -> bool:
    return person(request).has_perm(RUN, consultation)


@require_safe
def consultation_list(request: HttpRequest) -> HttpResponse:
    """The consultations of the cycle that one may see. 9 queries at most."""
    room_or_404(request, VIEW)
    cycle, user = cycle_of(request), person(request)
    rows = list(Consultation.objects.visible_to(user).filter(cycle=cycle)) if cycle else []
    context = {
        "consultation_cycle": cycle,
        "consultations": rows,
        "reads": user.has_perm(READ),
        "may_create": cycle is not None and cycle.is_open and user.has_perm(RUN),
        "tabs": tabs(request, TAB),
    }
    return render(request, "dialogue/consultation_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_create(request: HttpRequest) -> HttpResponse:
    room_or_404(request, READ)
    cycle, user = cycle_or_404(request), person(request)
    if not (cycle.is_open and user.has_perm(RUN)):
        raise PermissionDenied
    form, status = (
        ConsultationCreateForm(posted(request), initial={"starts_on": timezone.localdate()}),
        200,
    )
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                consultation = actions.create_consultation(cycle=cycle, by=user, **form.cleaned_data)
            except ValidationError as problem:
                form.add_error(None, problem.messages)
            else:
                tell_done(request, _("La consultation est prête : relisez ses questions et ses groupes."))
                return redirect(consultation)
    return render(request, "dialogue/consultation_create.html", {"form": form}, status=status)


@require_safe
def consultation_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Where the consultation stands and who took part, by group. At most 15 queries."""
    consultation = consultation_or_404(request, pk)
    runs = may_run(request, consultation)
    questions = questions_of(consultation)
    context: dict[str, Any] = {
        "consultation": consultation,
        "may_run": runs,
        "board": participation_board(consultation),
        "questions": len(questions),
        "takes_answers": consultation.takes_answers(),
    }
    if runs and consultation.is_open:
        context["remindable"] = left_to_write(consultation, remind=True).exists()
    if runs and consultation.is_over:
        context["form"] = PublishForm(questions=questions)
    return render(request, "dialogue/consultation_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    consultation = consultation_or_404(request, pk, RUN)
    if consultation.is_over:
        raise actions.NotOpen
    form, status = ConsultationForm(posted(request), instance=consultation), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.change_consultation(
                    consultation=consultation, by=person(request), version=form.read_version, **form.values
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except ValidationError as problem:
                form.refuse(problem)
            else:
                if done:
                    tell_done(request, _("La consultation est modifiée."), done)
                return redirect(consultation)
    context = {"form": form, "consultation": consultation}
    return render(request, "dialogue/consultation_edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_groups(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    consultation = consultation_or_404(request, pk, RUN)
    if consultation.is_over:
        raise actions.NotOpen
    form, status = (
        GroupsForm(
            posted(request),
            offered=offered_groups(consultation),
            groups=list(consultation.groups.all()),
        ),
        200,
    )
    if request.method == "POST":
        if form.is_valid():
            actions.set_groups(consultation=consultation, groups=form.groups, by=person(request))
            tell_done(request, _("Les groupes consultés sont enregistrés."))
            return redirect(consultation)
        status = 422
    context = {"form": form, "consultation": consultation}
    return render(request, "dialogue/consultation_groups.html", context, status=status)


@require_safe
def consultation_preview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every question as a respondent sees it, in one of the two languages; made to be printed as a paper form too."""
    consultation = consultation_or_404(request, pk)
    questions = questions_of(consultation)
    english = request.GET.get("langue") == "en"
    with translation.override("en" if english else "fr"):
        known = {question.code: question for question in questions}
        asked = ConsultForm(questions=questions, answers={}).asked()
        rows = [(one, _condition(one.question.shown_if, known)) for one in asked]
        form = render_to_string(
            "dialogue/_consultation_paper.html", {"consultation": consultation, "rows": rows}, request
        )
    context = {"consultation": consultation, "questionnaire": form, "english": english}
    return render(request, "dialogue/consultation_preview.html", context)


def _condition(shown_if: dict[str, Any], questions: dict[str, Any]) -> str:
    """On which answer a question hangs, in words; « » for one that is asked to everybody."""
    parent = questions.get(shown_if.get("question", ""))
    if parent is None:
        return ""
    labels = dict(parent.choices()) if parent.has_choices else {}
    values = ", ".join(str(labels.get(value, value)) for value in shown_if["values"])
    return _("Si « %(question)s » : %(values)s") % {"question": parent.text, "values": values}


@require_POST
def consultation_open(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    consultation = consultation_or_404(request, pk, RUN)
    actions.open_consultation(consultation=consultation, by=person(request))
    tell_done(request, _("La consultation est ouverte : invitez maintenant."))
    return redirect(consultation)


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asked first: nothing opens a consultation again."""
    consultation = consultation_or_404(request, pk, RUN)
    if request.method == "POST":
        actions.close_consultation(consultation=consultation, by=person(request))
        tell_done(request, _("La consultation est close."))
        return redirect(consultation)
    if not consultation.is_open:
        raise actions.NotOpen
    context = {"consultation": consultation, "board": participation_board(consultation)}
    return render(request, "dialogue/consultation_close.html", context)


@require_POST
def consultation_publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The questions ticked, and no other: everybody in the portal may read their public figures."""
    consultation = consultation_or_404(request, pk, RUN)
    form = PublishForm(request.POST, questions=questions_of(consultation))
    if not form.is_valid():
        context = {
            "consultation": consultation,
            "may_run": True,
            "board": participation_board(consultation),
            "questions": consultation.questions.count(),
            "takes_answers": False,
            "form": form,
        }
        return render(request, "dialogue/consultation_detail.html", context, status=422)
    actions.publish_consultation(
        consultation=consultation, questions=form.cleaned_data["questions"], by=person(request)
    )
    tell_done(request, _("Les résultats choisis sont publiés."))
    return redirect("dialogue:consultation-results", consultation.pk)

"""The questions of a consultation: their list, one to write, one to move, as long as nobody answers."""

import uuid

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from dialogue.actions import question as actions
from dialogue.actions.consultation import NotOpen
from dialogue.forms.question import QuestionForm
from dialogue.models import Consultation, ConsultationQuestion
from dialogue.queries.consultation_answer import questions_of
from dialogue.views.consultation import RUN, consultation_or_404, may_run
from rse_portal.common.pages import posted


def _editable(request: HttpRequest, pk: uuid.UUID) -> Consultation:
    consultation = consultation_or_404(request, pk, RUN)
    if consultation.is_over:
        raise NotOpen
    if consultation.frozen:
        raise actions.QuestionsFrozen
    return consultation


@require_safe
def question_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """In order, by section. At most 9 queries."""
    consultation = consultation_or_404(request, pk)
    context = {
        "consultation": consultation,
        "questions": questions_of(consultation),
        "may_change": may_run(request, consultation) and not (consultation.frozen or consultation.is_over),
    }
    return render(request, "dialogue/question_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def question_create(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    consultation = _editable(request, pk)
    rows = questions_of(consultation)
    last = {"section_fr": rows[-1].section_fr, "section_en": rows[-1].section_en} if rows else {}
    form = QuestionForm(posted(request), initial=last, consultation=consultation, before=rows)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.add_question(consultation=consultation, by=person(request), **form.values)
            except ValidationError as problem:
                form.refuse(problem)
            else:
                tell_done(request, _("La question est ajoutée."))
                return redirect("dialogue:question-list", consultation.pk)
    return _form(request, consultation, form, None, status)


@require_http_methods(["GET", "HEAD", "POST"])
def question_edit(request: HttpRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    consultation = _editable(request, pk)
    question = _question(consultation, code)
    before = [row for row in questions_of(consultation) if row.order < question.order]
    form, status = (
        QuestionForm(posted(request), instance=question, consultation=consultation, before=before),
        200,
    )
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.change_question(
                    question=question, by=person(request), version=form.read_version, **form.values
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except ValidationError as problem:
                form.refuse(problem)
            else:
                if done:
                    tell_done(request, _("La question est modifiée."), done)
                return redirect("dialogue:question-list", consultation.pk)
    return _form(request, consultation, form, question, status)


def _form(
    request: HttpRequest,
    consultation: Consultation,
    form: QuestionForm,
    question: ConsultationQuestion | None,
    status: int,
) -> HttpResponse:
    context = {"consultation": consultation, "form": form, "question": question}
    return render(request, "dialogue/question_form.html", context, status=status)


def _question(consultation: Consultation, code: str) -> ConsultationQuestion:
    rows = ConsultationQuestion.objects.select_related("consultation__cycle", "domain")
    return get_object_or_404(rows, consultation=consultation, code=code)


@require_POST
def question_delete(request: HttpRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    consultation = _editable(request, pk)
    operation = actions.remove_question(question=_question(consultation, code), by=person(request))
    tell_done(request, _("La question est retirée."), operation)
    return redirect("dialogue:question-list", consultation.pk)


@require_POST
def question_move(request: HttpRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    """« sens=haut », else down."""
    consultation = _editable(request, pk)
    actions.move_question(
        question=_question(consultation, code), up=request.POST.get("sens") == "haut", by=person(request)
    )
    return redirect("dialogue:question-list", consultation.pk)

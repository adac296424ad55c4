"""The respondent's way: a code, a few steps, a last look, a receipt. No account, no session, no journal.

The code travels in the address of the first page alone, then in a cookie of these pages. No page tells any other where one
comes from. Reading burns nothing: the code is used up by the final submit only; it opens the receipt from then on.
"""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dialogue.actions.consultation_answer import (
    NothingAnswered,
    SomeLacking,
    put_aside,
    submit_answers,
    withdraw_answers,
)
from dialogue.forms.consult import ConsultForm
from dialogue.models import Consultation, ConsultationKey, ConsultationResponse
from dialogue.queries.consultation_answer import (
    Step,
    draft_of,
    key_of,
    next_step,
    questions_of,
    response_of,
    steps_of,
    told,
)
from dialogue.queries.consultation_results import ConsultationResults
from iso26000.enums import CampaignState
from iso26000.forms.campaign_answer import CodeForm
from rse_portal.common.codes import NoSuchCode, read_code, written
from rse_portal.common.respondents import Desk

DESK = Desk("consultation", "dialogue:consult-enter", "dialogue/consult_none.html", "no-referrer")


def _key(request: HttpRequest) -> ConsultationKey | None:
    code = DESK.code(request)
    return key_of(code) if code else None


def _key_or_none_page(request: HttpRequest) -> ConsultationKey:
    key = _key(request)
    if key is None:
        raise NoSuchCode
    return key


def _sent(code: str) -> ConsultationResponse | None:
    return response_of(code) if code else None


@require_safe
@DESK.page
def consult_welcome(request: HttpRequest, code: str) -> HttpResponse:
    """Where the link leads: what is asked, why, how long. Changes nothing, sets nothing. 2 or 3 queries."""
    read = read_code(code)
    key = key_of(read) if read else None
    response = None if key else _sent(read)
    consultation = key.consultation if key else response.consultation if response else None
    if consultation is None:
        raise NoSuchCode
    context = {
        "consultation": consultation,
        "group": key.group if key else None,
        "code": read,
        "sent": not key,
    }
    return render(request, "dialogue/consult_welcome.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def consult_enter(request: HttpRequest) -> HttpResponse:
    """Type the code of a letter; or come here from the welcome page, which sends it. Goes on where one stopped."""
    if request.method != "POST":
        context = {"form": CodeForm(), "withdrawn": "retiree" in request.GET}
        return render(request, "dialogue/consult_enter.html", context)
    typed = CodeForm(request.POST)
    if not typed.is_valid():
        return render(request, "dialogue/consult_enter.html", {"form": typed, "withdrawn": False}, status=422)
    code = read_code(typed.cleaned_data["code"])
    key = key_of(code) if code else None
    if key is None:
        if _sent(code) is None:
            raise NoSuchCode
        return DESK.keep(redirect("dialogue:consult-receipt"), code)
    steps = steps_of(questions_of(key.consultation), draft_of(code))
    return DESK.keep(_at(next_step(steps), len(steps)), code)


def _at(number: int, total: int) -> HttpResponse:
    if number > total:
        return redirect("dialogue:consult-finish")
    return redirect("dialogue:consult-step", max(number, 1))


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def consult_step(request: HttpRequest, number: int) -> HttpResponse:
    """The questions of one section. « Continuer », « Revenir » and « Reprendre plus tard » all keep what is filled in.

    A question that an answer opens comes on the same page, before one goes on. 4 queries to read, 11 to keep.
    """
    key, code = _key_or_none_page(request), DESK.code(request)
    questions, answers = questions_of(key.consultation), draft_of(code)
    steps = steps_of(questions, answers)
    if not 1 <= number <= len(steps):
        return redirect("dialogue:consult-finish")
    step, status = steps[number - 1], 200
    going_on = "revenir" not in request.POST and "pause" not in request.POST
    form = ConsultForm(
        request.POST if request.method == "POST" else None,
        questions=step.questions,
        answers=answers,
        going_on=going_on,
    )
    if request.method == "POST":
        valid = form.is_valid()
        kept = put_aside(code=code, answers=form.answers)
        if valid or not going_on:
            return _onward(request, step, steps_of(questions, kept))
        status = 422
    context = {
        "consultation": key.consultation,
        "step": step,
        "total": len(steps),
        "form": form,
        "more": "suite" in request.GET,
    }
    return render(request, "dialogue/consult_step.html", context, status=status)


def _onward(request: HttpRequest, step: Step, steps: list[Step]) -> HttpResponse:
    """steps: as they are now that the answers of `step` are kept."""
    if "pause" in request.POST:
        return redirect("dialogue:consult-pause")
    first = step.questions[0].code
    here = next(
        (found for found in steps if any(question.code == first for question in found.questions)), step
    )
    if "revenir" in request.POST:
        return _at(here.number - 1, len(steps))
    seen = {question.code for question in step.questions}
    opened = [question for question in here.questions if question.code not in seen]
    if opened:
        address = reverse("dialogue:consult-step", args=[here.number])
        return redirect(f"{address}?suite#id_{opened[0].code}")
    return _at(here.number + 1, len(steps))


@require_safe
@DESK.page
def consult_pause(request: HttpRequest) -> HttpResponse:
    """Everything is kept; here is the code to come back with."""
    key = _key_or_none_page(request)
    context = {"consultation": key.consultation, "code": written(DESK.code(request))}
    return render(request, "dialogue/consult_pause.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def consult_finish(request: HttpRequest) -> HttpResponse:
    """A last look, then the one submit. Sending twice leads to the receipt of the first."""
    code, key = DESK.code(request), _key(request)
    if key is None:
        if _sent(code) is None:
            raise NoSuchCode
        return redirect("dialogue:consult-receipt")
    problem = ""
    lacking: list[str] = []
    if request.method == "POST":
        try:
            submit_answers(code=code)
        except NothingAnswered as refused:
            problem = str(refused)
        except SomeLacking as refused:
            problem, lacking = str(refused), [question.code for question in refused.questions]
        except NoSuchCode:
            if _sent(code) is None:
                raise
            return redirect("dialogue:consult-receipt")
        else:
            return redirect("dialogue:consult-receipt")
    questions, answers = questions_of(key.consultation), draft_of(code)
    steps = steps_of(questions, answers)
    context = {
        "consultation": key.consultation,
        "steps": [(step, any(question.code in lacking for question in step.questions)) for step in steps],
        "left": sum(step.left for step in steps),
        "problem": problem,
    }
    return render(request, "dialogue/consult_finish.html", context, status=422 if problem else 200)


@require_safe
@DESK.page
def consult_receipt(request: HttpRequest) -> HttpResponse:
    """What was received, word for word, for whoever holds the code. 3 queries."""
    code = DESK.code(request)
    response = _sent(code)
    if response is None:
        raise NoSuchCode
    context = {
        "consultation": response.consultation,
        "number": response.receipt[:12].upper(),
        "told": told(questions_of(response.consultation), response.answers),
        "code": written(code),
    }
    return render(request, "dialogue/consult_receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def consult_withdraw(request: HttpRequest) -> HttpResponse:
    """Asked first: nothing brings an answer back."""
    code = DESK.code(request)
    response = _sent(code)
    if response is None:
        raise NoSuchCode
    if request.method != "POST":
        return render(request, "dialogue/consult_withdraw.html", {"consultation": response.consultation})
    withdraw_answers(code=code)
    return DESK.forget(redirect(f"{reverse('dialogue:consult-enter')}?retiree"))


@require_POST
@DESK.page
def consult_leave(request: HttpRequest) -> HttpResponse:
    """Take everything off this device: one that several people use."""
    return DESK.forget(redirect("dialogue:consult-enter"))


@require_safe
@DESK.page
def consult_results(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is published of a consultation, for whoever was asked and for anybody else. 4 queries.

    Nothing tells a consultation that is not published from one that does not exist.
    """
    found = Consultation.objects.filter(pk=pk, state=CampaignState.PUBLISHED).select_related("cycle").first()
    if found is None:
        raise NoSuchCode
    context = {"consultation": found, "results": ConsultationResults.of(found, public=True)}
    return render(request, "dialogue/consult_results.html", context)

"""The respondent's way: a code, seven steps, a last look, their own profile. No account, no session, no journal.

The code travels in the address of the first page alone, then in a cookie of these pages; every page says not to keep it
and tells no other site where one comes from. Reading burns nothing: the code is used up by the final submit only.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iso26000.actions.campaign_answer import (
    NothingAnswered,
    begin_from_site,
    put_aside,
    submit_answers,
)
from iso26000.forms.campaign_answer import CodeForm, LevelForm, StepForm
from iso26000.models import AccessKey, Campaign, CampaignSite
from iso26000.queries.campaign_answer import (
    draft_of,
    key_of,
    next_step,
    own_means,
    profile_of,
    site_of,
    steps_of,
)
from rse_portal.common.codes import NoSuchCode, read_code, written
from rse_portal.common.respondents import Desk

# « no-referrer » would make browsers hide the origin of our own forms, which are then refused (ADR 0025).
DESK = Desk("diagnostic", "iso26000:answer-enter", "iso26000/answer_none.html", "strict-origin")
PROFILE = f"rse_{settings.PORT}_profil"
PROFILE_SECONDS = 15 * 60
SALT = "iso26000.profile"


def _key_or_none_page(request: HttpRequest) -> AccessKey:
    code = DESK.code(request)
    key = key_of(code) if code else None
    if key is None:
        raise NoSuchCode
    return key


@require_safe
@DESK.page
def answer_welcome(request: HttpRequest, code: str) -> HttpResponse:
    """Where the link leads: what is asked, why, and what anonymous means. Changes nothing, sets nothing. 2 or 3 queries."""
    read = read_code(code)
    opened = (key_of(read) or site_of(read)) if read else None
    if opened is None:
        raise NoSuchCode
    return _welcome(request, read, opened)


def _welcome(
    request: HttpRequest,
    code: str,
    opened: AccessKey | CampaignSite,
    form: LevelForm | None = None,
    status: int = 200,
) -> HttpResponse:
    if isinstance(opened, CampaignSite):
        site, level, form = opened, None, form or LevelForm(site=opened)
    else:
        site, level = opened.site, opened.level
    context = {"campaign": opened.campaign, "site": site, "level": level, "code": code, "form": form}
    return render(request, "iso26000/answer_welcome.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def answer_enter(request: HttpRequest) -> HttpResponse:
    """Type the code of a card; or come here from the welcome page, which sends it. Goes on where one stopped."""
    if request.method != "POST":
        return render(request, "iso26000/answer_enter.html", {"form": CodeForm()})
    typed = CodeForm(request.POST)
    if not typed.is_valid():
        return render(request, "iso26000/answer_enter.html", {"form": typed}, status=422)
    code = read_code(typed.cleaned_data["code"])
    key = key_of(code) if code else None
    if key is None:
        site = site_of(code) if code else None
        if site is None:
            raise NoSuchCode
        form = LevelForm(
            request.POST if "level" in request.POST or "begin" in request.POST else None, site=site
        )
        if not form.is_valid():
            return _welcome(request, code, site, form, status=422 if form.is_bound else 200)
        code = begin_from_site(code=code, level=form.cleaned_data["level"])
        key = key_of(code)
        if key is None:
            raise NoSuchCode
    steps = steps_of(key.campaign, draft_of(code).answers)
    number, total = next_step(steps), len(steps)
    answer = (
        redirect("iso26000:answer-step", number) if number <= total else redirect("iso26000:answer-finish")
    )
    return DESK.forget(DESK.keep(answer, code), PROFILE)


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def answer_step(request: HttpRequest, number: int) -> HttpResponse:
    """One core subject. « Continuer », « Revenir » and « Reprendre plus tard » all keep what is filled in. 4 queries to
    read, 9 to keep."""
    key, code = _key_or_none_page(request), DESK.code(request)
    draft = draft_of(code)
    steps = steps_of(key.campaign, draft.answers)
    if not 1 <= number <= len(steps):
        return redirect("iso26000:answer-finish")
    step = steps[number - 1]
    form = StepForm(
        request.POST if request.method == "POST" else None,
        statements=step.statements,
        answers=draft.answers,
        comment=draft.comments.get(step.subject.code, ""),
    )
    status = 200
    if request.method == "POST":
        valid = form.is_valid()
        put_aside(code=code, answers=form.answers, comments={step.subject.code: form.comment})
        if valid or "revenir" in request.POST:
            return _onward(request, number, len(steps))
        status = 422
    context = {
        "campaign": key.campaign,
        "step": step,
        "total": len(steps),
        "form": form,
        "code": written(code),
    }
    return render(request, "iso26000/answer_step.html", context, status=status)


def _onward(request: HttpRequest, number: int, total: int) -> HttpResponse:
    if "pause" in request.POST:
        return redirect("iso26000:answer-pause")
    number += -1 if "revenir" in request.POST else 1
    if number < 1:
        number = 1
    return redirect("iso26000:answer-step", number) if number <= total else redirect("iso26000:answer-finish")


@require_safe
@DESK.page
def answer_pause(request: HttpRequest) -> HttpResponse:
    """Everything is kept; here is the code to come back with."""
    key = _key_or_none_page(request)
    return render(
        request, "iso26000/answer_pause.html", {"campaign": key.campaign, "code": written(DESK.code(request))}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def answer_finish(request: HttpRequest) -> HttpResponse:
    """A last look, then the one submit. Its answer leads to the profile, which only this browser holds."""
    key, code = _key_or_none_page(request), DESK.code(request)
    problem = ""
    if request.method == "POST":
        try:
            answers = submit_answers(code=code)
        except NothingAnswered as refused:
            problem = str(refused)
        else:
            mine = own_means(key.campaign, answers)
            sealed = signing.dumps({"campaign": str(key.campaign.pk), "mine": mine}, salt=SALT)
            answer = redirect("iso26000:answer-profile")
            return DESK.forget(DESK.keep(answer, sealed, PROFILE, PROFILE_SECONDS))
    steps = steps_of(key.campaign, draft_of(code).answers)
    context = {
        "campaign": key.campaign,
        "steps": steps,
        "left": sum(step.left for step in steps),
        "problem": problem,
    }
    return render(request, "iso26000/answer_finish.html", context, status=422 if problem else 200)


@require_safe
@DESK.page
def answer_profile(request: HttpRequest) -> HttpResponse:
    """One's own seven bars beside the whole, where the whole is told. For a quarter of an hour, then nothing. 3 queries."""
    try:
        kept = signing.loads(request.COOKIES.get(PROFILE, ""), salt=SALT, max_age=PROFILE_SECONDS)
        campaign = Campaign.objects.select_related("cycle").get(pk=kept["campaign"])
    except (signing.BadSignature, Campaign.DoesNotExist):
        raise NoSuchCode from None
    bars = profile_of(campaign, kept["mine"])
    context = {"campaign": campaign, "bars": bars, "compared": any(bar.whole is not None for bar in bars)}
    return render(request, "iso26000/answer_profile.html", context)


@require_POST
@DESK.page
def answer_leave(request: HttpRequest) -> HttpResponse:
    """Take everything off this device: one that several people use."""
    return DESK.forget(redirect("iso26000:answer-enter"), DESK.cookie, PROFILE)

"""What rises in the remontées: the themes, the sentences behind each, what people made of it."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from dialogue.actions import emergence as actions
from dialogue.forms.emergence import VerdictForm
from dialogue.models import EmergenceVerdict, Feedback, WatchedTheme
from dialogue.pictures import curve_alone, curve_of, highest
from dialogue.queries.emergence import DOMAIN, TERM
from dialogue.queries.emergence_page import (
    EMERGING,
    PROPOSED,
    WEAK,
    EmergencePage,
    ThemeCard,
    emergence_of,
    false_alarm_words,
    sentences_of,
)
from dialogue.tabs import tabs
from iso26000.cycles import cycle_or_404
from iso26000.models import AssessmentCycle
from jobs.models import Job
from rse_portal.common.pages import posted, right_or_403, room_or_404

VIEW = "dialogue.view_emergence"
SENTENCES = 20  # per page


@require_safe
def emergence_list(request: HttpRequest) -> HttpResponse:
    """The reading of a window (`?periode=` its last day), the newest unless told. At most 15 queries."""
    room_or_404(request, VIEW)
    cycle = cycle_or_404(request)
    page = emergence_of(cycle, request.GET.get("periode", ""))
    may_compile = request.user.has_perm("dialogue.compile_emergence")  # type: ignore[union-attr]
    job = Job.objects.active().filter(key=f"read_emergence:{cycle.pk}").first() if may_compile else None
    shown = [*page.of(EMERGING), *page.of(WEAK), *page.of(PROPOSED)]
    context = {
        "emergence_cycle": cycle,
        "page": page,
        "tabs": tabs(request, "dialogue:emergence-list"),
        "emerging": _with_curves(page.of(EMERGING), shown),
        "weak": _with_curves(page.of(WEAK), shown),
        "proposed": _with_curves(page.of(PROPOSED), shown),
        "watched": [card for card in page.cards if card.kind == TERM],
        "domains": [card for card in page.cards if card.kind == DOMAIN],
        "false_alarms": false_alarm_words(),
        "job": job,
        "may_compile": may_compile,
        "may_watch": request.user.has_perm("dialogue.watch_theme"),  # type: ignore[union-attr]
        "query": _query(request, page),
        "chosen": request.GET.get("exercice", ""),
    }
    return render(request, "dialogue/emergence_list.html", context)


def _with_curves(cards: list[ThemeCard], together: list[ThemeCard]) -> list[dict[str, Any]]:
    most = highest(together)
    return [{"card": card, "chart": curve_of(card, most=most)} for card in cards]


def _query(request: HttpRequest, page: EmergencePage) -> str:
    """« ?exercice=…&periode=… »: what the address of this page chose, for its links; nothing where it chose nothing."""
    chosen = {"exercice": request.GET.get("exercice", ""), "periode": request.GET.get("periode", "")}
    if page.window_ends_on is None or chosen["periode"] != page.window_ends_on.isoformat():
        chosen["periode"] = ""
    kept = {name: value for name, value in chosen.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


@require_POST
def emergence_compile(request: HttpRequest) -> HttpResponse:
    """Hand the reading to the worker; a second click joins the one that runs."""
    room_or_404(request, VIEW)
    cycle = cycle_or_404(request)
    right_or_403(request, "dialogue.compile_emergence")
    _job, created = actions.request_emergence(cycle=cycle, by=person(request))
    if not created:
        messages.info(request, _("Ce calcul est déjà en cours."))
    return redirect(f"{reverse('dialogue:emergence-list')}?exercice={cycle.slug}")


def _theme_or_404(request: HttpRequest, theme: str) -> tuple[AssessmentCycle, EmergencePage, ThemeCard, date]:
    room_or_404(request, VIEW)
    cycle = cycle_or_404(request)
    page = emergence_of(cycle, request.GET.get("periode", ""))
    card = page.find(theme)
    if card is None or page.window_ends_on is None:
        raise Http404
    return cycle, page, card, page.window_ends_on


@require_http_methods(["GET", "HEAD", "POST"])
def emergence_detail(request: HttpRequest, theme: str) -> HttpResponse:
    """One theme: its curve, its sentences, and the verdict that a POST gives. At most 15 queries.

    409: somebody gave another one meanwhile; both are shown. 422: its reason is missing.
    """
    cycle, page, card, ends_on = _theme_or_404(request, theme)
    may_judge = cycle.is_open and request.user.has_perm("dialogue.judge_emergence")  # type: ignore[union-attr]
    form, status = VerdictForm(posted(request), instance=card.given), 200
    if request.method == "POST":
        right_or_403(request, "dialogue.judge_emergence")
        form, status = _judge(request, cycle, card, ends_on, form)
        if status == 302:
            return redirect(reverse("dialogue:emergence-detail", args=[theme]) + _query(request, page))
    may_read = request.user.has_perm("dialogue.view_feedback")  # type: ignore[union-attr]
    sentences = sentences_of(person(request), page, card) if may_read else Feedback.objects.none()
    context = {
        "emergence_cycle": cycle,
        "page": page,
        "card": card,
        "chart": curve_alone(card),
        "tabs": tabs(request, "dialogue:emergence-list"),
        "sentences": Paginator(sentences, SENTENCES).get_page(request.GET.get("page")),
        "may_read": may_read,
        "form": form,
        "may_judge": may_judge,
        "may_watch": request.user.has_perm("dialogue.watch_theme"),  # type: ignore[union-attr]
        "query": _query(request, page),
        "others": _query(request, page).removeprefix("?"),
        "chosen": request.GET.get("exercice", ""),
    }
    return render(request, "dialogue/emergence_detail.html", context, status=status)


def _judge(
    request: HttpRequest, cycle: AssessmentCycle, card: ThemeCard, ends_on: date, form: VerdictForm
) -> tuple[VerdictForm, int]:
    """The form to show again and its status; 302 when it is done."""
    if not form.is_valid():
        return form, 422
    try:
        done = actions.give_verdict(
            cycle=cycle,
            theme=card.theme,
            window_ends_on=ends_on,
            by=person(request),
            version=form.read_version,
            **form.values,
        )
    except actions.VerdictGiven:
        given = EmergenceVerdict.objects.get(cycle=cycle, theme=card.theme, window_ends_on=ends_on)
        return form.met(Stale(given)), 409
    except Stale as stale:
        return form.met(stale), 409
    except ValidationError as problem:
        form.refuse(problem)
        return form, 422
    if done:
        tell_done(request, _("La suite donnée à « %s » est enregistrée.") % card.label, done)
    return form, 302


@require_POST
def emergence_reopen(request: HttpRequest, theme: str) -> HttpResponse:
    """Withdraw the verdict: the theme is to be looked at again."""
    _cycle, page, card, _ends_on = _theme_or_404(request, theme)
    if card.given is None:
        raise Http404
    right_or_403(request, "dialogue.judge_emergence", card.given)
    done = actions.withdraw_verdict(verdict=card.given, by=person(request))
    tell_done(request, _("La suite donnée à « %s » est retirée.") % card.label, done)
    return redirect(reverse("dialogue:emergence-detail", args=[theme]) + _query(request, page))


@require_POST
def theme_watch(request: HttpRequest, theme: str) -> HttpResponse:
    """Count words that were proposed like a domain, from now on: the reading is made again."""
    cycle, _page, card, _ends_on = _theme_or_404(request, theme)
    right_or_403(request, "dialogue.watch_theme")
    if card.kind != PROPOSED:
        raise actions.ThemeWatched
    done = actions.watch_theme(stems=card.theme, label=card.label, by=person(request))
    actions.request_emergence(cycle=cycle, by=person(request))
    tell_done(
        request, _("« %s » est suivi : il comptera comme un domaine au prochain calcul.") % card.label, done
    )
    return redirect(f"{reverse('dialogue:emergence-list')}?exercice={cycle.slug}")


@require_POST
def theme_drop(request: HttpRequest, theme: str) -> HttpResponse:
    room_or_404(request, VIEW)
    watched = get_object_or_404(WatchedTheme, stems=theme)
    right_or_403(request, "dialogue.watch_theme", watched)
    done = actions.drop_theme(theme=watched, by=person(request))
    tell_done(request, _("« %s » n’est plus suivi.") % watched.label, done)
    return redirect("dialogue:emergence-list")

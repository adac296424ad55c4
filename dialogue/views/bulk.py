"""One act on the remontées ticked in the inbox: named with their count, confirmed, all or none."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.actions.history import new_operation
from accounts.requests import person, tell_done
from dialogue.actions import feedback_bulk as actions
from dialogue.forms.step import BulkForm
from dialogue.models import Feedback
from dialogue.phases import ANSWER, CLOSE, QUALIFY, REPORT, REVIEW, Move
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.cycles import cycle_or_404
from rse_portal.common.addresses import asked_address
from rse_portal.common.errors import Problem
from rse_portal.common.forms import whole
from rse_portal.common.pages import posted, room_or_404
from rse_portal.common.typography import nombre

MOST = 200  # that one reads before confirming
MOVES: dict[str, Move] = {move.slug: move for move in (QUALIFY, REVIEW, ANSWER, REPORT, CLOSE)}
CODE = "coder"
ACTS = [
    (CODE, gettext_lazy("Coder à un domaine")),
    *((slug, move.verb) for slug, move in MOVES.items()),
]


@require_http_methods(["GET", "HEAD", "POST"])
def feedback_bulk(request: HttpRequest) -> HttpResponse:
    """GET: those ticked (`remontee` repeated) and what to do. POST: the same act on those still ticked (`ligne`:
    key~version). 404 if one is out of reach, 409 if one changed or its state forbids it: nothing is done then.

    Some 16 queries, however many.
    """
    room_or_404(request, "dialogue.view_inbox")
    cycle, user = cycle_or_404(request), person(request)
    form, problem, status = BulkForm(posted(request), cycle=cycle, acts=ACTS), "", 200
    versions: Mapping[UUID, int] = versions_of(request) if request.method == "POST" else {}
    keys = list(versions) if request.method == "POST" else _asked(request)
    rows = list(
        Feedback.objects.in_reach(user, "dialogue.answer_feedback")
        .filter(pk__in=keys, cycle=cycle)
        .select_related("cycle", "territory__parent", "merged_into")
        .order_by("received_on", "pk")
    )
    if len(rows) != len(set(keys)):
        raise Http404
    if request.method == "POST":
        status = 422
        if form.is_valid():
            operation = new_operation()
            try:
                said = _do(form.cleaned_data, versions, rows, user, operation)
            except Problem as refused:
                problem, status = _told(refused), refused.status
            else:
                tell_done(request, said, operation if cycle.is_open else None)
                return redirect(asked_address(request, "retour") or reverse("dialogue:inbox"))
    context: dict[str, Any] = {
        "inbox_cycle": cycle,
        "form": form,
        "rows": rows,
        "problem": problem,
        "back": asked_address(request, "retour") or reverse("dialogue:inbox"),
    }
    return render(request, "dialogue/feedback_bulk.html", context, status=status)


class DomainMissing(Problem):
    status = 422
    default = gettext_lazy("Choisissez un domaine.")


def _do(
    asked: Mapping[str, Any],
    versions: Mapping[UUID, int],
    rows: Sequence[Feedback],
    user: Any,
    operation: UUID,
) -> str:
    """What to say once it is done. Raises Problem."""
    act = asked["act"]
    permission = "dialogue.qualify_feedback" if act == CODE else MOVES[act].permission
    if not all(user.has_perm(permission, row) for row in rows):
        raise CycleIsClosed  # in reach already: only a closed cycle forbids it
    if act == CODE:
        if asked["domain"] is None:
            raise DomainMissing
        count = actions.code_many(versions=versions, domain=asked["domain"], by=user, operation=operation)
        code = asked["domain"].code
        return ngettext(
            "%(n)s remontée est codée %(code)s.", "%(n)s remontées sont codées %(code)s.", count
        ) % {"n": nombre(count), "code": code}
    move = MOVES[act]
    answering = move is ANSWER
    count = actions.move_many(
        versions=versions,
        move=move,
        by=user,
        operation=operation,
        text=asked["text"],
        outcome=asked["outcome"] if answering else "",
    )
    return ngettext(
        "%(n)s remontée est passée à l’état « %(state)s ».",
        "%(n)s remontées sont passées à l’état « %(state)s ».",
        count,
    ) % {"n": nombre(count), "state": move.to.label}


def _told(refused: Problem) -> str:
    said = str(refused.message)
    references = getattr(refused, "references", ())
    return said + " " + _("En cause : %s.") % ", ".join(references) if references else said


def _asked(request: HttpRequest) -> list[UUID]:
    """The keys ticked in the list. Raises Http404 for what is no key."""
    return [_key(text) for text in dict.fromkeys(request.GET.getlist("remontee")[:MOST])]


def versions_of(request: HttpRequest) -> dict[UUID, int]:
    """« key~version » of each line that is ticked. Raises Http404 for what is no such thing."""
    found = {}
    for text in request.POST.getlist("ligne")[:MOST]:
        key, _mark, version = text.partition("~")
        found[_key(key)] = whole(version, 0)
    return found


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None

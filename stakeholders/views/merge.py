"""Duplicates: those that look so, what merging two would do, and the merge."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.history import Stale, values_of
from accounts.queries.history import Words
from accounts.requests import person, tell_done
from rse_portal.common.errors import Problem
from rse_portal.common.forms import whole
from rse_portal.common.pages import object_or_404, room_or_404
from stakeholders.actions import merge as actions
from stakeholders.forms.merge import PairForm
from stakeholders.models import Contact, Stakeholder
from stakeholders.models.stakeholder import Verified
from stakeholders.queries.contact import contacts_of
from stakeholders.queries.duplicates import likely_contacts, likely_stakeholders
from stakeholders.queries.merge import Mergeable, completed, lineages, plan_merge
from stakeholders.views.room import tabs

LINEAGES = 50
NO_VERSION = 0  # they begin at 1
CHANGE_REGISTRY, CHANGE_CONTACTS = "stakeholders.change_registry", "stakeholders.change_contacts"
ASIDE = {"merged_into_id"}  # what a preview need not compare


@require_safe
def merge_list(request: HttpRequest) -> HttpResponse:
    """Pairs that look like one, and what was merged already. 13 queries, sign-in and rights included."""
    room_or_404(request, CHANGE_CONTACTS)
    user = person(request)
    registry = user.has_perm(CHANGE_REGISTRY)
    form = PairForm(request.GET if registry and {"kept", "merged"} & request.GET.keys() else None)
    if form.is_bound and form.is_valid():
        found = form.cleaned_data
        return redirect("stakeholders:merge-stakeholders", found["kept"].pk, found["merged"].pk)
    context = {
        "registry": registry,
        "form": form,
        "stakeholders": likely_stakeholders(user) if registry else [],
        "lineages": lineages(LINEAGES) if registry else [],
        "contacts": likely_contacts(user),
        "tabs": tabs(request, "merge-list"),
    }
    return render(request, "stakeholders/merge_list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def merge_stakeholders(request: HttpRequest, kept: int, merged: int) -> HttpResponse:
    """Both side by side and what would move, some 20 queries whatever moves; then the merge."""
    stays = object_or_404(request, Stakeholder, CHANGE_REGISTRY, "parent", "owner", pk=kept)
    goes = object_or_404(request, Stakeholder, CHANGE_REGISTRY, "parent", "owner", pk=merged)
    problem: Problem | None = None
    try:
        if request.method == "POST":
            operation = actions.merge_stakeholders(
                kept=stays, merged=goes, by=person(request), version=_version(request)
            )
            text = _("%(merged)s est réunie à %(kept)s.") % {"merged": goes.code, "kept": stays.code}
            tell_done(request, text, operation)
            return redirect("stakeholders:merge-list")
        actions.check_mergeable(kept=stays, merged=goes)
    except (Stale, actions.CannotMerge, actions.AlreadyMerged) as refused:
        problem = refused
        goes.refresh_from_db()
    context = _preview(request, stays, goes, problem) | {
        "kept_contacts": contacts_of(stays),
        "merged_contacts": contacts_of(goes),
    }
    return _answer(request, "stakeholders/merge_stakeholders.html", context, problem)


@require_http_methods(["GET", "HEAD", "POST"])
def merge_contacts(request: HttpRequest, kept: int, merged: int) -> HttpResponse:
    if kept == merged:
        raise Http404
    stays = object_or_404(request, Contact, CHANGE_CONTACTS, pk=kept)
    goes = object_or_404(request, Contact, CHANGE_CONTACTS, pk=merged)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            operation = actions.merge_contacts(
                kept=stays, merged=goes, by=person(request), version=_version(request)
            )
        except Stale as refused:
            problem = refused
            goes.refresh_from_db()
        else:
            tell_done(request, _("Les deux contacts n’en font plus qu’un."), operation)
            return redirect(stays)
    context = _preview(request, stays, goes, problem)
    labels = {field.name: field.verbose_name for field in Contact.tracked_fields()}
    context["completed"] = [labels[name] for name in completed(kept=stays, merged=goes)]
    return _answer(request, "stakeholders/merge_contacts.html", context, problem)


def _version(request: HttpRequest) -> int | None:
    """The version of the row that goes, as the preview showed it. None, as of a hand-made request, checks nothing."""
    return whole(request.POST.get("version", ""), NO_VERSION) or None


def _preview(
    request: HttpRequest, kept: Mergeable, merged: Mergeable, problem: Problem | None
) -> dict[str, Any]:
    name = f"stakeholders:merge-{'contacts' if isinstance(kept, Contact) else 'stakeholders'}"
    return {
        "kept": kept,
        "merged": merged,
        "plan": plan_merge(kept=kept, merged=merged),
        "lines": list(side_by_side(kept, merged)),
        "swap_url": reverse(name, args=[merged.pk, kept.pk]),
        "problem": problem,
        "refused": isinstance(problem, actions.CannotMerge | actions.AlreadyMerged),
        "tabs": tabs(request, "merge-list"),
    }


@dataclass(frozen=True)
class Side:
    """One column of both rows, in words. `differs`: worth a look."""

    label: str
    kept: str
    merged: str

    @property
    def differs(self) -> bool:
        return self.kept != self.merged


def side_by_side(kept: Mergeable, merged: Mergeable) -> Iterator[Side]:
    """The columns that one of them fills, who they are before who follows them. 1 query per model that they refer to."""
    both: Sequence[dict[str, Any]] = (values_of(kept), values_of(merged))
    words = Words(type(kept), both)
    late = {field.attname for field in Verified._meta.fields}
    names = [name for name in both[0] if name not in ASIDE]
    for name in sorted(names, key=lambda name: name in late):
        texts = [words.of(name, values[name]) for values in both]
        if any(texts):
            yield Side(words.label(name), *texts)


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any], problem: Problem | None
) -> HttpResponse:
    """A pair that cannot be merged is shown with the reason. Asked for, it is a page like another; confirmed, refused."""
    status = problem.status if problem and request.method == "POST" else 200
    return render(request, template, context, status=status)

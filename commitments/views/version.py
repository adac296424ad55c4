"""Versions of the référentiel: their list, their text, their steps, what changed, and what anybody may read."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import person, tell_done
from commitments.actions import version as actions
from commitments.forms.referential import AdoptionForm
from commitments.models import ReferentialVersion
from commitments.queries.difference import difference
from commitments.queries.shown import reading_of
from commitments.tabs import tabs
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.cycles import cycle_or_404
from rse_portal.common.pages import object_or_404, posted, right_or_403, room_or_404

ROOM = "commitments.view_referential"
TAB = "commitments:version-list"
WRITE = "commitments.change_referential"
ADOPT = "commitments.adopt_version"
PUBLISH = "commitments.publish_version"


@require_safe
def version_list(request: HttpRequest) -> HttpResponse:
    """Every version that this person may read, newest first. At most 10 queries."""
    room_or_404(request, ROOM)
    user = person(request)
    versions = list(
        ReferentialVersion.objects.visible_to(user).without_content().select_related("cycle").newest_first()
    )
    context = {
        "tabs": tabs(TAB),
        "versions": versions,
        "may_start": user.has_perm(WRITE) and (not versions or versions[0].is_published),
    }
    return render(request, "commitments/version_list.html", context)


@require_POST
def version_start(request: HttpRequest) -> HttpResponse:
    """Open the next version in the cycle that the page shows."""
    room_or_404(request, ROOM)
    right_or_403(request, WRITE)
    cycle = cycle_or_404(request)
    if not cycle.is_open:
        raise CycleIsClosed
    version = actions.start_version(cycle=cycle, by=person(request))
    tell_done(request, _("« %s » est ouvert : ses textes peuvent changer.") % version.label)
    return redirect("commitments:referential-detail")


def _version_or_404(request: HttpRequest, number: int, permission: str = ROOM) -> ReferentialVersion:
    room_or_404(request, ROOM)
    return object_or_404(request, ReferentialVersion, permission, "cycle", number=number)


@require_safe
def version_detail(request: HttpRequest, number: int) -> HttpResponse:
    """The text of a version, where it stands, and what one may do about it. At most 16 queries."""
    version = _version_or_404(request, number)
    user = person(request)
    previous = ReferentialVersion.objects.published().without_content().filter(number__lt=number).first()
    context = {
        "tabs": tabs(TAB),
        "version": version,
        "reading": reading_of(version),
        "deciders": list(version.deciders.all()),
        "previous": previous,
        "may_write": user.has_perm(WRITE),
        "may_publish": user.has_perm(PUBLISH),
        "may_adopt": user.has_perm(ADOPT),
    }
    return render(request, "commitments/version_detail.html", context)


@require_POST
def version_submit(request: HttpRequest, number: int) -> HttpResponse:
    version = _version_or_404(request, number, WRITE)
    actions.submit_version(version=version, by=person(request))
    tell_done(request, _("La version est soumise : son texte ne bouge plus, les administrateurs la lisent."))
    return redirect(version)


@require_POST
def version_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    version = _version_or_404(request, number, WRITE)
    actions.withdraw_version(version=version, by=person(request))
    tell_done(request, _("La version est de nouveau un projet."))
    return redirect(version)


@require_http_methods(["GET", "HEAD", "POST"])
def version_adopt(request: HttpRequest, number: int) -> HttpResponse:
    """The decision of the administrators, on the text that they have read."""
    version = _version_or_404(request, number, ADOPT)
    if not version.is_submitted:
        raise actions.WrongState
    form = AdoptionForm(posted(request), version=version, user=person(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.adopt_version(version=version, by=person(request), **form.cleaned_data)
        except ValidationError as problem:
            for name, errors in problem.error_dict.items():
                form.add_error(name, errors)
        else:
            tell_done(request, _("La version est adoptée. L’équipe RSE peut la publier."))
            return redirect(version)
    context = {"version": version, "form": form, "counts": reading_of(version).counts}
    return render(request, "commitments/version_adopt.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def version_publish(request: HttpRequest, number: int) -> HttpResponse:
    """One question before it is for ever."""
    version = _version_or_404(request, number, PUBLISH)
    if not version.is_adopted:
        raise actions.WrongState
    if request.method == "POST":
        actions.publish_version(version=version, by=person(request))
        tell_done(request, _("La version est publiée, avec son empreinte."))
        return redirect(version)
    return render(request, "commitments/version_publish.html", {"version": version})


@require_safe
def version_compare(request: HttpRequest, number: int, other: int) -> HttpResponse:
    """What version `number` changes to version `other`. At most 18 queries."""
    version, before = _version_or_404(request, number), _version_or_404(request, other)
    context = {
        "tabs": tabs(TAB),
        "version": version,
        "before": before,
        "difference": difference(reading_of(before).document, reading_of(version).document),
    }
    return render(request, "commitments/version_compare.html", context)


@require_safe
def version_content(request: HttpRequest, number: int) -> HttpResponse:
    """The very text of which the fingerprint was taken: `sha256sum` says the same."""
    return _content(_version_or_404(request, number))


def _content(version: ReferentialVersion) -> HttpResponse:
    if version.is_draft:
        raise Http404
    response = HttpResponse(version.content.encode(), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="referentiel-{version.number}.json"'
    return response


# --- without an account


def published_or_404(number: int | None = None) -> ReferentialVersion:
    """The published version of that number, the last one unless told. 1 query."""
    versions = ReferentialVersion.objects.published().select_related("cycle").newest_first()
    if number is not None:
        return get_object_or_404(versions, number=number)
    found = versions.first()
    if found is None:
        raise Http404
    return found


@login_not_required
@require_safe
def public_detail(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """What is published, for anybody. 3 queries."""
    version = published_or_404(number)
    versions = ReferentialVersion.objects.published().newest_first()
    context: dict[str, Any] = {
        "version": version,
        "reading": reading_of(version),
        "deciders": list(version.deciders.all()),
        "others": list(versions.exclude(pk=version.pk).values("number", "label")),
    }
    return render(request, "commitments/public_detail.html", context)


@login_not_required
@require_safe
def public_content(request: HttpRequest, number: int) -> HttpResponse:
    return _content(published_or_404(number))

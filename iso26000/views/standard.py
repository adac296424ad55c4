"""The versions of the standard: those that are loaded, and how another one comes in."""

from pathlib import Path

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import person, tell_done
from iso26000.actions.standard import load_version
from iso26000.cycles import cycle_of, cycles_of, in_this_cycle
from iso26000.forms.standard import StandardLoadForm
from iso26000.models import Standard
from iso26000.standard_files import SHIPPED, InvalidStandard
from rse_portal.common.pages import right_or_403, room_or_404

SHOWN = 30  # faults of a file


@require_safe
def standard_list(request: HttpRequest) -> HttpResponse:
    """At most 8 queries."""
    room_or_404(request, "iso26000.view_standard")
    return _list(request, StandardLoadForm())


def _list(
    request: HttpRequest, form: StandardLoadForm, status: int = 200, faults: list[str] | None = None
) -> HttpResponse:
    cycle, user = cycle_of(request), person(request)
    versions = list(
        Standard.objects.newest_first()
        .defer("reading", "mappings")
        .annotate(
            subject_count=Count("core_subjects", distinct=True), domain_count=Count("domains", distinct=True)
        )
    )
    followed: dict[int, list[str]] = {}
    for each in cycles_of(request):
        followed.setdefault(each.standard_id, []).append(each.label)
    loaded = {version.code for version in versions}
    loads = user.has_perm("iso26000.load_standard")
    faults = faults or []
    context = {
        "versions": [(version, followed.get(version.pk, [])) for version in versions],
        "the_cycle": cycle,
        "upgrades": cycle is not None and user.has_perm("iso26000.run_cycle", cycle),
        "loads": loads,
        "shipped": [each for each in SHIPPED if each.code not in loaded] if loads else [],
        "form": form,
        "faults": faults[:SHOWN],
        "faults_left": max(0, len(faults) - SHOWN),
    }
    return render(request, "iso26000/standard_list.html", context, status=status)


@require_POST
def standard_load(request: HttpRequest) -> HttpResponse:
    """A file sent in, or `livree`: one that comes with the portal. What is wrong in it is listed, and nothing is kept."""
    room_or_404(request, "iso26000.view_standard")
    right_or_403(request, "iso26000.load_standard")
    shipped = next((each for each in SHIPPED if each.code == request.POST.get("livree")), None)
    form = StandardLoadForm(request.POST, request.FILES)
    if shipped is not None:
        form = StandardLoadForm()
        path = Path(settings.BASE_DIR) / "fixtures" / shipped.file
        name, data = path.name, path.read_bytes()
    elif form.is_valid():
        upload = form.cleaned_data["upload"]
        name, data = str(upload.name), upload.read()
    else:
        return _list(request, form, status=413 if form.too_large else 422)
    try:
        standard, loaded = load_version(name=name, data=data, by=person(request))
    except InvalidStandard as invalid:
        return _list(request, form, status=422, faults=invalid.errors)
    words = _("%s est chargée.") if loaded else _("%s était déjà chargée : rien ne change.")
    tell_done(request, words % standard)
    return redirect(in_this_cycle(request, request.path.removesuffix("charger/")))

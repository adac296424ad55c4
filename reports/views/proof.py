"""Whether a proof pack comes from this portal: for third parties, who have no account."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import JournalEntry
from reports.forms import ProofCheckForm


@login_not_required
@require_safe
def proof_check(request: HttpRequest) -> HttpResponse:
    """`?empreinte=`: the day a pack with this manifest was compiled, or that none was. 1 query."""
    form = ProofCheckForm(request.GET or None)
    found = None
    if asked := form.is_bound and form.is_valid():
        digest = form.cleaned_data["empreinte"].strip().lower()
        found = JournalEntry.objects.filter(action="proof.compiled", details__manifest=digest).first()
    status = 422 if form.is_bound and not asked else 200
    context = {"form": form, "asked": asked, "found": found}
    return render(request, "reports/proof_check.html", context, status=status)

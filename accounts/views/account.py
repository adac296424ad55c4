from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe


@require_safe
def account_detail(request: HttpRequest) -> HttpResponse:
    """One's own account: roles, mandates with their dates, language, password. 4 queries."""
    user = request.user
    today = timezone.localdate()
    context = {
        "mandates": user.mandates.select_related("territory"),  # type: ignore[union-attr]
        "assignments": user.role_assignments.select_related("territory"),  # type: ignore[union-attr]
        "today": today,
    }
    return render(request, "accounts/account_detail.html", context)

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Mandate, RoleAssignment, Training
from accounts.requests import person


@require_safe
def account_detail(request: HttpRequest) -> HttpResponse:
    """One's own account: roles, mandates with their dates, training, language, password. 5 queries."""
    context = {
        "mandates": Mandate.objects.filter(user=person(request)).select_related("territory"),
        "assignments": RoleAssignment.objects.filter(user=person(request)).select_related("territory"),
        "trainings": Training.objects.filter(user=person(request)).due_first(),
    }
    return render(request, "accounts/account_detail.html", context)

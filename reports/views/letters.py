from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts.requests import person
from dialogue.actions.consultation_invitation import draw_letters
from dialogue.forms.consultation import LettersForm
from dialogue.views.consultation_invitation import consulted_page, groups_of, open_or_409
from reports.documents import letters as document


@require_POST
def consultation_letters(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Draw the codes and set their letters, once: codes whose letters could not be set are not drawn."""
    consultation = open_or_409(request, pk)
    form = LettersForm(request.POST, groups=groups_of(consultation))
    if not form.is_valid():
        return consulted_page(request, consultation, 422, letters_form=form)
    with transaction.atomic():
        letters = draw_letters(consultation=consultation, by=person(request), **form.values)
        content = document.write(consultation, letters, form.cleaned_data["language"])
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="lettres-{consultation.template}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response

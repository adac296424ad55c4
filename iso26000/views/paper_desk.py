"""Answers on paper, the same way in a campaign and in a consultation: a file is looked at, then sent again to be written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.requests import person, tell_done
from iso26000.actions.campaign_paper import Brought, PapersChanged
from iso26000.forms.paper_import import PaperConfirmForm, PaperUploadForm
from rse_portal.common.exchange.errors import RefusedData


@dataclass(frozen=True)
class PaperDesk:
    """asked: the campaign or the consultation; name: what its template calls it; back: the address of the page.

    preview(by, name, content) and bring(by, name, content, expected) raise RefusedData; bring also PapersChanged.
    """

    asked: Any
    name: str
    template: str
    back: str
    preview: Callable[..., Brought]
    bring: Callable[..., Brought]

    def serve(self, request: HttpRequest) -> HttpResponse:
        """POST with a file: what it would write. POST with `content`, the file as the preview gives it back: written."""
        if request.method != "POST":
            return self._page(request, PaperUploadForm())
        if "content" in request.POST:
            return self._confirmed(request)
        form = PaperUploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, form, status=413 if form.too_large else 422)
        sent = form.sent
        try:
            brought = self.preview(by=person(request), **sent)
        except RefusedData as refused:
            return self._page(request, form, status=422, refused=refused)
        return self._preview(request, brought, sent)

    def _page(self, request: HttpRequest, form: Form, status: int = 200, **more: object) -> HttpResponse:
        context = {self.name: self.asked, "form": form, "refused": None, "lost": False}
        return render(request, self.template, context | more, status=status)

    def _preview(
        self,
        request: HttpRequest,
        brought: Brought,
        sent: dict[str, Any],
        status: int = 200,
        problem: str = "",
    ) -> HttpResponse:
        context = {
            "asked": self.asked,
            "back": self.back,
            "brought": brought,
            "name": sent["name"],
            "form": PaperConfirmForm.of(**sent, expected=brought.new),
            "problem": problem,
        }
        return render(request, "iso26000/paper_preview.html", context, status=status)

    def _confirmed(self, request: HttpRequest) -> HttpResponse:
        form = PaperConfirmForm(request.POST)
        if not form.is_valid():
            return self._page(request, PaperUploadForm(), status=422, lost=True)
        sent = {name: form.cleaned_data[name] for name in ("name", "content")}
        try:
            brought = self.bring(by=person(request), expected=form.cleaned_data["expected"], **sent)
        except RefusedData as refused:
            return self._page(request, PaperUploadForm(), status=422, refused=refused)
        except PapersChanged as changed:
            return self._preview(request, changed.brought, sent, changed.status, str(changed))
        told = _("Rien à changer : le portail a déjà tout cela.")
        if brought.new:
            told = ngettext(
                "%(n)s réponse sur papier est enregistrée.",
                "%(n)s réponses sur papier sont enregistrées.",
                brought.new,
            ) % {"n": brought.new}
        tell_done(request, told)
        return redirect(self.asked)

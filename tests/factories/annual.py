"""What the annual report is made with."""

import io
from pathlib import Path
from typing import Any

from django.conf import settings
from docx import Document

from accounts.models import User
from iso26000.models import AssessmentCycle
from priorities.models import FinancialView
from reports.models import ReportTemplate
from rse_portal.common.files import write_whole
from tests.factories.iso26000 import the_domain


def template_bytes(*, without: tuple[str, ...] = ()) -> bytes:
    """A DOCX with a text, a header, and all styles but these."""
    document = Document()
    document.add_paragraph("Texte du modèle, à ne pas garder")
    document.sections[0].header.paragraphs[0].text = "En-tête de la mutuelle"
    for name in without:
        style = document.styles[name].element
        style.getparent().remove(style)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def make_template(*, by: User | None = None) -> ReportTemplate:
    content = template_bytes()
    write_whole(Path(settings.MEDIA_ROOT) / "report-templates/modele.docx", content)
    return ReportTemplate.objects.create(
        file="report-templates/modele.docx",
        name="modele.docx",
        size=len(content),
        sha256="0" * 64,
        added_by=by,
    )


def make_financial_view(*, cycle: AssessmentCycle, domain: str = "6.5.5", **values: Any) -> FinancialView:
    return FinancialView.objects.create(
        **{
            "cycle": cycle,
            "domain": the_domain(domain),
            "magnitude": 4,
            "likelihood": 3,
            "rationale": "Le coût des soins.",
            **values,
        }
    )

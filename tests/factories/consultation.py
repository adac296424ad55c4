from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from dialogue.codes import access_hash, draft_hash, receipt_hash
from dialogue.models import (
    Consultation,
    ConsultationDraft,
    ConsultationGroup,
    ConsultationInvitation,
    ConsultationKey,
    ConsultationQuestion,
    ConsultationResponse,
)
from iso26000.enums import CampaignState
from iso26000.models import AssessmentCycle
from rse_portal.common.codes import new_code
from stakeholders.models import Stakeholder
from tests.factories.iso26000 import make_cycle, the_domain
from tests.factories.stakeholders import make_stakeholder

_next = count(1)
OPTIONS = [
    {"fr": "Souvent", "en": "Often"},
    {"fr": "Parfois", "en": "Sometimes"},
    {"fr": "Jamais", "en": "Never"},
]
# One question of each kind; « pourquoi » hangs on « a » of « renonce ».
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"code": "imp-6.7.8", "kind": "scale", "section_fr": "Ce qui compte", "section_en": "What matters"},
    {"code": "renonce", "kind": "single", "options": OPTIONS, "required": True},
    {"code": "pourquoi", "kind": "multiple", "options": OPTIONS, "other": True},
    {"code": "rangs", "kind": "ranking", "options": OPTIONS},
    {
        "code": "idees",
        "kind": "text",
        "kind_of_feedback": "idea",
        "section_fr": "Vos idées",
        "section_en": "Ideas",
    },
)


def make_consultation(
    *,
    cycle: AssessmentCycle | None = None,
    state: CampaignState = CampaignState.OPEN,
    groups: Sequence[Stakeholder] = (),
    questions: Sequence[Mapping[str, Any]] = QUESTIONS,
    **fields: Any,
) -> Consultation:
    today, number = timezone.localdate(), next(_next)
    consultation = Consultation.objects.create(
        cycle=cycle or make_cycle(),
        code=f"C-T{number}",
        template="fournisseurs",
        state=state,
        **{
            "title_fr": f"Consultation {number}",
            "starts_on": today - timedelta(days=7),
            "ends_on": today + timedelta(days=7),
            **fields,
        },
    )
    for order, given in enumerate(questions, start=1):
        make_question(consultation, order=order, **given)
    for group in groups or (make_stakeholder(),):
        ConsultationGroup.objects.create(consultation=consultation, stakeholder=group)
    return consultation


def make_question(consultation: Consultation, **given: Any) -> ConsultationQuestion:
    fields: dict[str, Any] = {
        "section_fr": "Au quotidien",
        "section_en": "Day to day",
        "text_fr": f"Question {given['code']} ?",
    }
    if given["code"].startswith("imp-"):
        fields["domain"] = the_domain(given["code"].removeprefix("imp-"))
    if given["code"] == "pourquoi":
        fields["shown_if"] = {"question": "renonce", "values": ["a"]}
    return ConsultationQuestion.objects.create(consultation=consultation, **{**fields, **given})


def make_consulted(
    consultation: Consultation, *, group: int = 0, **fields: Any
) -> tuple[ConsultationInvitation, str]:
    """An invitation, handed out; its code."""
    today, code = timezone.localdate(), new_code()
    invitation = ConsultationInvitation.objects.create(
        consultation=consultation,
        group=consultation.groups.all()[group],
        **{"batch": uuid4(), "created_on": today, "issued_on": today, **fields},
    )
    if invitation.issued_on:
        ConsultationKey.objects.create(
            hash=access_hash(code),
            consultation=consultation,
            seat=invitation.pk,
            group=invitation.group,
        )
    return invitation, code


def make_begun(consultation: Consultation, code: str, answers: Mapping[str, Any]) -> ConsultationDraft:
    return ConsultationDraft.objects.create(
        pk=draft_hash(code), consultation=consultation, answers=dict(answers)
    )


def make_answer(
    consultation: Consultation, answers: Mapping[str, Any], *, group: int = 0, invited: bool = True
) -> tuple[ConsultationResponse, str]:
    """A response, and the code that finds it again."""
    code = new_code()
    if invited:
        invitation, code = make_consulted(consultation, group=group)
        ConsultationKey.objects.filter(seat=invitation.pk).delete()
    response = ConsultationResponse.objects.create(
        consultation=consultation,
        group=consultation.groups.all()[group],
        receipt=receipt_hash(code),
        answers=dict(answers),
    )
    return response, code

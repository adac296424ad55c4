from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from iso26000.actions.questionnaire import load_questionnaire
from iso26000.codes import access_hash, draft_hash
from iso26000.enums import CampaignAccess, CampaignState
from iso26000.models import (
    AccessKey,
    AnonymousResponse,
    AnswerDraft,
    AssessmentCycle,
    Campaign,
    CampaignComment,
    CampaignLevel,
    CampaignSite,
    CampaignSnapshot,
    Invitation,
    Questionnaire,
)
from rse_portal.common.codes import new_code
from tests.factories.iso26000 import make_cycle, the_standard

_next = count(1)
FILE = Path(settings.BASE_DIR) / "fixtures/diagnostic_fr.yaml"


def the_questionnaire() -> Questionnaire:
    found, _loaded = load_questionnaire(path=FILE, by=None)
    return found


def make_campaign(
    *,
    cycle: AssessmentCycle | None = None,
    state: CampaignState = CampaignState.OPEN,
    access: CampaignAccess = CampaignAccess.PERSON,
    sites: Sequence[str] = ("Rennes", "Brest"),
    levels: Sequence[str] = ("Employé·es", "Cadres"),
    starts_on: date | None = None,
    ends_on: date | None = None,
    **fields: Any,
) -> Campaign:
    today = timezone.localdate()
    campaign = Campaign.objects.create(
        cycle=cycle or make_cycle(),
        questionnaire=the_questionnaire(),
        title=fields.pop("title", f"Diagnostic {next(_next)}"),
        starts_on=starts_on or today - timedelta(days=7),
        ends_on=ends_on or today + timedelta(days=7),
        access=access,
        state=state,
        **fields,
    )
    CampaignSite.objects.bulk_create(
        CampaignSite(campaign=campaign, label=label, order=order)
        for order, label in enumerate(sites, start=1)
    )
    CampaignLevel.objects.bulk_create(
        CampaignLevel(campaign=campaign, label=label, order=order)
        for order, label in enumerate(levels, start=1)
    )
    CampaignSnapshot.objects.create(campaign=campaign)
    return campaign


def make_invitation(
    campaign: Campaign, *, site: int = 0, level: int = 0, **fields: Any
) -> tuple[Invitation, str]:
    """An invitation, handed out; its code."""
    today, code = timezone.localdate(), new_code()
    invitation = Invitation.objects.create(
        campaign=campaign,
        site=campaign.sites.all()[site],
        level=campaign.levels.all()[level],
        **{"batch": uuid4(), "created_on": today, "issued_on": today, **fields},
    )
    if invitation.issued_on:
        AccessKey.objects.create(
            hash=access_hash(code),
            campaign=campaign,
            seat=invitation.pk,
            site=invitation.site,
            level=invitation.level,
        )
    return invitation, code


def make_draft_answers(
    campaign: Campaign, code: str, answers: Mapping[str, str], **comments: str
) -> AnswerDraft:
    return AnswerDraft.objects.create(
        pk=draft_hash(code), campaign=campaign, answers=dict(answers), comments=comments
    )


def make_response(
    campaign: Campaign, answers: Mapping[str, Any], *, site: int | None = 0, level: int | None = 0
) -> AnonymousResponse:
    return AnonymousResponse.objects.create(
        campaign=campaign,
        site=None if site is None else campaign.sites.all()[site],
        level=None if level is None else campaign.levels.all()[level],
        answers=dict(answers),
    )


def make_comment(campaign: Campaign, text: str = "Rien à signaler.", **fields: Any) -> CampaignComment:
    subject = the_standard().core_subjects.get(code=fields.pop("subject", "6.4"))
    return CampaignComment.objects.create(campaign=campaign, core_subject=subject, text=text, **fields)

"""What a respondent does: begin by the link of a site, put answers aside, submit them once. No account, no journal.

Nobody is named: these actions have no `by`, and leave no trace but the answers themselves (ADR 0025).
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from iso26000.codes import access_hash, draft_hash
from iso26000.enums import Answer, WhyNotConcerned
from iso26000.models import (
    AccessKey,
    AnonymousResponse,
    AnswerDraft,
    Campaign,
    CampaignComment,
    CampaignLevel,
    CampaignSite,
    CampaignSnapshot,
    CoreSubject,
    Invitation,
)
from iso26000.queries.campaign_answer import key_of, site_of
from iso26000.queries.campaign_tally import statements_of, subject_means
from method.disclosure import half_points
from rse_portal.common.codes import NoSuchCode, new_code
from rse_portal.common.errors import Unprocessable

PART = 10  # a new picture of the whole waits for k more people, and for a tenth more
ALLOWED = frozenset(
    [answer.value for answer in Answer if answer != Answer.NOT_CONCERNED]
    + [f"{Answer.NOT_CONCERNED}:{why}" for why in WhyNotConcerned.values]
)
LONGEST_COMMENT = 1000


class NothingAnswered(Unprocessable):
    default = _("Répondez à une affirmation au moins avant d’envoyer.")


@transaction.atomic
def begin_from_site(*, code: str, level: CampaignLevel) -> str:
    """A code of one's own, from the link that a whole site shares. Returns it. Raises NoSuchCode."""
    site = site_of(code)
    if site is None or level.campaign_id != site.campaign_id:
        raise NoSuchCode
    own = new_code()
    AccessKey.objects.create(
        hash=access_hash(own), campaign_id=site.campaign_id, seat=uuid.uuid4(), site=site, level=level
    )
    return own


@transaction.atomic
def put_aside(*, code: str, answers: Mapping[str, Any], comments: Mapping[str, str]) -> None:
    """Keep these answers and comments with those that are there; None takes an answer back. Raises NoSuchCode. 4 queries."""
    key = key_of(code)
    if key is None:
        raise NoSuchCode
    draft, _created = AnswerDraft.objects.select_for_update().get_or_create(
        pk=draft_hash(code), defaults={"campaign_id": key.campaign_id}
    )
    kept = {**draft.answers, **{name: value for name, value in answers.items() if value in ALLOWED}}
    draft.answers = {name: value for name, value in kept.items() if answers.get(name, value) is not None}
    written = {**draft.comments, **{name: text.strip()[:LONGEST_COMMENT] for name, text in comments.items()}}
    draft.comments = {name: text for name, text in written.items() if text}
    draft.save(update_fields=["answers", "comments"])


@transaction.atomic
def submit_answers(*, code: str) -> dict[str, Any]:
    """Turn the answers put aside into one anonymous response. Returns the answers, for the respondent's own profile.

    Every key of the seat is deleted first: of several at once, one deletes them and the others find none (NoSuchCode).
    The keys, the draft and the response stand or fall together. Raises NothingAnswered. About 12 queries.
    """
    key = key_of(code)
    if key is None:
        raise NoSuchCode
    draft = AnswerDraft.objects.filter(pk=draft_hash(code), campaign=key.campaign_id).first()
    statements = {statement.code for statement in statements_of(key.campaign)}
    answers = {
        name: int(value) if value.isdigit() else value
        for name, value in sorted((draft.answers if draft else {}).items())
        if name in statements and value in ALLOWED
    }
    if draft is None or not answers:
        raise NothingAnswered if key_of(code) else NoSuchCode  # sent meanwhile: the draft went with it
    keys = AccessKey.objects.filter(campaign=key.campaign_id, seat=key.seat)
    gone, _rows = keys.delete()
    if not gone:
        raise NoSuchCode
    keys.all().delete()  # one that a reminder added while the first deletion waited for it
    site, level = _shared_by_enough(key)
    AnonymousResponse.objects.create(campaign=key.campaign, site=site, level=level, answers=answers)
    subjects = {row.code: row for row in CoreSubject.objects.filter(standard=key.campaign.cycle.standard_id)}
    CampaignComment.objects.bulk_create(
        CampaignComment(campaign=key.campaign, core_subject=subjects[name], text=text)
        for name, text in draft.comments.items()
        if name in subjects
    )
    draft.delete()
    _picture(key.campaign)
    return answers


def _shared_by_enough(key: AccessKey) -> tuple[CampaignSite | None, CampaignLevel | None]:
    """Where this person works, as far as k people were invited who share it: the row never tells of fewer. 1 query."""
    if not key.campaign.by_person:
        return key.site, key.level
    here, rank, k = Q(site=key.site_id), Q(level=key.level_id), key.campaign.k_internal
    invited = Invitation.objects.filter(campaign=key.campaign_id, revoked_on=None).aggregate(
        here=Count("pk", filter=here), rank=Count("pk", filter=rank), both=Count("pk", filter=here & rank)
    )
    at_site, of_level, both = (invited[name] >= k for name in ("here", "rank", "both"))
    level = key.level if of_level else None
    return (key.site if at_site and (both or level is None) else None), level


def _picture(campaign: Campaign) -> None:
    """Tell the whole anew to the respondents to come, once at least k people and a tenth more have answered.

    Two pictures never differ by fewer: comparing them tells of nobody. 2 queries, 4 when it is time.
    """
    shown = CampaignSnapshot.objects.filter(campaign=campaign).first()
    if shown is None:
        return
    now = campaign.responses.count()
    step = max(campaign.k_public, shown.respondents // PART)
    if now < shown.respondents + step:
        return
    answers = list(campaign.responses.values_list("answers", flat=True))
    means = {
        subject: half_points(total / people)
        for subject, (people, total) in subject_means(campaign, answers).items()
        if people >= campaign.k_public
    }
    CampaignSnapshot.objects.filter(campaign=campaign, respondents__lte=len(answers) - step).update(
        respondents=len(answers), means=means
    )

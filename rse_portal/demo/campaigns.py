"""What employees perceive: a campaign published with the cycle of 2025, and one that takes answers today."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings

from accounts.models import User
from iso26000.actions.campaign import close_campaign, publish_campaign
from iso26000.actions.campaign_comment import moderate_comment
from iso26000.actions.questionnaire import load_questionnaire
from iso26000.enums import CampaignState, CommentState, WhyNotConcerned
from iso26000.models import (
    AccessKey,
    AnonymousResponse,
    AssessmentCycle,
    Campaign,
    CampaignComment,
    CampaignLevel,
    CampaignSite,
    CampaignSnapshot,
    Invitation,
    Questionnaire,
    Statement,
)
from iso26000.queries.campaign_tally import statements_of, subject_means
from method.disclosure import half_points
from rse_portal.demo.bank import DomainTruth, french, on_scale, read_bank

PAST, CURRENT = 2025, 2026
SITES = ("Rennes – siège", "Lyon", "Lille", "Nantes", "Toulouse", "Centres de santé")


class Rank(NamedTuple):
    """A level of responsibility: how many people per hundred invited, and how much better than they are things look."""

    label: str
    people: int
    bias: float


RANKS = (
    Rank("Employé·es", 55, -0.35),
    Rank("Agents de maîtrise et technicien·nes", 23, -0.1),
    Rank("Cadres", 18, 0.3),
    Rank("Direction", 4, 0.8),
)
NOISE, UNKNOWN, NOT_CONCERNED, SILENT = 0.9, 0.11, 0.04, 0.02
INVITED, PAST_TURNOUT, TURNOUT = 640, 0.63, 0.37
BY_MAIL = 0.25  # of those invited


class Person(NamedTuple):
    site: CampaignSite
    level: CampaignLevel
    bias: float


def ask_employees(
    cycle: AssessmentCycle,
    year: int,
    truths: Sequence[DomainTruth],
    *,
    by: User,
    today: date,
    scale: int,
    rng: Random,
) -> int:
    """The campaign of this cycle, if the year has one. Returns how many answered. About 40 queries."""
    if year not in (PAST, CURRENT):
        return 0
    questionnaire, _loaded = load_questionnaire(
        path=Path(settings.BASE_DIR) / "fixtures/diagnostic_fr.yaml", by=None
    )
    start, end = (
        (date(2025, 9, 15), date(2025, 10, 10))
        if year == PAST
        else (today - timedelta(12), today + timedelta(18))
    )
    campaign = _prepare(cycle, questionnaire, f"Nos pratiques, vues par vous – {year}", start, end)
    people = _people(campaign, INVITED * scale, rng)
    answering = round(len(people) * (PAST_TURNOUT if year == PAST else TURNOUT))
    levels = {truth.code: truth.practice[year - 2024] for truth in truths}
    statements = statements_of(campaign)
    responses = [
        AnonymousResponse(
            pk=_uuid(rng),
            campaign=campaign,
            site=person.site,
            level=person.level,
            answers=dict(_answers(statements, levels, person.bias + rng.gauss(0, 0.4), rng)),
        )
        for person in people[:answering]
    ]
    AnonymousResponse.objects.bulk_create(responses, batch_size=500)
    _invite(campaign, people, answering, start, rng)
    _comment(campaign, cycle, rng, some=year == CURRENT)
    if year == PAST:
        _conclude(campaign, by)
    else:
        _picture(campaign, responses)
    return answering


def _prepare(
    cycle: AssessmentCycle, questionnaire: Questionnaire, title: str, start: date, end: date
) -> Campaign:
    campaign = Campaign.objects.create(
        cycle=cycle,
        questionnaire=questionnaire,
        title=title,
        starts_on=start,
        ends_on=end,
        state=CampaignState.OPEN,
    )
    CampaignSite.objects.bulk_create(
        CampaignSite(campaign=campaign, label=label, order=order)
        for order, label in enumerate(SITES, start=1)
    )
    CampaignLevel.objects.bulk_create(
        CampaignLevel(campaign=campaign, label=rank.label, order=order)
        for order, rank in enumerate(RANKS, start=1)
    )
    CampaignSnapshot.objects.create(campaign=campaign)
    return campaign


def _people(campaign: Campaign, number: int, rng: Random) -> list[Person]:
    sites, levels = list(campaign.sites.all()), list(campaign.levels.all())
    ranks = rng.choices(range(len(RANKS)), weights=[rank.people for rank in RANKS], k=number)
    where = rng.choices(sites, weights=(30, 18, 15, 14, 12, 11), k=number)
    return [Person(site, levels[rank], RANKS[rank].bias) for site, rank in zip(where, ranks, strict=True)]


def _answers(
    statements: Sequence[Statement], levels: dict[str, float], bias: float, rng: Random
) -> Iterator[tuple[str, Any]]:
    for statement in statements:
        draw = rng.random()
        if draw < SILENT:
            continue
        if draw < SILENT + UNKNOWN:
            yield statement.code, "nsp"
        elif draw < SILENT + UNKNOWN + NOT_CONCERNED:
            yield statement.code, f"na:{rng.choice(WhyNotConcerned.values)}"
        else:
            yield statement.code, on_scale(rng.gauss(levels[statement.domain.code] + bias, NOISE), 0, 4)


def _invite(campaign: Campaign, people: list[Person], answering: int, day: date, rng: Random) -> None:
    """Those who answered hold no key any more; nobody holds the codes of the others: they were drawn and forgotten."""
    batches: dict[tuple[int, int, bool], UUID] = {}
    invitations = []
    for number, person in enumerate(people):
        by_mail = rng.random() < BY_MAIL
        group = (person.site.pk, person.level.pk, by_mail)
        invitations.append(
            Invitation(
                pk=_uuid(rng),
                campaign=campaign,
                site=person.site,
                level=person.level,
                batch=batches.setdefault(group, _uuid(rng)),
                email=f"salarie{number + 1}@demo.example" if by_mail else "",
                created_on=day,
                issued_on=day,
                reminded_on=day if by_mail else None,
            )
        )
    Invitation.objects.bulk_create(invitations, batch_size=500)
    AccessKey.objects.bulk_create(
        (
            AccessKey(
                hash=f"{rng.getrandbits(256):064x}",
                campaign=campaign,
                seat=invitation.pk,
                site_id=invitation.site_id,
                level_id=invitation.level_id,
            )
            for invitation in invitations[answering:]
        ),
        batch_size=500,
    )


def _comment(campaign: Campaign, cycle: AssessmentCycle, rng: Random, *, some: bool) -> None:
    subjects = {subject.code: subject for subject in cycle.standard.core_subjects.all()}
    CampaignComment.objects.bulk_create(
        CampaignComment(pk=_uuid(rng), campaign=campaign, core_subject=subjects[code], text=french(text))
        for code, text, _decision, _masked in read_bank("campaigns_fr.yaml")["comments"][:: 3 if some else 1]
    )


def _conclude(campaign: Campaign, by: User) -> None:
    close_campaign(campaign=campaign, by=by)
    told = {
        french(text): (decision, french(masked))
        for _code, text, decision, masked in read_bank("campaigns_fr.yaml")["comments"]
    }
    for comment in campaign.comments.all():
        decision, masked = told[comment.text]
        reason = "health" if decision == CommentState.REFUSED else ""
        moderate_comment(comment=comment, decision=decision, text=masked, reason=reason, by=by)
    publish_campaign(campaign=campaign, by=by)


def _picture(campaign: Campaign, responses: list[AnonymousResponse]) -> None:
    means = {
        subject: half_points(total / people)
        for subject, (people, total) in subject_means(campaign, [row.answers for row in responses]).items()
    }
    CampaignSnapshot.objects.filter(campaign=campaign).update(respondents=len(responses), means=means)


def _uuid(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)

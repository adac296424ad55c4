"""A diagnostic campaign from its preparation to its publication. Each state has one door, and none leads back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from iso26000.actions.open_cycle import hold_open
from iso26000.actions.shuffled import write_anew
from iso26000.enums import CampaignState
from iso26000.models import (
    AccessKey,
    AnonymousResponse,
    AnswerDraft,
    AssessmentCycle,
    Campaign,
    CampaignLevel,
    CampaignSite,
    CampaignSnapshot,
    CampaignTally,
    Invitation,
    Questionnaire,
)
from iso26000.queries.campaign import participation_of
from iso26000.queries.campaign_tally import count_answers
from rse_portal.common.errors import Conflict


class NoQuestionnaire(Conflict):
    default = _("Aucun questionnaire n’est chargé pour la norme de cet exercice.")


class NotInPreparation(Conflict):
    default = _("Cette campagne a été ouverte : son périmètre ne change plus.")


class NotReady(Conflict):
    default = _("Donnez au moins un site et un niveau de responsabilité avant d’ouvrir.")


class NotOpen(Conflict):
    default = _("Cette campagne n’est pas ouverte.")


class NotClosed(Conflict):
    default = _("Cette campagne n’est pas close.")


class CommentsWait(Conflict):
    default = _("Des commentaires attendent d’être modérés : publiez ensuite.")


@dataclass(frozen=True)
class Site:
    """A site of the perimeter, as it is typed. headcount: people, None when not given."""

    label: str
    headcount: int | None = None


@transaction.atomic
def create_campaign(*, cycle: AssessmentCycle, by: User, **values: Any) -> Campaign:
    """A campaign in preparation, with the newest questionnaire of the cycle's standard.

    values: title, starts_on, ends_on, access, k_internal, k_public. Raises CycleIsClosed, NoQuestionnaire, ValidationError.
    """
    hold_open(cycle)
    questionnaire = Questionnaire.objects.filter(standard=cycle.standard_id).first()
    if questionnaire is None:
        raise NoQuestionnaire
    campaign = history.create(Campaign, by=by, cycle=cycle, questionnaire=questionnaire, **values)
    record(action="campaign.created", by=by, target=campaign, cycle=cycle.slug)
    return campaign


@transaction.atomic
def change_campaign(*, campaign: Campaign, by: User, version: int | None, **values: Any) -> uuid.UUID | None:
    """Returns the operation, None when nothing changes. Once open, the title and the last day alone change.

    Raises Stale, ValidationError, NotOpen once it is closed, CycleIsClosed.
    """
    hold_open(campaign.cycle)
    held = _hold(campaign)
    if held.is_over:
        raise NotOpen
    if held.is_open:
        values = {name: value for name, value in values.items() if name in ("title", "ends_on")}
    operation = history.new_operation()
    if not history.change(campaign, by=by, version=version, operation=operation, **values):
        return None
    record(action="campaign.changed", by=by, target=campaign)
    return operation


@transaction.atomic
def set_perimeter(*, campaign: Campaign, sites: Sequence[Site], levels: Sequence[str], by: User) -> None:
    """Give the sites and the levels of responsibility, in order. Those that keep their label keep their row.

    Raises NotInPreparation, CycleIsClosed.
    """
    hold_open(campaign.cycle)
    if not _hold(campaign).in_preparation:
        raise NotInPreparation
    for model, rows in (
        (CampaignSite, [(site.label, {"headcount": site.headcount}) for site in sites]),
        (CampaignLevel, [(label, {}) for label in levels]),
    ):
        labels = [label for label, _more in rows]
        model._default_manager.filter(campaign=campaign).exclude(label__in=labels).delete()
        for order, (label, more) in enumerate(rows, start=1):
            model._default_manager.update_or_create(
                campaign=campaign, label=label, defaults={"order": order, **more}
            )
    record(action="campaign.perimeter", by=by, target=campaign, sites=len(sites), levels=len(levels))


@transaction.atomic
def open_campaign(*, campaign: Campaign, by: User) -> None:
    """Let people answer. Opening twice changes nothing. Raises NotReady, NotOpen once it is closed, CycleIsClosed."""
    hold_open(campaign.cycle)
    held = _hold(campaign)
    if held.is_open:
        return
    if held.is_over:
        raise NotOpen
    if not (campaign.sites.exists() and campaign.levels.exists()):
        raise NotReady
    CampaignSnapshot.objects.get_or_create(campaign=campaign)
    _move(campaign, CampaignState.OPEN)
    record(action="campaign.opened", by=by, target=campaign)


@transaction.atomic
def close_campaign(*, campaign: Campaign, by: User | None) -> int:
    """Take no more answers, count them once, and forget what could lead back to people (ADR 0025). Returns how many.

    Keys are held first: whoever is answering at this instant either took theirs before us, and is counted, or finds
    none and is told so. Invitations stay as numbers by site and level. Answers and comments are written anew in an order
    drawn at random, under new identifiers; sites and levels shared by too few are left out; drafts go. Closing twice
    changes nothing. Raises NotOpen in preparation, CycleIsClosed.
    """
    hold_open(campaign.cycle)
    keys = list(AccessKey.objects.filter(campaign=campaign).select_for_update().order_by("pk"))
    held = _hold(campaign)
    if held.is_over:
        return campaign.responses.count()
    if not held.is_open:
        raise NotOpen
    told = participation_of(campaign, unused={key.seat for key in keys})
    AccessKey.objects.filter(campaign=campaign).delete()
    Invitation.objects.filter(campaign=campaign).delete()
    AnswerDraft.objects.filter(campaign=campaign).delete()
    CampaignSite.objects.filter(campaign=campaign).update(link_hash="")
    rows = _coarsened(list(campaign.responses.all()), campaign.k_internal)
    write_anew(campaign.responses.all(), rows)
    write_anew(campaign.comments.all(), list(campaign.comments.all()))
    CampaignTally.objects.create(
        campaign=campaign, counts={**count_answers(campaign, rows), "participation": told}
    )
    _move(campaign, CampaignState.CLOSED)
    record(action="campaign.closed", by=by, target=campaign, answers=len(rows))
    return len(rows)


@transaction.atomic
def publish_campaign(*, campaign: Campaign, by: User) -> None:
    """Open the public figures and the comments that were let through. Raises NotClosed, CommentsWait, CycleIsClosed."""
    hold_open(campaign.cycle)
    held = _hold(campaign)
    if held.is_published:
        return
    if not held.is_over:
        raise NotClosed
    if campaign.comments.filter(state="waiting").exists():
        raise CommentsWait
    _move(campaign, CampaignState.PUBLISHED)
    record(action="campaign.published", by=by, target=campaign)


def _hold(campaign: Campaign) -> Campaign:
    """The campaign as it stands now, kept so until the end of this transaction."""
    return Campaign.objects.select_for_update().get(pk=campaign.pk)


def _move(campaign: Campaign, state: CampaignState) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(state=state)
    campaign.state = state


def _coarsened(rows: list[AnonymousResponse], k: int) -> list[AnonymousResponse]:
    """Without the site where fewer than k share both site and level, then without whichever fewer than k share."""
    for names in (("site_id", "level_id"), ("site_id",), ("level_id",)):
        shared: dict[tuple[Any, ...], list[AnonymousResponse]] = {}
        for row in rows:
            shared.setdefault(tuple(getattr(row, name) for name in names), []).append(row)
        for few in shared.values():
            if len(few) < k:
                for row in few:
                    setattr(row, names[0], None)
    return rows

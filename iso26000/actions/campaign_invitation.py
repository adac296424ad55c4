"""Who is asked to answer: codes to print, addresses to write to, links of sites. A code is told once and never kept."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.journal import record
from accounts.models import User
from iso26000.actions.campaign import NotOpen
from iso26000.actions.open_cycle import hold_open
from iso26000.codes import access_hash
from iso26000.models import AccessKey, Campaign, CampaignLevel, CampaignSite, Invitation
from rse_portal.common.codes import new_code
from rse_portal.common.errors import Conflict, Unprocessable

MOST_CODES = 500  # printed at once
AT_ONCE = 500  # rows per statement


class ShownAlready(Conflict):
    default = _(
        "Ces codes ont déjà été affichés : ils ne le sont qu’une fois. Révoquez ce lot s’il est perdu."
    )


class InvitedAlready(Conflict):
    default = _("Une de ces adresses vient d’être invitée.")


class WrongAccess(Unprocessable):
    default = _("Cette campagne ne distribue pas ses accès de cette façon.")


@dataclass(frozen=True)
class Printed:
    """What goes on paper: a code and where to take it. Exists in memory only."""

    code: str
    site: str
    level: str


@transaction.atomic
def print_codes(
    *, campaign: Campaign, site: CampaignSite, level: CampaignLevel, people: int, batch: uuid.UUID, by: User
) -> list[Printed]:
    """Draw as many codes as people, for one site and one level. 3 queries per 500.

    batch: drawn with the form, so that sending it twice makes one lot. Raises ShownAlready then, NotOpen, WrongAccess.
    """
    _ready(campaign, by_person=True)
    if Invitation.objects.filter(batch=batch).exists():
        raise ShownAlready
    today = timezone.localdate()
    codes = [new_code() for _each in range(people)]
    invitations = [
        Invitation(campaign=campaign, site=site, level=level, batch=batch, created_on=today, issued_on=today)
        for _each in codes
    ]
    Invitation.objects.bulk_create(invitations, batch_size=AT_ONCE)
    AccessKey.objects.bulk_create(
        (_key(invitation, code) for invitation, code in zip(invitations, codes, strict=True)),
        batch_size=AT_ONCE,
    )
    record(action="campaign.codes", by=by, target=campaign, people=people, batch=str(batch))
    return [Printed(code, site.label, level.label) for code in codes]


@transaction.atomic
def invite_addresses(
    *, campaign: Campaign, site: CampaignSite, level: CampaignLevel, emails: Sequence[str], by: User
) -> int:
    """Invite these addresses; those that are invited already are left alone. Messages leave by a job. Returns how many.

    Raises NotOpen, WrongAccess, InvitedAlready when somebody else invites one of them at this instant.
    """
    _ready(campaign, by_person=True)
    known = set(
        Invitation.objects.filter(campaign=campaign, revoked_on=None)
        .exclude(email="")
        .values_list("email", flat=True)
    )
    batch, today = uuid.uuid4(), timezone.localdate()
    wanted = [email for email in dict.fromkeys(email.lower() for email in emails) if email not in known]
    rows = [
        Invitation(campaign=campaign, site=site, level=level, batch=batch, created_on=today, email=email)
        for email in wanted
    ]
    try:
        with transaction.atomic():
            Invitation.objects.bulk_create(rows, batch_size=AT_ONCE)
    except IntegrityError as problem:
        raise InvitedAlready from problem
    record(action="campaign.invited", by=by, target=campaign, people=len(rows), batch=str(batch))
    return len(rows)


@transaction.atomic
def revoke_batch(*, campaign: Campaign, batch: uuid.UUID, by: User) -> int:
    """Take back the codes of a lot that were not used. Returns how many invitations are revoked.

    An invitation that answered stays: its answer is in the whole, and nobody knows which it is.
    """
    _ready(campaign, by_person=True)
    rows = Invitation.objects.filter(campaign=campaign, batch=batch, revoked_on=None)
    held = AccessKey.objects.filter(seat__in=rows.values("pk"))
    seats = set(held.select_for_update().values_list("seat", flat=True))
    unsent = set(rows.filter(issued_on=None).values_list("pk", flat=True))
    AccessKey.objects.filter(campaign=campaign, seat__in=seats).delete()
    revoked = rows.filter(pk__in=seats | unsent).update(revoked_on=timezone.localdate())
    record(action="campaign.revoked", by=by, target=campaign, people=revoked, batch=str(batch))
    return revoked


@transaction.atomic
def note_returned(*, campaign: Campaign, emails: Sequence[str], by: User) -> int:
    """These messages came back: no reminder leaves for them any more. Returns how many of these addresses are invited.

    Nothing here looks at whether somebody answered, so that nothing tells it: their codes, which nobody received, stay.
    Raises NotOpen, WrongAccess.
    """
    _ready(campaign, by_person=True)
    rows = Invitation.objects.filter(
        campaign=campaign, revoked_on=None, email__in=[email.lower() for email in emails]
    )
    noted = rows.update(returned_on=timezone.localdate())
    record(action="campaign.returned", by=by, target=campaign, people=noted)
    return noted


@transaction.atomic
def renew_link(*, campaign: Campaign, site: CampaignSite, by: User) -> Printed:
    """A new link for everybody at this site; the former one opens nothing any more. Raises NotOpen, WrongAccess."""
    _ready(campaign, by_person=False)
    code = new_code()
    CampaignSite.objects.filter(pk=site.pk).update(link_hash=access_hash(code))
    record(action="campaign.link", by=by, target=campaign, site=site.pk)
    return Printed(code, site.label, "")


def _ready(campaign: Campaign, *, by_person: bool) -> None:
    """The campaign is kept open until the end of the transaction."""
    hold_open(campaign.cycle)
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if not held.is_open:
        raise NotOpen
    if held.by_person != by_person:
        raise WrongAccess


def _key(invitation: Invitation, code: str) -> AccessKey:
    return AccessKey(
        hash=access_hash(code),
        campaign_id=invitation.campaign_id,
        seat=invitation.pk,
        site_id=invitation.site_id,
        level_id=invitation.level_id,
    )

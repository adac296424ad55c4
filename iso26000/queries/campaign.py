"""Campaigns as a whole: their list, who took part by site and level, what employees perceive of a domain."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iso26000.models import (
    AccessKey,
    AssessmentCycle,
    Campaign,
    CampaignComment,
    CampaignTally,
    Domain,
    Invitation,
)
from iso26000.queries.campaign_results import DomainResult, Results
from method.disclosure import hidden_cells
from rse_portal.common.typography import nombre


@dataclass(frozen=True)
class Part:
    """One line of the board. invited: None when nobody said how many there are; answered: None when it is not told."""

    label: str
    invited: int | None
    answered: int | None

    @property
    def share(self) -> int | None:
        """Percent of those invited, told as far as both numbers are."""
        return (
            round(100 * self.answered / self.invited) if self.invited and self.answered is not None else None
        )


@dataclass(frozen=True)
class Participation:
    """whole: its `answered` is not told either under k people, since it would tell that of a lone group."""

    whole: Part
    sites: tuple[Part, ...]
    levels: tuple[Part, ...]
    k: int

    @property
    def answers(self) -> str:
        """« 41 réponses »."""
        n = self.whole.answered
        if n is None:
            return _("moins de %(k)s réponses") % {"k": self.k}
        return ngettext("%(n)s réponse", "%(n)s réponses", n) % {"n": nombre(n)}


def told_whole(invited: int | None, answered: int, k: int) -> Part:
    return Part("", invited, answered if answered >= k else None)


def participation_of(campaign: Campaign, unused: Collection[uuid.UUID]) -> dict[str, Any]:
    """{"whole": [invited, answered], "sites": {pk: […]}, "levels": {pk: […]}}, before anything is hidden. 1 or 2 queries.

    unused: the seats that still hold a key. Sites that share a link: those who answered, out of the headcount given.
    """
    sites: Counter[str] = Counter()
    levels: Counter[str] = Counter()
    seats: Counter[str] = Counter()
    ranks: Counter[str] = Counter()
    if campaign.by_person:
        issued = Invitation.objects.filter(campaign=campaign, revoked_on=None).values_list(
            "pk", "site", "level", "issued_on"
        )
        for pk, site, level, issued_on in issued:
            seats[str(site)] += 1
            ranks[str(level)] += 1
            if issued_on and pk not in unused:
                sites[str(site)] += 1
                levels[str(level)] += 1
    else:
        rows = campaign.responses.order_by().values_list("site", "level").annotate(n=Count("pk"))
        for site, level, n in rows:
            sites[str(site or "")] += n
            levels[str(level or "")] += n
        seats = Counter(
            {str(pk): n for pk, n in campaign.sites.values_list("pk", "headcount") if n is not None}
        )
    return {
        "whole": [seats.total() or None, sites.total()],
        "sites": {key: [seats.get(key), sites[key]] for key in seats.keys() | sites.keys()},
        "levels": {key: [ranks.get(key), levels[key]] for key in ranks.keys() | levels.keys()},
    }


def participation_board(campaign: Campaign) -> Participation:
    """Who was asked and how many answered, with groups too small left untold. At most 5 queries."""
    if campaign.is_over:
        counted = CampaignTally.objects.get(campaign=campaign).counts["participation"]
    else:
        unused = set(AccessKey.objects.filter(campaign=campaign).values_list("seat", flat=True))
        counted = participation_of(campaign, unused)
    invited, answered = counted["whole"]
    return Participation(
        told_whole(invited, answered, campaign.k_internal),
        _parts(campaign.sites.values_list("pk", "label"), counted["sites"], campaign.k_internal),
        _parts(campaign.levels.values_list("pk", "label"), counted["levels"], campaign.k_internal),
        campaign.k_internal,
    )


def _parts(rows: Any, counted: Mapping[str, list[Any]], k: int) -> tuple[Part, ...]:
    named = [(label, *counted.get(str(pk), [None, 0])) for pk, label in rows]
    hidden = hidden_cells([answered for _label, _invited, answered in named], k) if named else ()
    return tuple(
        Part(label, invited, None if place in hidden else answered)
        for place, (label, invited, answered) in enumerate(named)
    )


@dataclass(frozen=True)
class Batch:
    """Invitations made together. unsent: those with an address whose message has not left, or came back."""

    batch: uuid.UUID
    site: str
    level: str
    created_on: Any
    people: int
    revoked: int
    by_mail: int
    unsent: int
    failures: tuple[str, ...]


def batches_of(campaign: Campaign) -> list[Batch]:
    """In the order they were made. Never who used theirs. 1 query."""
    rows = (
        Invitation.objects.filter(campaign=campaign)
        .values_list(
            "batch",
            "site__label",
            "level__label",
            "created_on",
            "revoked_on",
            "email",
            "issued_on",
            "failure",
            "returned_on",
        )
        .order_by("created_on", "site__order", "level__order", "batch")
    )
    found: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for batch, site, level, created_on, *rest in rows:
        found.setdefault((batch, site, level, created_on), []).append(tuple(rest))
    return [
        Batch(
            batch=batch,
            site=site,
            level=level,
            created_on=created_on,
            people=len(rest),
            revoked=sum(revoked is not None for revoked, *_more in rest),
            by_mail=sum(bool(email) for _revoked, email, *_more in rest),
            unsent=sum(bool(email) and not (issued or revoked) for revoked, email, issued, *_more in rest),
            failures=told_failures((email, *why) for _revoked, email, _issued, *why in rest),
        )
        for (batch, site, level, created_on), rest in found.items()
    ]


def told_failures(rows: Iterable[tuple[Any, ...]]) -> tuple[str, ...]:
    """« a@x.example (message revenu) » of each row that has a cause. rows: (email, failure, returned_on)."""
    told = [(email, _("message revenu") if returned_on else failure) for email, failure, returned_on in rows]
    return tuple(sorted(f"{email} ({why})" for email, why in told if why))


def remindable(campaign: Campaign) -> bool:
    """Whether somebody who was written to still holds their key: how many would tell how many answered. 1 query."""
    seats = AccessKey.objects.filter(campaign=campaign).values("seat")
    invited = Invitation.objects.filter(campaign=campaign, revoked_on=None, returned_on=None, pk__in=seats)
    return invited.exclude(email="").exists()


def comments_left(campaign: Campaign) -> int:
    return CampaignComment.objects.filter(campaign=campaign, state="waiting").count()


# --- for the pages that set it beside expert practice


@dataclass(frozen=True)
class Perceived:
    """What employees perceive of a domain, as it may be told inside the house."""

    campaign: Campaign
    respondents: int
    result: DomainResult

    @property
    def mean(self) -> float | None:
        """0..4; None when too few gave a level."""
        return self.result.mean


def perceived_by_domain(cycle: AssessmentCycle) -> dict[str, Perceived]:
    """Code of a domain → what employees perceive of it, in the last campaign of the cycle that is over; {} without one.

    3 queries.
    """
    tally = (
        CampaignTally.objects.filter(campaign__cycle=cycle)
        .select_related("campaign")
        .order_by("-campaign__ends_on", "-campaign__pk")
        .first()
    )
    if tally is None:
        return {}
    results = Results.of(tally.campaign, tally=tally)
    return {
        code: Perceived(tally.campaign, results.whole or 0, result)
        for code, result in results.domains.items()
    }


def perceived_of(cycle: AssessmentCycle, domain: Domain) -> Perceived | None:
    """The same for one domain. 3 queries."""
    return perceived_by_domain(cycle).get(domain.code)

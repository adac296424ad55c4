"""A run is submitted, settled domain by domain, adopted: then the database keeps it as it is (docs/adr/0030)."""

import json
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from priorities.deciding import RANKED, in_order, proposed_standing
from priorities.enums import DecisionState, Standing
from priorities.models import DecidedDomain, Decision, RankingRun
from priorities.models.decision import fingerprint_of
from rse_portal.common.errors import Conflict

SCHEMA = "rse-adopted-list/1"


class AlreadySubmitted(Conflict):
    default = _("Un classement de cet exercice est déjà soumis : retirez-le d’abord.")


class AlreadyAdopted(Conflict):
    default = _("Cette liste est adoptée : elle ne change plus.")


class NothingToSubmit(Conflict):
    default = _("Ce classement ne classe aucun domaine : il n’y a rien à décider.")


class QuorumNotMet(Conflict):
    default = _("Le quorum n’est pas atteint : la séance ne peut pas adopter.")


class NotCarried(Conflict):
    default = _("Le vote n’a pas réuni plus de voix pour que contre.")


class DomainRefused(Conflict):
    default = _("Un domaine a été refusé par un vote : décidez-en autrement avant d’adopter la liste.")


def hold_open_decision(decision: Decision) -> Decision:
    """The row as it stands, kept so until the end of this transaction. Raises AlreadyAdopted, Conflict if withdrawn."""
    rows = Decision.objects.select_for_update(of=("self",)).select_related("run", "cycle")
    now = rows.filter(pk=decision.pk).first()
    if now is None:
        raise Conflict
    if now.is_adopted:
        raise AlreadyAdopted
    return now


@transaction.atomic
def submit_decision(*, run: RankingRun, note: str, quorum: int, by: User) -> tuple[Decision, uuid.UUID]:
    """Put a run before the administrators, each domain with what the ranking proposes. Returns it and the operation.

    quorum: percent of the members who must be present. Raises AlreadySubmitted, NothingToSubmit. Some 10 queries.
    """
    figures = {row["code"]: row for row in run.result["domains"]}
    top = run.result["parameters"]["top"]
    if not any(row["significance_rank"] for row in figures.values()):
        raise NothingToSubmit
    operation = history.new_operation()
    try:
        with transaction.atomic():
            decision = history.create(
                Decision, by=by, operation=operation, cycle=run.cycle, run=run, note=note, quorum=quorum,
                submitted_at=timezone.now(), submitted_by=by,
            )  # fmt: skip
    except (IntegrityError, ValidationError) as problem:
        if Decision.objects.filter(cycle=run.cycle).exists():
            raise AlreadySubmitted from problem
        raise
    rows = [
        _proposed(decision, domain, figures[domain.code], top)
        for domain in run.cycle.domains
        if domain.code in figures
    ]
    history.create_many(rows, by=by, operation=operation)
    record(
        action="decision.submitted",
        by=by,
        target=decision,
        cycle=run.cycle.slug,
        run=str(run.pk),
        quorum=quorum,
    )
    return decision, operation


def _proposed(decision: Decision, domain: Any, figures: dict[str, Any], top: int) -> DecidedDomain:
    standing = proposed_standing(figures, top)
    return DecidedDomain(
        decision=decision,
        domain=domain,
        computed_rank=figures["significance_rank"],
        axis_rank=figures["priority_rank"],
        computed_standing=standing,
        standing=standing,
    )


@transaction.atomic
def withdraw_decision(*, decision: Decision, by: User) -> uuid.UUID:
    """Take back what was submitted and settled: « Annuler » brings it all again. Raises AlreadyAdopted."""
    now = hold_open_decision(decision)
    operation = history.new_operation()
    history.delete_many(list(now.domains.all()), by=by, operation=operation)
    record(action="decision.withdrawn", by=by, target=now, cycle=now.cycle.slug)
    history.delete(now, by=by, operation=operation)
    return operation


@transaction.atomic
def settle_domain(
    *,
    row: DecidedDomain,
    standing: Standing,
    asked_rank: int | None,
    reason: str,
    version: int | None,
    by: User,
) -> uuid.UUID | None:
    """Decide a domain otherwise than computed, or as computed again. Returns the operation, None when nothing changes.

    A vote on the domain alone was about what it was: it goes. Raises AlreadyAdopted, Stale, ValidationError without a
    reason where it differs.
    """
    hold_open_decision(row.decision)
    if standing not in RANKED:
        asked_rank = None
    differs = asked_rank is not None or standing != row.computed_standing
    if (standing, asked_rank, reason if differs else "") == (row.standing, row.asked_rank, row.reason) and (
        version in (None, row.version)
    ):
        return None
    operation = history.new_operation()
    changed = history.change(
        row,
        by=by,
        version=version,
        operation=operation,
        standing=standing,
        asked_rank=asked_rank,
        reason=reason if differs else "",
        settled_at=timezone.now() if differs else None,
        settled_by=by if differs else None,
        votes_for=None,
        votes_against=None,
        abstentions=None,
    )
    if not changed:
        return None
    record(
        action="decision.settled", by=by, target=row, decision=str(row.decision_id), domain=row.domain.code,
        standing=str(standing), rank=asked_rank,
    )  # fmt: skip
    return operation


@transaction.atomic
def vote_on_domain(
    *,
    row: DecidedDomain,
    votes_for: int,
    votes_against: int,
    abstentions: int,
    version: int | None,
    by: User,
) -> uuid.UUID | None:
    """Record the vote on one domain, as it stands. Returns the operation. Raises AlreadyAdopted, Stale."""
    hold_open_decision(row.decision)
    operation = history.new_operation()
    if not history.change(
        row, by=by, version=version, operation=operation,
        votes_for=votes_for, votes_against=votes_against, abstentions=abstentions,
    ):  # fmt: skip
        return None
    record(
        action="decision.domain_voted", by=by, target=row, decision=str(row.decision_id),
        domain=row.domain.code, votes=[votes_for, votes_against, abstentions],
    )  # fmt: skip
    return operation


def meets_quorum(*, present: int, members: int, quorum: int) -> bool:
    """quorum: percent of the members.

    >>> meets_quorum(present=8, members=15, quorum=50), meets_quorum(present=7, members=15, quorum=50)
    (True, False)
    """
    return 100 * present >= quorum * members


@transaction.atomic
def adopt_decision(
    *,
    decision: Decision,
    held_on: date,
    text: str,
    members: int,
    present: int,
    votes_for: int,
    votes_against: int,
    abstentions: int,
    version: int | None,
    by: User,
    at: datetime | None = None,
) -> Decision:
    """Adopt the list as it stands, sign it and freeze it for ever. Some 10 queries.

    members, present and the votes: of the sitting. at: now, unless it is entered afterwards.
    Raises QuorumNotMet, NotCarried, DomainRefused, AlreadyAdopted, Stale.
    """
    now = hold_open_decision(decision)
    if version is not None and version != now.version:
        raise history.Stale(now)
    if not meets_quorum(present=present, members=members, quorum=now.quorum):
        raise QuorumNotMet
    if votes_for <= votes_against:
        raise NotCarried
    rows = list(now.domains.select_related("domain", "settled_by").order_by("domain__order"))
    if not all(row.is_carried for row in rows):
        raise DomainRefused
    operation, moment = history.new_operation(), (at or timezone.now()).replace(microsecond=0)
    ranks = {row.pk: rank for rank, row in enumerate(in_order(rows), start=1)}
    history.change_many(
        [(row, {"adopted_rank": ranks[row.pk]}) for row in rows if row.pk in ranks],
        by=by,
        operation=operation,
    )
    vote: dict[str, Any] = {
        "held_on": held_on, "members": members, "present": present,
        "votes_for": votes_for, "votes_against": votes_against, "abstentions": abstentions,
    }  # fmt: skip
    content = signed_content(now, rows, text=text, adopted_by=by, adopted_at=moment, **vote)
    history.change(
        now,
        by=by,
        operation=operation,
        state=DecisionState.ADOPTED,
        text=text,
        adopted_at=moment,
        adopted_by=by,
        content=content,
        fingerprint=fingerprint_of(content),
        **vote,
    )
    record(
        action="decision.adopted", by=by, target=now, cycle=now.cycle.slug, fingerprint=now.fingerprint,
        deviations=sum(row.is_deviation for row in rows),
    )  # fmt: skip
    return now


def signed_content(
    decision: Decision,
    rows: Sequence[DecidedDomain],
    *,
    text: str,
    adopted_by: User,
    adopted_at: Any,
    **vote: Any,
) -> str:
    """What the fingerprint is taken of: everything that one needs to read the decision without the portal.

    Canonical: the keys in this order, no space, the domains by adopted rank then in the order of the standard. No query.
    """
    run = decision.run
    ordered = sorted(rows, key=lambda row: (row.adopted_rank is None, row.adopted_rank or 0))
    told = {
        "schema": SCHEMA,
        "cycle": decision.cycle.slug,
        "run": {
            "id": str(run.pk),
            "compiled_at": run.compiled_at.isoformat(),
            "formula_version": run.formula_version,
            "inputs_sha256": run.inputs_sha256,
            "result_sha256": run.result_sha256,
        },
        "held_on": vote.pop("held_on").isoformat(),
        "adopted_at": adopted_at.isoformat(),
        "adopted_by": str(adopted_by),
        "text": text,
        "quorum_percent": decision.quorum,
        **vote,
        "domains": [_told(row) for row in ordered],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _told(row: DecidedDomain) -> dict[str, Any]:
    return {
        "code": row.domain.code,
        "adopted_rank": row.adopted_rank,
        "standing": str(row.standing),
        "computed_rank": row.computed_rank,
        "axis_rank": row.axis_rank,
        "computed_standing": str(row.computed_standing),
        "reason": row.reason,
        "settled_by": str(row.settled_by) if row.settled_by else None,
        "votes": [row.votes_for, row.votes_against, row.abstentions] if row.has_vote else None,
    }

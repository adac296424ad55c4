"""What the administrators decide on a ranking: submitted, settled domain by domain, adopted, then frozen (ADR 0030)."""

import hashlib
import uuid
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked, User
from accounts.rights import scope_of
from accounts.roles import Role
from iso26000.models import AssessmentCycle, Domain, is_blind
from priorities.enums import DecisionState, Standing
from priorities.models.run import RankingRun
from rse_portal.common.models import within

LONGEST_REASON = 600
LONGEST_TEXT = 4000
MOST_MEMBERS = 999
HALF = 50  # percent of the members: the quorum unless the responsable says otherwise


def fingerprint_of(content: str) -> str:
    """SHA-256 of the content in UTF-8, in hexadecimal: what `sha256sum` says of the file."""
    return hashlib.sha256(content.encode()).hexdigest()


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Whoever may read the run reads what is decided of it; once adopted, everybody does, but those whose scores it
        could still colour (ADR 0013)."""
        if not isinstance(user, User) or not scope_of(user, "priorities.view_decision"):
            return self.none()
        runs = RankingRun.objects.visible_to(user).order_by().values("pk")
        adopted = Q(state=DecisionState.ADOPTED)
        if user.access.has(Role.RAPPORTEUR, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR):
            return self.filter(run__in=runs)
        if is_blind(user):
            return self.filter(adopted, run__in=runs)
        return self.filter(adopted)

    def adopted(self) -> Self:
        return self.filter(state=DecisionState.ADOPTED)

    def of(self, cycle: AssessmentCycle) -> Self:
        return self.filter(cycle=cycle)


class Decision(Tracked):
    """The decision on one run, one per cycle.

    members, present and the votes are those of the sitting that adopts. `content` is the canonical JSON of what was
    adopted, `fingerprint` its SHA-256. Once adopted the database itself refuses to change or to delete the row and its
    domains (migration 0004).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.OneToOneField(
        AssessmentCycle, models.PROTECT, related_name="decision", verbose_name=_("exercice")
    )
    run = models.ForeignKey(
        RankingRun, models.PROTECT, related_name="decisions", verbose_name=_("classement")
    )
    state = models.CharField(_("état"), max_length=10, choices=DecisionState, default=DecisionState.SUBMITTED)
    note = models.TextField(_("ce qui est proposé"), max_length=LONGEST_TEXT, blank=True)
    quorum = models.PositiveSmallIntegerField(
        _("quorum, en pourcentage des membres"),
        default=HALF,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    submitted_at = models.DateTimeField(_("soumise le"), default=timezone.now)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("soumise par")
    )
    held_on = models.DateField(_("date de la séance"), null=True, blank=True)
    text = models.TextField(_("texte de la décision"), max_length=LONGEST_TEXT, blank=True)
    members = models.PositiveSmallIntegerField(_("membres"), null=True, blank=True)
    present = models.PositiveSmallIntegerField(_("présent·es ou représenté·es"), null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("pour"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("contre"), null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)
    adopted_at = models.DateTimeField(_("adoptée le"), null=True, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("adoption constatée par"),
    )
    content = models.TextField(_("contenu signé"), blank=True)
    fingerprint = models.CharField(_("empreinte SHA-256"), max_length=64, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("décision")
        verbose_name_plural = _("décisions")
        ordering = ["-submitted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state="submitted",
                    held_on=None,
                    members=None,
                    present=None,
                    votes_for=None,
                    votes_against=None,
                    abstentions=None,
                    adopted_at=None,
                    adopted_by=None,
                    content="",
                    fingerprint="",
                )
                | Q(
                    state="adopted",
                    held_on__isnull=False,
                    members__isnull=False,
                    present__isnull=False,
                    votes_for__isnull=False,
                    votes_against__isnull=False,
                    abstentions__isnull=False,
                    adopted_at__isnull=False,
                    adopted_by__isnull=False,
                )
                & ~Q(content="")
                & ~Q(fingerprint=""),
                name="decision_adopted_with_its_vote",
            ),
            models.CheckConstraint(
                condition=Q(present=None)
                | Q(
                    present__lte=F("members"),
                    present__gte=F("votes_for") + F("votes_against") + F("abstentions"),
                ),
                name="decision_votes_of_those_present",
                violation_error_message=_("Les voix dépassent le nombre de présent·es."),
            ),
            within("quorum", 1, 100),
        ]

    def __str__(self) -> str:
        return str(self.cycle)

    def get_absolute_url(self) -> str:
        return reverse("priorities:decision-detail", args=[self.pk])

    @property
    def is_adopted(self) -> bool:
        return self.state == DecisionState.ADOPTED

    @property
    def is_intact(self) -> bool:
        """Whether the content still has the fingerprint that was printed on the day."""
        return self.is_adopted and fingerprint_of(self.content) == self.fingerprint


class DecidedDomain(Tracked):
    """One domain of a decision: what the ranking says, what the administrators decide, and why where they differ.

    computed_rank, axis_rank: by significance and by priority of improvement; None where the run does not rank it.
    asked_rank: the place asked for among the domains of the same standing, None = in the computed order. adopted_rank:
    written by the adoption. votes_*: of a vote on this domain alone, None without.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="domains", verbose_name=_("décision"))
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="decided", verbose_name=_("domaine d’action")
    )
    computed_rank = models.PositiveSmallIntegerField(_("rang calculé"), null=True, blank=True)
    axis_rank = models.PositiveSmallIntegerField(_("rang d’axe calculé"), null=True, blank=True)
    computed_standing = models.CharField(_("proposition du calcul"), max_length=10, choices=Standing)
    standing = models.CharField(_("décision"), max_length=10, choices=Standing)
    asked_rank = models.PositiveSmallIntegerField(_("rang demandé"), null=True, blank=True)
    adopted_rank = models.PositiveSmallIntegerField(_("rang adopté"), null=True, blank=True)
    reason = models.CharField(_("motif de l’écart"), max_length=LONGEST_REASON, blank=True)
    settled_at = models.DateTimeField(_("écart décidé le"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("écart porté par"),
    )
    votes_for = models.PositiveSmallIntegerField(_("pour"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("contre"), null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)

    class Meta:
        verbose_name = _("domaine décidé")
        verbose_name_plural = _("domaines décidés")
        ordering = ["decision", "domain__order"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "domain"], name="decided_once_per_domain"),
            models.UniqueConstraint(fields=["decision", "adopted_rank"], name="decided_rank_once"),
            models.CheckConstraint(
                condition=Q(asked_rank=None, standing=F("computed_standing"), reason="", settled_at=None)
                & Q(settled_by=None)
                | (Q(asked_rank__isnull=False) | ~Q(standing=F("computed_standing")))
                & ~Q(reason="")
                & Q(settled_at__isnull=False, settled_by__isnull=False),
                name="decided_otherwise_with_a_reason",
                violation_error_message=_("Un écart demande un motif et un nom."),
            ),
            models.CheckConstraint(
                condition=Q(votes_for=None, votes_against=None, abstentions=None)
                | Q(votes_for__isnull=False, votes_against__isnull=False, abstentions__isnull=False),
                name="decided_vote_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(asked_rank=None) | Q(asked_rank__gte=1), name="decided_rank_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} – {self.domain_id}"

    @property
    def is_deviation(self) -> bool:
        """« Écart motivé »: the rank or the standing is not the computed one."""
        return self.asked_rank is not None or self.standing != self.computed_standing

    @property
    def has_vote(self) -> bool:
        return self.votes_for is not None

    @property
    def is_carried(self) -> bool:
        """More for than against; a domain without a vote of its own follows the vote on the whole list."""
        return self.votes_for is None or self.votes_for > (self.votes_against or 0)

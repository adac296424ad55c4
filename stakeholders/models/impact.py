"""Impacts on a stakeholder in a domain, and the scores each assessor gives them. Positive never hides negative."""

from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked, User
from accounts.rights import scope_of
from iso26000.enums import CycleState
from iso26000.models import AssessmentCycle, Assessor, Domain, is_blind, seat_held_by
from rse_portal.common.models import scale_field, within
from stakeholders.enums import Nature, Polarity
from stakeholders.models.stakeholder import Stakeholder

FLAGS = ("human_rights", "life_health", "environmental_harm", "non_compliance")
CRITERIA = ("scale", "scope", "irremediability", "likelihood")
BY_DOMAIN = (
    "domain_id",
    "code",
)  # the order of the standard: a published one is loaded in it and never changes


class ImpactQuerySet(models.QuerySet["Impact"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self if scope_of(user, "stakeholders.view_impacts") else self.none()

    def to_score(self) -> Self:
        """Identified: « aucun impact identifié » has nothing to score."""
        return self.exclude(polarity=Polarity.NONE)

    def none_declared(self) -> Self:
        return self.filter(polarity=Polarity.NONE)

    def scored(self) -> Self:
        """Those that somebody scored completely; drafts count nowhere."""
        return self.filter(scored=True)

    def unscored(self) -> Self:
        """Identified, and completely scored by nobody yet."""
        return self.to_score().filter(scored=False)

    def scored_by(self, assessor: Assessor | None) -> Self:
        return self.filter(_scored_by(assessor)) if assessor else self.none()

    def left_for(self, assessor: Assessor | None) -> Self:
        """Those that this assessor has not completely scored yet; all of them for somebody who never scored."""
        return self.to_score().exclude(_scored_by(assessor))

    def revealed_to(self, user: User) -> Self:
        """Those whose scores by others this person may see."""
        return self.with_revealed(user).filter(revealed=True)  # type: ignore[misc]

    def with_revealed(self, user: User) -> Self:
        """Annotate `revealed`: may this person see what the others scored? (ADR 0013)

        In an open cycle whoever scores sees the others' scores on an impact once their own is complete; whoever does
        not score (responsable without a grid, elected administrators, auditors) sees them all, as a distribution.
        """
        revealed: Any = Value(True)
        if is_blind(user):
            given = Q(_scored_by(seat_held_by(user)))
            closed = Q(cycle__state=CycleState.CLOSED)
            revealed = Case(When(closed | given, then=Value(True)), default=Value(False))
        return self.annotate(revealed=ExpressionWrapper(revealed, models.BooleanField()))


def _scored_by(assessor: Assessor | None) -> Exists:
    """A complete score of the impact at hand by this assessor (None: by nobody, so never)."""
    return Exists(ImpactScore.objects.complete_on_impact_at_hand().filter(assessor=assessor).order_by())


def criteria_of(polarity: str, nature: str) -> tuple[str, ...]:
    """The criteria that a score may hold, in the order of the grid; none for « aucun impact »."""
    if polarity == Polarity.NONE:
        return ()
    negative, potential = polarity == Polarity.NEGATIVE, nature == Nature.POTENTIAL
    return ("scale", "scope", *(["irremediability"] * negative), *(["likelihood"] * potential))


def required_of(polarity: str, nature: str, human_rights: bool) -> tuple[str, ...]:
    """Those that a complete score holds: likelihood is optional where human rights take precedence."""
    precedence = polarity == Polarity.NEGATIVE and human_rights
    return tuple(name for name in criteria_of(polarity, nature) if name != "likelihood" or not precedence)


def criterion_label(name: str) -> str:
    """« ampleur », « étendue »… in the language of the reader."""
    return str(ImpactScore._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


class Impact(Tracked):
    """One identified impact; or, with polarity « none », the explicit statement that there is none."""

    cycle = models.ForeignKey(
        AssessmentCycle,
        models.PROTECT,
        db_index=False,  # the index « in order » below begins with it
        related_name="impacts",
        verbose_name=_("exercice"),
    )
    code = models.CharField(_("référence"), max_length=60)
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="impacts", verbose_name=_("domaine d’action")
    )
    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, related_name="impacts", verbose_name=_("partie prenante")
    )
    polarity = models.CharField(_("sens"), max_length=10, choices=Polarity)
    nature = models.CharField(_("nature"), max_length=10, choices=Nature, blank=True)
    human_rights = models.BooleanField(_("droits humains"), default=False)
    life_health = models.BooleanField(_("vie ou santé en danger"), default=False)
    environmental_harm = models.BooleanField(_("atteinte grave à l’environnement"), default=False)
    non_compliance = models.BooleanField(_("non-conformité au droit"), default=False)
    description = models.TextField(_("description"))
    declared_by = models.ForeignKey(
        Assessor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="declared_impacts",
        verbose_name=_("déclaré par"),
    )

    scored = models.BooleanField(
        _("coté"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Tenu par la base elle-même."),
    )

    objects = ImpactQuerySet.as_manager()

    class Meta:
        verbose_name = _("impact")
        verbose_name_plural = _("impacts")
        ordering = ["cycle", "domain", "code"]
        # A page of a list is read in order, without sorting every impact of the cycle.
        # The map and the steps of the cycle are counted without opening a row.
        indexes = [
            models.Index(fields=["cycle", "domain", "code"], name="impact_in_order"),
            models.Index(
                fields=["cycle", "stakeholder", "domain", "polarity", "scored"],
                name="impact_counted",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "code"],
                name="impact_code_unique",
                violation_error_message=_("Cette référence existe déjà dans l’exercice."),
            ),
            models.CheckConstraint(
                condition=Q(polarity="none", nature="")
                | ~Q(polarity="none") & Q(nature__in=["actual", "potential"]),
                name="impact_nature_with_its_polarity",
                violation_error_message=_("Un impact est réel ou potentiel."),
            ),
            models.CheckConstraint(
                condition=~Q(polarity="none") | Q(declared_by__isnull=False),
                name="impact_none_is_declared",
                violation_error_message=_("« Aucun impact identifié » a un auteur."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @classmethod
    def tracked_fields(cls) -> list["models.Field[Any, Any]"]:
        """What people write: whether an impact is scored is kept by the database (ADR 0024)."""
        return [field for field in super().tracked_fields() if field.name != "scored"]

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:impact-detail", args=[self.pk])

    @property
    def criteria(self) -> tuple[str, ...]:
        """The criteria that a score of this impact may hold, in the order of the grid; none for « aucun impact »."""
        return criteria_of(self.polarity, self.nature)

    @property
    def required_criteria(self) -> tuple[str, ...]:
        """Those without which a score is a draft: human rights come before likelihood (docs/methode.md §4)."""
        return required_of(self.polarity, self.nature, self.human_rights)

    @property
    def raised_flags(self) -> list[str]:
        """The words of the flags that are raised."""
        return [str(self._meta.get_field(name).verbose_name) for name in FLAGS if getattr(self, name)]  # type: ignore[union-attr]


def _holds_what_is_read(impact: str) -> tuple[Q, ...]:
    """Conditions of a complete score; `impact`: how its query names the columns of the impact."""
    negative, potential = (
        Q(**{f"{impact}polarity": Polarity.NEGATIVE}),
        Q(**{f"{impact}nature": Nature.POTENTIAL}),
    )
    precedence = negative & Q(**{f"{impact}human_rights": True})
    return (
        Q(scale__isnull=False, scope__isnull=False),
        ~negative | Q(irremediability__isnull=False),
        ~potential | precedence | Q(likelihood__isnull=False),
    )


class ImpactScoreQuerySet(models.QuerySet["ImpactScore"]):
    def complete(self) -> Self:
        """Those that hold each criterion their impact reads; the others are drafts (method.panels says the same, and
        so does migration 0006, which keeps `scored` and the tallies)."""
        return self.filter(*_holds_what_is_read("impact__"))

    def complete_on_impact_at_hand(self) -> Self:
        """The same in a subquery on impacts: it reads the columns of the impact at hand instead of joining it again."""
        return (
            self.filter(impact=OuterRef("pk"))
            .annotate(
                its_polarity=ExpressionWrapper(OuterRef("polarity"), models.CharField()),
                its_nature=ExpressionWrapper(OuterRef("nature"), models.CharField()),
                its_human_rights=ExpressionWrapper(OuterRef("human_rights"), models.BooleanField()),
            )
            .filter(*_holds_what_is_read("its_"))
        )


class ImpactScore(Tracked):
    """What one assessor thinks of one impact, each criterion 1–5. Incomplete: a draft, which counts nowhere."""

    impact = models.ForeignKey(
        Impact,
        models.CASCADE,
        db_index=False,  # the index « by impact » below begins with it
        related_name="scores",
        verbose_name=_("impact"),
    )
    assessor = models.ForeignKey(
        Assessor,
        models.PROTECT,
        db_index=False,  # the index « by assessor » below begins with it
        related_name="impact_scores",
        verbose_name=_("évaluateur·rice"),
    )
    scale = scale_field(_("ampleur"), 1, 5)
    scope = scale_field(_("étendue"), 1, 5)
    irremediability = scale_field(_("irrémédiabilité"), 1, 5)
    likelihood = scale_field(_("probabilité"), 1, 5)
    rationale = models.TextField(_("justification"), blank=True)

    objects = ImpactScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("cotation d’impact")
        verbose_name_plural = _("cotations d’impact")
        ordering = ["impact", "assessor"]
        # Counts what each assessor completed without opening a row (docs/performance.md).
        # « Is it scored? » and « what did this person score? » are answered without opening a row.
        indexes = [
            models.Index(fields=["assessor", "impact", *CRITERIA], name="impactscore_by_assessor"),
            models.Index(fields=["impact", *CRITERIA], name="impactscore_by_impact"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["impact", "assessor"], name="impactscore_once_per_assessor"),
            *(within(name, 1, 5) for name in CRITERIA),
        ]

    def __str__(self) -> str:
        try:
            return f"{self.impact} – {self.assessor}"
        except Impact.DoesNotExist:  # withdrawn: only the history still tells of this score
            return str(self.assessor)

    @property
    def is_complete(self) -> bool:
        return all(getattr(self, name) is not None for name in self.impact.required_criteria)

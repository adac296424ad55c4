"""A questionnaire to people outside: whom it is for and what it asks. What they answer stands in `consultation_answer`."""

import uuid
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked, User
from accounts.rights import scope_of
from dialogue.enums import FeedbackKind, QuestionKind
from iso26000.enums import CampaignState
from iso26000.models import AssessmentCycle, Domain, Survey
from rse_portal.common.models import french_or_english, in_language
from stakeholders.models import Stakeholder

OTHER = "autre"
MOST_OPTIONS = 12


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All of them for whoever runs, decides or checks; the published ones for the delegates."""
        if scope_of(user, "dialogue.read_consultation"):
            return self
        if scope_of(user, "dialogue.view_consultations"):
            return self.filter(state=CampaignState.PUBLISHED)
        return self.none()


class Consultation(Survey):
    """template: the model it was made from. frozen: somebody began to answer, its questions change no more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="consultations", verbose_name=_("exercice")
    )
    code = models.CharField(_("code"), max_length=20, unique=True, editable=False)
    template = models.SlugField(_("modèle"), max_length=40, editable=False)
    title_fr = models.CharField(_("intitulé"), max_length=120)
    title_en = models.CharField(_("intitulé en anglais"), max_length=120, blank=True)
    intro_fr = models.TextField(_("présentation"), max_length=1000, blank=True)
    intro_en = models.TextField(_("présentation en anglais"), max_length=1000, blank=True)
    frozen = models.BooleanField(_("questions figées"), default=False, editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta(Survey.Meta):
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["-starts_on", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("dialogue:consultation-detail", args=[self.pk])

    @classmethod
    def tracked_fields(cls) -> list["models.Field[object, object]"]:
        return [field for field in super().tracked_fields() if field.name != "frozen"]

    @property
    def title(self) -> str:
        return in_language(self, "title")

    @property
    def intro(self) -> str:
        return in_language(self, "intro")


class ConsultationQuestion(Tracked):
    """One question, with a code that is its column in every file.

    options: [{"fr": …, "en": …}], answered « a », « b »… by their place, « autre » when `other`. shown_if: {} or
    {"question": code, "values": [answers]}: asked only of those who gave one of them before. domain: of a scale, what
    its importance is about; of a text, what it is proposed for. kind_of_feedback: of a text, what it becomes.
    """

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="questions", verbose_name=_("consultation")
    )
    code = models.CharField(_("code"), max_length=20, editable=False)
    order = models.PositiveSmallIntegerField(_("ordre"), editable=False)
    section_fr = models.CharField(_("étape"), max_length=80)
    section_en = models.CharField(_("étape en anglais"), max_length=80, blank=True)
    kind = models.CharField(_("nature"), max_length=10, choices=QuestionKind)
    text_fr = models.CharField(_("question"), max_length=240)
    text_en = models.CharField(_("question en anglais"), max_length=240, blank=True)
    help_fr = models.CharField(_("aide"), max_length=240, blank=True)
    help_en = models.CharField(_("aide en anglais"), max_length=240, blank=True)
    options = models.JSONField(_("choix"), default=list, blank=True)
    other = models.BooleanField(_("avec « autre »"), default=False)
    most = models.PositiveSmallIntegerField(
        _("choix au plus"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2), MaxValueValidator(MOST_OPTIONS)],
    )
    required = models.BooleanField(_("réponse obligatoire"), default=False)
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("domaine d’action")
    )
    kind_of_feedback = models.CharField(
        _("devient une remontée"), max_length=20, choices=FeedbackKind, blank=True
    )
    shown_if = models.JSONField(_("posée seulement si"), default=dict, blank=True)
    published = models.BooleanField(_("publiée"), default=False, editable=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["consultation", "order"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "code"], name="consultation_question_code_once"),
            models.UniqueConstraint(
                fields=["consultation", "domain"],
                condition=Q(kind="scale") & Q(domain__isnull=False),
                name="consultation_domain_weighed_once",
                violation_error_message=_("Une autre question porte déjà sur l’importance de ce domaine."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("dialogue:question-edit", args=[self.consultation_id, self.code])

    @classmethod
    def tracked_fields(cls) -> list["models.Field[object, object]"]:
        """Not what is published: it is chosen after the close, when the questions themselves stand still."""
        return [field for field in super().tracked_fields() if field.name != "published"]

    def clean(self) -> None:
        number = len(self.options)
        if self.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.RANKING):
            if number < 2:
                raise ValidationError({"options": _("Donnez au moins deux choix, un par ligne.")})
            if number > MOST_OPTIONS:
                raise ValidationError({"options": _("%s choix au plus.") % MOST_OPTIONS})
        elif number:
            raise ValidationError({"options": _("Cette nature de question n’a pas de choix.")})

    @property
    def cycle(self) -> AssessmentCycle:
        return self.consultation.cycle

    @property
    def text(self) -> str:
        return in_language(self, "text")

    @property
    def help(self) -> str:
        return in_language(self, "help")

    @property
    def section(self) -> str:
        return in_language(self, "section")

    @property
    def is_importance(self) -> bool:
        return self.kind == QuestionKind.SCALE and self.domain_id is not None

    @property
    def has_choices(self) -> bool:
        return self.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE)

    def choices(self) -> list[tuple[str, Any]]:
        """(letter, label) of each option in the language of the page, « autre » last when there is one."""
        found: list[tuple[str, Any]] = [
            (chr(ord("a") + place), french_or_english(option["fr"], option.get("en", "")))
            for place, option in enumerate(self.options)
        ]
        return [*found, (OTHER, _("Autre"))] if self.other else found


class ConsultationGroup(models.Model):
    """Whom a consultation asks, as a group of the registry. population: how many there are, for the adjusted result."""

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="groups", verbose_name=_("consultation")
    )
    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, related_name="+", verbose_name=_("partie prenante")
    )
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)

    class Meta:
        verbose_name = _("groupe consulté")
        verbose_name_plural = _("groupes consultés")
        ordering = ["consultation", "stakeholder__code"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "stakeholder"], name="consultation_group_once"),
        ]

    def __str__(self) -> str:
        return str(self.stakeholder)

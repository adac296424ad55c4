"""The thread: from a sentence to the effect measured and told back, or from an action back to the sentences.

    thread_of(user, cycle, domains, sentences)      15 queries at most, whatever the size

It goes through the domain: what is said of it on one side, what is done about it on the other. A stage shows what this
person may read elsewhere, from the same `visible_to`; what they may not read yet says so, and leads nowhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from commitments.models import Action, ImprovementAxis, Indicator, Sample
from commitments.queries.shown import reading_for
from dialogue.enums import FeedbackStatus
from dialogue.models import EffectCheck, Feedback, FeedbackStep
from dialogue.queries.feedback_reading import with_codings
from dialogue.queries.step_words import words_of_step
from iso26000.models import AssessmentCycle, Domain
from priorities.models import Decision
from priorities.queries.adopted import list_of
from reports.queries.domains import DomainCounts, domain_counts
from reports.queries.homes import latest_reading
from rse_portal.common.typography import jour, nombre

SENTENCES = 6  # shown of a domain; how many there are is said
EXCERPT = 160


@dataclass(frozen=True)
class Card:
    """One thing of a stage. note: who, when, how much; url: its page, empty where this person has none."""

    title: str
    note: str = ""
    url: str = ""
    code: str = ""
    subject: int = 0


@dataclass(frozen=True)
class Stage:
    """empty: what is said in the place of cards."""

    key: str
    title: str
    cards: tuple[Card, ...] = ()
    empty: str = ""


@dataclass(frozen=True)
class Thread:
    stages: tuple[Stage, ...]

    @property
    def reached(self) -> int:
        """How many stages hold something."""
        return sum(bool(stage.cards) for stage in self.stages)

    @property
    def sentence(self) -> str:
        last = [stage for stage in self.stages if stage.cards]
        if not last:
            return _("Rien n’est encore relié.")
        return _("Le fil va jusqu’à l’étape « %(stage)s » : %(n)s étapes sur %(all)s.") % {
            "stage": last[-1].title.lower(),
            "n": nombre(self.reached),
            "all": nombre(len(self.stages)),
        }


@dataclass
class Facts:
    """What the stages read, once each."""

    user: User
    cycle: AssessmentCycle
    domains: Sequence[Domain]
    sentences: Sequence[Feedback]
    counts: dict[int, DomainCounts] = field(default_factory=dict)

    @property
    def codes(self) -> list[str]:
        return [domain.code for domain in self.domains]

    @property
    def sees_drafts(self) -> bool:
        return self.user.has_perm("iso26000.view_assessments")


def sentences_about(
    user: User, cycle: AssessmentCycle, domains: Iterable[Domain]
) -> tuple[list[Feedback], int]:
    """The last sentences of the cycle on these domains that this person reads, and how many there are. 3 queries."""
    rows = Feedback.objects.visible_to(user).filter(cycle=cycle, codings__domain__in=list(domains)).distinct()
    found = with_codings(rows.select_related("territory", "stakeholder")).newest_first()
    return list(found[:SENTENCES]), rows.count()


def thread_of(
    user: User,
    cycle: AssessmentCycle,
    domains: Sequence[Domain],
    sentences: Sequence[Feedback],
    total: int = 0,
) -> Thread:
    """domains: with their core subject. sentences: with their codings; total: how many there are, when not all are shown."""
    facts = Facts(user, cycle, domains, sentences)
    if facts.sees_drafts or not cycle.is_open:
        facts.counts = domain_counts(cycle)
    return Thread(
        (
            _heard(facts, total),
            _coded(facts),
            _weighed(facts),
            _ranked(facts),
            _decided(facts),
            _committed(facts),
            _done(facts),
            _measured(facts),
            _felt(facts),
            _answered(facts),
        )
    )


def _heard(facts: Facts, total: int) -> Stage:
    cards = [
        Card(_("« %s »") % _short(row.text), _heard_note(row), row.get_absolute_url())
        for row in facts.sentences
    ]
    if total > len(cards):
        more = total - len(cards)
        address = (
            f"{reverse('dialogue:feedback-list')}?exercice={facts.cycle.slug}&domaine={facts.domains[0].code}"
        )
        words = ngettext("et %(n)s autre phrase", "et %(n)s autres phrases", more) % {"n": nombre(more)}
        cards.append(Card(words, url=address))
    return Stage("heard", _("Entendu"), tuple(cards), _("Aucune phrase que vous puissiez lire."))


def _heard_note(row: Feedback) -> str:
    return f"{row.get_kind_display()} · {row.territory} · {jour(row.received_on)}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "…"


def _domain_card(domain: Domain, note: str = "", url: str = "") -> Card:
    return Card(domain.label, note, url, domain.code, domain.core_subject.order)


def _coded(facts: Facts) -> Stage:
    cards = tuple(
        _domain_card(domain, url=reverse("reports:domain-detail", args=[domain.code]))
        for domain in facts.domains
    )
    return Stage("coded", _("Rattaché"), cards, _("Pas encore rattachée à un domaine."))


def _weighed(facts: Facts) -> Stage:
    """How much was scored and voted: counts, never a score."""
    cards = []
    for domain in facts.domains:
        counts = facts.counts.get(domain.pk)
        if counts is None:
            continue
        note = " · ".join(
            (
                ngettext("%(n)s impact", "%(n)s impacts", counts.impacts) % {"n": nombre(counts.impacts)},
                ngettext("%(n)s coté", "%(n)s cotés", counts.scored) % {"n": nombre(counts.scored)},
                ngettext("%(n)s vote d’importance", "%(n)s votes d’importance", counts.votes)
                % {"n": nombre(counts.votes)},
            )
        )
        address = f"{reverse('reports:domain-detail', args=[domain.code])}?exercice={facts.cycle.slug}"
        cards.append(_domain_card(domain, note, address))
    empty = _("Rien n’est encore coté ni voté.") if facts.counts else _("Publié à la clôture de l’exercice.")
    return Stage("weighed", _("Coté et voté"), tuple(cards), empty)


def _ranked(facts: Facts) -> Stage:
    reading = latest_reading(facts.user, facts.cycle)
    cards = []
    for domain in facts.domains if reading else ():
        assert reading is not None
        row = reading.domain(domain.code)
        rank = row.figures["significance_rank"]
        note = (
            " · ".join(filter(None, (_("rang %s") % nombre(rank), row.interval_words)))
            if rank
            else row.status_word
        )
        cards.append(
            _domain_card(domain, note, reverse("priorities:ranking-why", args=[reading.run.pk, domain.code]))
        )
    return Stage("ranked", _("Classé"), tuple(cards), _("Aucun classement que vous puissiez lire."))


def _decided(facts: Facts) -> Stage:
    visible = Decision.objects.visible_to(facts.user).adopted().of(facts.cycle)
    decision = visible.select_related("cycle", "adopted_by").first()
    adopted = list_of(decision) if decision else None
    cards = []
    if adopted is not None:
        for row in adopted.domains:
            if row.domain.code not in facts.codes:
                continue
            parts = [str(row.standing.label)]
            if row.adopted_rank:
                parts.append(_("rang %s") % nombre(row.adopted_rank))
            if row.is_deviation:
                parts.append(_("écart motivé : %s") % row.reason)
            parts.append(jour(adopted.adopted_on))
            cards.append(_domain_card(row.domain, " · ".join(parts), adopted.decision.get_absolute_url()))
    return Stage("decided", _("Décidé"), tuple(cards), _("Rien n’est encore adopté."))


def _committed(facts: Facts) -> Stage:
    cards = []
    for axis in _axes(facts):
        cards.append(
            Card(
                axis.commitment,
                _("engagement"),
                reverse("commitments:commitment-detail", args=[axis.commitment_code]),
                subject=axis.subject,
            )
        )
        cards.append(
            Card(
                axis.title,
                _("axe d’amélioration"),
                reverse("commitments:axis-detail", args=[axis.domain]),
                axis.domain,
                axis.subject,
            )
        )
    return Stage(
        "committed", _("Engagé"), tuple(dict.fromkeys(cards)), _("Aucun axe d’amélioration n’en parle.")
    )


@dataclass(frozen=True)
class Axis:
    domain: str
    title: str
    commitment: str
    commitment_code: str
    subject: int


def _axes(facts: Facts) -> list[Axis]:
    """The axes on these domains: those of today for whoever reads the draft, else those last published. 1 query."""
    if facts.user.has_perm("commitments.view_draft"):
        rows = ImprovementAxis.objects.filter(domain__in=facts.domains).order_by("domain__order")
        return [
            Axis(
                row.domain.code,
                row.title,
                row.commitment.label,
                row.commitment.code,
                row.commitment.core_subject.order,
            )
            for row in rows.select_related("domain", "commitment__core_subject")
        ]
    reading = reading_for(facts.user)
    published = [reading.axis(code) for code in facts.codes] if reading else []
    return [
        Axis(axis["code"], axis["title"], told["label"], told["code"], told["subject"]["order"])
        for told, axis in filter(None, published)
    ]


def _done(facts: Facts) -> Stage:
    rows = Action.objects.visible_to(facts.user).filter(axis__domain__in=facts.domains).in_order()
    cards = [
        Card(
            row.title,
            " · ".join(
                filter(
                    None,
                    (
                        row.get_state_display(),
                        _("%s %%") % nombre(row.progress) if row.progress else "",
                        _("pour le %s") % jour(row.due_on) if row.due_on else "",
                    ),
                )
            ),
            row.get_absolute_url(),
            row.code,
        )
        for row in rows
    ]
    return Stage("done", _("Fait"), tuple(cards), _("Aucune action n’est inscrite."))


def _measured(facts: Facts) -> Stage:
    newest = Sample.objects.filter(indicator=OuterRef("pk")).order_by("-on")
    rows = (
        Indicator.objects.visible_to(facts.user)
        .filter(axis__domain__in=facts.domains)
        .select_related("definition")
        .annotate(last_value=Subquery(newest.values("value")[:1]), last_on=Subquery(newest.values("on")[:1]))
        .order_by("definition__code")
    )
    cards = [
        Card(row.definition.label, _measure_note(row), row.get_absolute_url(), row.definition.code)
        for row in rows
    ]
    return Stage("measured", _("Mesuré"), tuple(cards), _("Aucun indicateur ne le suit."))


def _measure_note(row: Any) -> str:
    def said(value: Any) -> str:
        return f"{nombre(value.normalize())}\u00a0{row.definition.unit}".strip()

    parts = []
    if row.baseline is not None:
        parts.append(_("départ %s") % said(row.baseline))
    if row.last_value is not None:
        parts.append(_("%(value)s le %(day)s") % {"value": said(row.last_value), "day": jour(row.last_on)})
    if row.target is not None:
        parts.append(_("cible %s") % said(row.target))
    return " · ".join(parts) or _("jamais relevé")


def _felt(facts: Facts) -> Stage:
    rows = EffectCheck.objects.filter(feedback__in=[row.pk for row in facts.sentences]).exclude(answer="")
    cards = [
        Card(
            row.question,
            f"{row.get_answer_display()} · {jour(row.answered_at)}",
            url=_page_of(row.feedback_id),
        )
        for row in rows.order_by("answered_at")
        if row.answered_at
    ]
    return Stage("felt", _("Ressenti"), tuple(cards), _("La question n’a pas encore été posée."))


def _answered(facts: Facts) -> Stage:
    told = (FeedbackStatus.ANSWERED, FeedbackStatus.REPORTED_BACK)
    rows = FeedbackStep.objects.filter(
        feedback__in=[row.pk for row in facts.sentences], status__in=told
    ).select_related("session")
    cards = [
        Card(_short(row.text), f"{words_of_step(row)} · {jour(row.at)}", _page_of(row.feedback_id))
        if row.text
        else Card(words_of_step(row), jour(row.at), _page_of(row.feedback_id))
        for row in rows.oldest_first()
    ]
    return Stage("answered", _("Répondu"), tuple(cards), _("Pas encore de réponse."))


def _page_of(feedback: Any) -> str:
    return reverse("dialogue:feedback-detail", args=[feedback])

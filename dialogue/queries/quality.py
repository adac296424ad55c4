"""What a séance left behind, and its quality card (docs/methode.md, « dialogue »): yes, no or not known, with the proof."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogue.enums import Presence, SessionState
from dialogue.models import (
    Attendance,
    AttendanceCount,
    DialogueSession,
    Feedback,
    FeedbackCoding,
    Invitation,
    Minutes,
    SessionDocument,
)
from rse_portal.common.typography import jour, nombre, pourcent

AHEAD = timedelta(days=7)  # material is sent at least that long before
WITHIN = timedelta(days=30)  # minutes are published within


@dataclass(frozen=True)
class QualityLine:
    """answer: True, False, or None when nobody can know yet."""

    label: str
    answer: bool | None
    proof: str


@dataclass(frozen=True)
class Facts:
    """All that the pages of one séance tell, read once."""

    session: DialogueSession
    minutes: Minutes | None
    documents: Sequence[SessionDocument]
    invitations: Sequence[Invitation]
    attendances: Sequence[Attendance]
    counts: Sequence[AttendanceCount]
    feedback: int
    coded: int
    domains: int
    following: DialogueSession | None

    @property
    def present(self) -> int:
        return self.by_status[Presence.PRESENT]

    @property
    def others(self) -> int:
        return sum(count.people for count in self.counts)

    @property
    def by_status(self) -> Counter[str]:
        return Counter(row.status for row in self.attendances)

    @property
    def failures(self) -> list[Invitation]:
        return [row for row in self.invitations if row.failure]

    @property
    def reached(self) -> int:
        return sum(row.version == self.session.version for row in self.invitations)


def facts_of(session: DialogueSession) -> Facts:
    """8 queries."""
    coded = FeedbackCoding.objects.filter(feedback=OuterRef("pk"))
    said = Feedback.objects.filter(session=session)
    return Facts(
        session=session,
        minutes=Minutes.objects.filter(session=session)
        .select_related("adopted_in", "adopted_by", "frozen_by")
        .first(),
        documents=list(session.documents.select_related("added_by")),
        invitations=list(session.invitations.select_related("person").order_by("person__last_name", "pk")),
        attendances=list(
            session.attendances.select_related("person").order_by("person__last_name", "person__first_name")
        ),
        counts=list(session.counts.select_related("stakeholder").order_by("stakeholder__code")),
        following=following(session),
        **said.aggregate(
            feedback=Count("pk", distinct=True),
            coded=Count("pk", distinct=True, filter=Exists(coded)),
            domains=Count("codings__domain", distinct=True),
        ),
    )


def following(session: DialogueSession) -> DialogueSession | None:
    """The next séance of the assembly that was held. 1 query."""
    return (
        DialogueSession.objects.filter(
            assembly=session.assembly_id,
            held_on__gt=session.held_on,
            state__in=[SessionState.HELD, SessionState.CLOSED],
        )
        .order_by("held_on", "pk")
        .first()
    )


def quality_card(facts: Facts, today: date | None = None) -> list[QualityLine]:
    """The eight lines, in the order of a séance. No query."""
    today = today or timezone.localdate()
    over = facts.session.held_on < today
    return [
        _purpose(facts),
        _material(facts, today),
        _who_came(facts, over),
        _who_was_missing(facts, over),
        _speakers(facts, over),
        _minutes(facts, today),
        _domains(facts, over),
        _follow_up(facts),
    ]


def _purpose(facts: Facts) -> QualityLine:
    purpose = facts.session.purpose
    return QualityLine(_("But annoncé"), bool(purpose), purpose or _("Aucun but n’est écrit."))


def _material(facts: Facts, today: date) -> QualityLine:
    label, held_on = _("Documents remis au moins 7 jours avant"), facts.session.held_on
    if not facts.documents:
        late = held_on - AHEAD < today
        return QualityLine(label, False if late else None, _("Aucun document n’est joint."))
    first = min(timezone.localdate(document.added_at) for document in facts.documents)
    ahead = (held_on - first).days
    told = ngettext("%(n)s document", "%(n)s documents", len(facts.documents)) % {"n": len(facts.documents)}
    when = (
        ngettext("%(n)s jour avant", "%(n)s jours avant", ahead) % {"n": ahead}
        if ahead > 0
        else _("le jour même ou après")
    )
    proof = _("%(documents)s ; le premier le %(day)s, %(when)s.") % {
        "documents": told,
        "day": jour(first),
        "when": when,
    }
    return QualityLine(label, first <= held_on - AHEAD, proof)


def _who_came(facts: Facts, over: bool) -> QualityLine:
    label = _("Présences relevées par catégorie")
    if not facts.attendances and not facts.counts:
        return QualityLine(label, False if over else None, _("Aucune présence n’est relevée."))
    parts = [ngettext("%(n)s membre", "%(n)s membres", facts.present) % {"n": nombre(facts.present)}]
    parts += [f"{count.stakeholder} {nombre(count.people)}" for count in facts.counts if count.people]
    return QualityLine(label, bool(facts.attendances), ", ".join(parts) + ".")


def _who_was_missing(facts: Facts, over: bool) -> QualityLine:
    label = _("Absences relevées")
    if not facts.attendances:
        return QualityLine(label, False if over else None, _("Aucune présence n’est relevée."))
    excused, absent = facts.by_status[Presence.EXCUSED], facts.by_status[Presence.ABSENT]
    none = [str(count.stakeholder) for count in facts.counts if count.people == 0]
    told = (
        ngettext("%(n)s excusé·e", "%(n)s excusé·es", excused) % {"n": nombre(excused)},
        ngettext("%(n)s absent·e", "%(n)s absent·es", absent) % {"n": nombre(absent)},
    )
    proof = ", ".join(told) + "."
    if none:
        proof += " " + _("Personne parmi : %s.") % ", ".join(none)
    return QualityLine(label, True, proof)


def _speakers(facts: Facts, over: bool) -> QualityLine:
    label, speakers = _("Part de parole connue"), facts.session.speakers
    room = facts.present + facts.others
    if speakers is None:
        return QualityLine(label, False if over else None, _("Personne n’a compté qui a parlé."))
    if not room:
        return QualityLine(label, None, _("Ont parlé : %s ; les présences manquent.") % nombre(speakers))
    proof = _("%(speakers)s sur %(room)s ont pris la parole, soit %(share)s.") % {
        "speakers": nombre(speakers),
        "room": nombre(room),
        "share": pourcent(100 * speakers / room),
    }
    return QualityLine(label, True, proof)


def _minutes(facts: Facts, today: date) -> QualityLine:
    label, held_on = _("Compte rendu publié sous 30 jours"), facts.session.held_on
    published = facts.minutes.published_on if facts.minutes else None
    if published is None:
        late = today > held_on + WITHIN
        return QualityLine(label, False if late else None, _("Il n’est pas encore ouvert aux amendements."))
    days = (published - held_on).days
    proof = ngettext("Le %(day)s, %(n)s jour après.", "Le %(day)s, %(n)s jours après.", days) % {
        "day": jour(published),
        "n": days,
    }
    return QualityLine(label, published <= held_on + WITHIN, proof)


def _domains(facts: Facts, over: bool) -> QualityLine:
    label = _("Remontées rattachées à des domaines")
    if not facts.feedback:
        return QualityLine(label, None, _("Aucune remontée n’est notée dans cette séance."))
    proof = ngettext(
        "%(coded)s sur %(all)s, dans %(domains)s domaine.",
        "%(coded)s sur %(all)s, dans %(domains)s domaines.",
        facts.domains,
    ) % {"coded": nombre(facts.coded), "all": nombre(facts.feedback), "domains": nombre(facts.domains)}
    return QualityLine(label, facts.coded == facts.feedback, proof)


def _follow_up(facts: Facts) -> QualityLine:
    label, following = _("Suites présentées à la séance d’après"), facts.following
    if following is None:
        return QualityLine(label, None, _("La séance d’après n’a pas encore eu lieu."))
    day = jour(following.held_on)
    if following.follow_up_shown is None:
        return QualityLine(label, None, _("La séance du %s ne le dit pas.") % day)
    said = _("Oui, à la séance du %s.") if following.follow_up_shown else _("Non, à la séance du %s.")
    return QualityLine(label, following.follow_up_shown, said % day)

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogue.actions import consultation_mail, digest, emergence, invitation
from dialogue.models import Consultation, DialogueSession
from dialogue.queries.digest import people_with_news
from dialogue.queries.emergence_page import reading_due
from iso26000.models import AssessmentCycle
from jobs.models import Job
from jobs.registry import Outcome, Progress, each_round, job_task
from jobs.schedule import every_day
from rse_portal.common.errors import Conflict
from rse_portal.common.mailing import SomeNotSent


@job_task("invite_members", permission="dialogue.manage_session")
def invite_members(job: Job, progress: Progress) -> Outcome:
    session = DialogueSession.objects.select_related("assembly", "moderator", "secretary").get(
        pk=job.arguments["session"]
    )
    if job.owner is not None and not job.owner.has_perm("dialogue.manage_session", session):
        raise Conflict(_("Le droit nécessaire a été retiré entre-temps."))
    sent = invitation.send_invitations(session=session, by=job.owner, progress=progress)
    if (
        sent.failed
    ):  # told as a failure, so that it can be run again: those who were written to are left in peace
        raise invitation.SomeFailed(sent.sentence)
    return Outcome(url=session.get_absolute_url())


@job_task("write_to_consulted", permission="dialogue.run_consultation")
def write_to_consulted(job: Job, progress: Progress) -> Outcome:
    consultation = Consultation.objects.get(pk=job.arguments["consultation"])
    sending = consultation_mail.send_messages(
        consultation=consultation, remind=job.arguments["remind"], progress=progress
    )
    if sending.failed:  # told as a failure, so that it can be run again: the others are left in peace
        raise SomeNotSent(sending.sentence)
    return Outcome(url=consultation.get_absolute_url())


@job_task("send_digests", permission="dialogue.send_digests", shared=True)
def send_digests(job: Job, progress: Progress) -> Outcome:
    sent = digest.send_digests(progress=progress)
    if sent.failed:  # told as a failure: it runs again in an hour, for those who were not written to
        raise digest.SomeFailed(sent.sentence)
    return Outcome()


def _anybody_to_tell(now: datetime) -> bool:
    return bool(people_with_news(now))


every_day(
    "send_digests",
    label=gettext_lazy("Courriels de suivi des remontées"),
    hours=settings.DIALOGUE_DIGEST_HOURS,
    due=_anybody_to_tell,
)
EVERY = timedelta(hours=1)
_looked_at = -EVERY.total_seconds()


@job_task("read_emergence", permission="dialogue.compile_emergence", shared=True)
def read_emergence(job: Job, progress: Progress) -> Outcome:
    cycle = AssessmentCycle.objects.get(pk=job.arguments["cycle"])
    emergence.compile_emergence(cycle=cycle, as_of=emergence.day_read(cycle))
    return Outcome(url=f"{reverse('dialogue:emergence-list')}?exercice={cycle.slug}")


@each_round
def keep_emergence_fresh() -> None:
    """Once an hour at most: what was said or coded since is read."""
    global _looked_at  # noqa: PLW0603 – of this worker: another one that asks too joins the same job
    if time.monotonic() - _looked_at < EVERY.total_seconds():
        return
    _looked_at = time.monotonic()
    for cycle in reading_due(timezone.now() - EVERY):
        emergence.request_emergence(cycle=cycle, by=None)

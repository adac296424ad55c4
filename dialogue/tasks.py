from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogue.actions import digest, invitation
from dialogue.models import DialogueSession
from dialogue.queries.digest import people_with_news
from jobs.models import Job
from jobs.registry import Outcome, Progress, job_task
from jobs.schedule import every_day
from rse_portal.common.errors import Conflict


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

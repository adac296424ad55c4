import rules
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import grant, name_actions
from accounts.roles import EVERYONE, Role
from jobs.models import Job


@rules.predicate
def owns_job(user: User, job: Job | None) -> bool:
    return job is not None and job.owner_id == user.pk


@rules.predicate
def answers_for_jobs(user: User, job: Job | None) -> bool:
    return user.has_perm("jobs.view_every_job")


@rules.predicate
def downloads_for_all(user: User, job: Job | None) -> bool:
    return user.access.has(Role.MANAGER, Role.AUDITOR)


# The platform admin sees that jobs run, never what they hold.
grant("jobs.view_every_job", {Role.MANAGER, Role.AUDITOR, Role.PLATFORM_ADMIN})
grant("jobs.view_tray", EVERYONE)
grant("jobs.view_job", EVERYONE, where=owns_job | answers_for_jobs)
grant("jobs.cancel_job", EVERYONE - {Role.AUDITOR}, where=owns_job | answers_for_jobs)
grant("jobs.download_job_file", EVERYONE - {Role.PLATFORM_ADMIN}, where=owns_job | downloads_for_all)

name_actions({"job.requested": _("Traitement demandé"), "job.cancelled": _("Traitement annulé")})

import rules
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import grant, name_actions
from accounts.roles import EVERYONE, Role
from jobs.models import Job
from jobs.registry import KINDS


@rules.predicate
def owns_job(user: User, job: Job | None) -> bool:
    return job is not None and job.owner_id == user.pk


@rules.predicate
def may_ask_for_it(user: User, job: Job | None) -> bool:
    """The right of the job's kind, as it stands now: it may have gone since the job was asked for."""
    kind = KINDS.get(job.kind) if job is not None else None
    return kind is not None and user.has_perm(kind.permission)


@rules.predicate
def may_read_its_file(user: User, job: Job | None) -> bool:
    """What the kind itself says of its files: some tell what this person may not read yet."""
    return job is not None and job.kind in KINDS and KINDS[job.kind].file_open_to(user, job)


@rules.predicate
def is_shared(user: User, job: Job | None) -> bool:
    return job is not None and job.kind in KINDS and KINDS[job.kind].shared


@rules.predicate
def answers_for_jobs(user: User, job: Job | None) -> bool:
    return user.has_perm("jobs.view_every_job")


@rules.predicate
def is_manager(user: User, job: Job | None) -> bool:
    return user.access.has(Role.MANAGER)


@rules.predicate
def runs_the_portal(user: User, job: Job | None) -> bool:
    return user.access.has(Role.MANAGER, Role.PLATFORM_ADMIN)


# The platform admin sees that jobs run and may run them again, never what they hold.
grant("jobs.view_every_job", {Role.MANAGER, Role.AUDITOR, Role.PLATFORM_ADMIN})
grant("jobs.view_tray", EVERYONE)
grant("jobs.view_job", EVERYONE, where=owns_job | answers_for_jobs | is_shared & may_ask_for_it)
grant("jobs.cancel_job", EVERYONE - {Role.AUDITOR}, where=owns_job | runs_the_portal)
grant("jobs.retry_job", EVERYONE - {Role.AUDITOR}, where=owns_job & may_ask_for_it | runs_the_portal)
grant(
    "jobs.download_job_file",
    EVERYONE - {Role.PLATFORM_ADMIN},
    where=(owns_job | is_manager) & may_ask_for_it & may_read_its_file,
)

name_actions(
    {
        "job.requested": _("Traitement demandé"),
        "job.cancelled": _("Traitement annulé"),
        "job.cancel_requested": _("Arrêt d’un traitement demandé"),
        "job.retried": _("Traitement relancé"),
    }
)

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from iso26000.models import AssessmentCycle, Domain
from search.registry import Shown, Source, add_source


def current_domains(user: User) -> "QuerySet[Domain]":
    """Those of the version of the standard that the newest cycle follows: others have the same codes."""
    return Domain.objects.filter(standard__in=AssessmentCycle.objects.newest_first().values("standard")[:1])


def show_domain(domain: Domain) -> Shown:
    return Shown(
        title=f"{domain.code} {domain.label}",
        text=domain.guidance,
        meta=str(domain.core_subject.label),
        url=reverse("reports:domain-detail", args=[domain.code]),
    )


add_source(
    Source(
        kind="domaines",
        place=30,
        label=_("Domaines d’action"),
        model=Domain,
        title=("label_fr",),
        body=("guidance_fr",),
        related=("core_subject",),
        permission="iso26000.view_standard",
        visible=current_domains,
        show=show_domain,
    )
)

"""What was heard about a domain, for the pages that gather everything known of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Subquery, Value
from django.utils.translation import ngettext

from accounts.models import User
from dialogue.models import Feedback
from iso26000.models import AssessmentCycle, Domain


@dataclass(frozen=True)
class Heard:
    """The sentences on a domain that a person may read: how many, and the newest ones."""

    total: int
    newest: Sequence[Feedback]

    @property
    def unit(self) -> str:
        return ngettext("phrase", "phrases", self.total)


def heard_about(user: User | AnonymousUser, cycle: AssessmentCycle, domain: Domain, limit: int) -> Heard:
    """One query: each row carries the total."""
    rows = Feedback.objects.visible_to(user).filter(cycle=cycle).heard_about(domain)
    total = rows.order_by().values(every=Value(1)).annotate(n=Count("pk")).values("n")
    newest = list(
        rows.select_related("territory", "stakeholder").annotate(total=Subquery(total)).newest_first()[:limit]
    )
    return Heard(newest[0].total if newest else 0, newest)  # type: ignore[attr-defined]

"""How far one assessor is in scoring the impacts of a cycle."""

from dataclasses import dataclass

from django.db.models import OuterRef

from iso26000.models import AssessmentCycle, Assessor
from stakeholders.models.tally import given_in, to_score_in


@dataclass(frozen=True)
class Progress:
    """How many of the impacts to score this assessor has scored completely."""

    done: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.done


def progress_of(cycle: AssessmentCycle, assessor: Assessor | None) -> Progress:
    """1 query, which reads no score: the database keeps the tally of each person (ADR 0024)."""
    here = OuterRef("pk")
    counted = AssessmentCycle.objects.filter(pk=cycle.pk).annotate(
        done=given_in(here, assessor), total=to_score_in(here)
    )
    return Progress(*counted.values_list("done", "total").get())

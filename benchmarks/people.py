"""Made-up cycles of any size, as rows: quick to make, and looking like nothing in particular."""

from typing import Any

GROUPS, SALIENCE = 30, ("power", "legitimacy", "urgency", "dependency")


def make_cycle(slug: str, *, impacts: int, assessors: int) -> Any:
    """A cycle on the loaded standard: groups, impacts, assessors, votes, practices, evidence; no score yet."""
    from datetime import date

    from dialogue.models import ImportanceVote
    from iso26000.models import AssessmentCycle, Assessor, Domain, Evidence, PracticeAssessment, Standard
    from stakeholders.models import Impact, Significance, Stakeholder

    cycle = AssessmentCycle.objects.create(
        slug=slug, label=slug, standard=Standard.objects.get(), opened_on=date(2026, 1, 5)
    )
    domains = list(Domain.objects.filter(standard=cycle.standard))
    people = Assessor.objects.bulk_create(Assessor(code=f"EV{n:03}") for n in range(assessors))
    groups = Stakeholder.objects.bulk_create(
        Stakeholder(code=f"GR{n:02}", label_fr=f"Groupe {n}", scope="internal") for n in range(GROUPS)
    )
    Significance.objects.bulk_create(
        Significance(
            cycle=cycle, stakeholder=group, **{name: 1 + (n + k) % 4 for k, name in enumerate(SALIENCE)}
        )
        for n, group in enumerate(groups)
    )
    Impact.objects.bulk_create(
        (
            Impact(
                cycle=cycle, code=f"IM{n:06}", domain=domains[n % len(domains)], stakeholder=groups[n // 45 % GROUPS],
                polarity="positive" if n % 3 == 0 else "negative", nature="potential" if n % 2 else "actual",
                human_rights=n % 7 == 0, description="…",
            )
            for n in range(impacts)
        ),
        batch_size=2000,
    )  # fmt: skip
    ImportanceVote.objects.bulk_create(
        (
            ImportanceVote(
                cycle=cycle,
                domain=domain,
                stakeholder=group,
                respondent=f"RE{g}-{n}",
                importance=(d * g + n) % 5,
            )
            for d, domain in enumerate(domains)
            for g, group in enumerate(groups)
            for n in range(7)
        ),
        batch_size=2000,
    )
    PracticeAssessment.objects.bulk_create(
        PracticeAssessment(cycle=cycle, domain=domain, assessor=person, level=(d + n) % 5, reason="…")
        for d, domain in enumerate(domains)
        for n, person in enumerate(people[:12])
    )
    Evidence.objects.bulk_create(
        Evidence(cycle=cycle, domain=domain, kind="document", label="…") for domain in domains
    )
    return cycle


def score_everything(cycle: Any) -> None:
    """A complete score of every assessor on every impact, in one statement: a million rows in seconds."""
    from django.db import connection

    level = "1 + (i.id * {a} + a.id * {b} + i.id * a.id * {c}) %% 5"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO stakeholders_impactscore"
            " (impact_id, assessor_id, scale, scope, irremediability, likelihood, rationale, version)"
            f" SELECT i.id, a.id, {level.format(a=7, b=3, c=1)}, {level.format(a=3, b=11, c=2)},"
            f" CASE WHEN i.polarity = 'negative' THEN {level.format(a=13, b=2, c=3)} END,"
            f" CASE WHEN i.nature = 'potential' THEN {level.format(a=5, b=7, c=1)} END, '', 1"
            " FROM stakeholders_impact i CROSS JOIN iso26000_assessor a WHERE i.cycle_id = %s",
            [cycle.pk],
        )
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")

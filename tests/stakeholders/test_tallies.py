"""What the database counts by itself (migration 0007) is what reading every score would say, whatever was written."""

from collections import Counter
from random import Random

import pytest
from django.db import connection

from iso26000.models import Assessor
from stakeholders.enums import Nature, Polarity
from stakeholders.models import Impact, ImpactScore, ScoreTally
from tests.factories.iso26000 import make_assessor, make_cycle, the_domain
from tests.factories.stakeholders import make_impact, make_stakeholder

SQLITE = connection.vendor == "sqlite"
TRIGGERS = {
    *(["stakeholders_score_was", "stakeholders_score_is"] if SQLITE else ["stakeholders_score_changed"]),
    "stakeholders_score_added",
    "stakeholders_score_gone",
    "stakeholders_impact_reread",
}


def read_again():
    """The impacts that are scored; (assessor, cycle) → complete scores: counted score by score."""
    complete = ImpactScore.objects.complete().exclude(impact__polarity=Polarity.NONE).order_by()
    rows = list(complete.values_list("impact", "assessor", "impact__cycle"))
    return {row[0] for row in rows}, Counter(row[1:] for row in rows)


def told():
    impacts = set(Impact.objects.filter(scored=True).values_list("pk", flat=True))
    tallies = ScoreTally.objects.filter(complete__gt=0).values_list("assessor", "cycle", "complete")
    return impacts, Counter({row[:2]: row[2] for row in tallies})


@pytest.mark.django_db
def test_triggers_are_there_after_every_migration():
    """SQLite makes a table anew to change a column, and forgets its triggers: such a migration puts them back."""
    names = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'" if SQLITE else "SELECT tgname FROM pg_trigger"
    )
    with connection.cursor() as cursor:
        cursor.execute(names)
        assert {row[0] for row in cursor.fetchall()} >= TRIGGERS


def some_criteria(rng: Random) -> dict[str, int | None]:
    return {
        name: rng.choice([None, 1, 3, 5, 5]) for name in ("scale", "scope", "irremediability", "likelihood")
    }


@pytest.mark.parametrize("seed", range(6))
def test_tallies_follow_whatever_is_written(seed, cycle):
    rng = Random(seed)
    other = make_cycle("2025", closed_on=None)
    groups = [make_stakeholder() for _each in range(2)]
    assessors = [make_assessor(f"RSE-{n:02}") for n in range(3)]
    impacts = [
        make_impact(
            cycle=rng.choice([cycle, other]),
            domain=the_domain("6.7.8"),
            stakeholder=rng.choice(groups),
            polarity=rng.choice([Polarity.NEGATIVE, Polarity.POSITIVE]),
            nature=rng.choice(list(Nature)),
            human_rights=rng.random() < 0.3,
        )
        for _each in range(6)
    ]
    ImpactScore.objects.bulk_create(
        ImpactScore(impact=impact, assessor=assessor, **some_criteria(rng))
        for impact in impacts
        for assessor in assessors
    )
    assert told() == read_again()
    for _each in range(30):
        scores = list(ImpactScore.objects.order_by("pk"))
        what = rng.randrange(6)
        if what == 0 and scores:
            rng.choice(scores).delete()
        elif what == 1:
            ImpactScore.objects.filter(pk__in=[row.pk for row in rng.sample(scores, 3)]).update(
                **some_criteria(rng)
            )
        elif what == 2:
            changed = rng.sample(scores, 4)
            for row in changed:
                row.scope = rng.choice([None, 2])
            ImpactScore.objects.bulk_update(changed, ["scope"])
        elif what == 3:
            Impact.objects.filter(pk=rng.choice(impacts).pk).update(
                polarity=rng.choice([Polarity.NEGATIVE, Polarity.POSITIVE]),
                nature=rng.choice(list(Nature)),
                human_rights=rng.random() < 0.5,
                cycle=rng.choice([cycle, other]),
            )
        elif what == 4:
            impact, assessor = rng.choice(impacts), rng.choice(assessors)
            ImpactScore.objects.bulk_create(
                [ImpactScore(impact=impact, assessor=assessor, **some_criteria(rng))],
                update_conflicts=True,
                unique_fields=["impact", "assessor"],
                update_fields=["scale", "scope", "irremediability", "likelihood"],
            )
        else:
            row = rng.choice(scores)
            moved = Assessor.objects.exclude(impact_scores__impact=row.impact_id).first()
            if moved:
                ImpactScore.objects.filter(pk=row.pk).update(assessor=moved)
        assert told() == read_again(), f"after act {what}"

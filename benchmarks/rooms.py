"""The rooms of the RSE team, on the demo mutual and on one with 2,000 stakeholders, 20,000 impacts, 1,000,000 scores.

As a module (`python -m benchmarks.rooms`), fills the open cycle of the portal of VAR_DIR up to that size.
"""

from itertools import product
from pathlib import Path

from benchmarks.measure import Figure, child
from benchmarks.pages import Page, compare
from benchmarks.worlds import SMALL, build

STAKEHOLDERS, IMPACTS, ASSESSORS = 2_000, 20_000, 50
SCORER = "rapporteur@demo.example"
PAGES = (
    Page("Registre des parties prenantes", "/parties-prenantes/", 3.0, 12),
    Page("Liste des impacts", "/impacts/", 3.0, 12),
    Page("Grille de cotation", "/impacts/cotation/", 4.0, 12, SCORER),
    Page("Carte de couverture", "/impacts/couverture/", 4.0, 15),
    Page("Page d’un domaine, un million de cotations", "/norme/domaines/6.7.8/", 4.0, 15),
    Page("Page d’un domaine, pour qui cote", "/norme/domaines/6.7.8/", 4.0, 15, SCORER),
    Page("Page de l’exercice", "/exercice/", 4.0, 15),
)


def run(folder: Path) -> list[Figure]:
    small, large = build(folder / "petit", scale=1, rows=SMALL), build(folder / "grand", scale=1, rows=SMALL)
    child(large, "rooms")
    return compare(small, large, PAGES)


def fill() -> None:
    import django

    django.setup()

    from benchmarks.people import score_everything
    from iso26000.models import AssessmentCycle, Assessor, Domain
    from stakeholders.models import Impact, ImpactScore, Significance, Stakeholder

    cycle = AssessmentCycle.objects.get(slug="2026")
    groups = list(Stakeholder.objects.expected_in(cycle).order_by("code"))
    organisations = Stakeholder.objects.bulk_create(
        (
            Stakeholder(
                code=f"ORG-{n:04}",
                label_fr=f"Organisation {n}",
                scope="external",
                kind="organisation",
                parent=groups[n % len(groups)],
            )
            for n in range(STAKEHOLDERS - Stakeholder.objects.count())
        ),
        batch_size=1000,
    )
    Significance.objects.bulk_create(
        (Significance(cycle=cycle, stakeholder=organisation) for organisation in organisations),
        batch_size=1000,
    )
    crossings = list(product(Domain.objects.filter(standard=cycle.standard), [*groups, *organisations[:200]]))
    Impact.objects.bulk_create(
        (
            Impact(
                cycle=cycle,
                code=f"GRAND-{n:05}",
                domain=crossings[n * 7 % len(crossings)][0],
                stakeholder=crossings[n * 7 % len(crossings)][1],
                polarity="positive" if n % 3 == 0 else "negative",
                nature="potential" if n % 2 else "actual",
                description=f"Effet numéro {n} sur les personnes concernées, décrit en une phrase.",
            )
            for n in range(IMPACTS - Impact.objects.filter(cycle=cycle).count())
        ),
        batch_size=2000,
    )
    Assessor.objects.bulk_create(
        Assessor(code=f"GR-{n:02}") for n in range(ASSESSORS - Assessor.objects.count())
    )
    ImpactScore.objects.filter(impact__cycle=cycle).delete()
    score_everything(cycle)
    # The rapporteur has half of it left to score.
    ImpactScore.objects.filter(assessor__user__email=SCORER, impact__code__endswith="5").delete()


if __name__ == "__main__":
    fill()
    print("null")

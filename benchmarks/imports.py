"""`import_data` of 100,000 rows of scores, against reading the CSV and one bulk insert without any check.

Both are taken back at the end of each round (`dry_run` does that), so that each one starts from the same database.
"""

import csv
import sys
from json import dumps
from pathlib import Path

from benchmarks.measure import Figure, Spread, against, alternate, child, manage

IMPACTS, ASSESSORS, ROUNDS = 2_000, 50, 5
INSERT = (
    "INSERT INTO stakeholders_impactscore"
    " (impact_id, assessor_id, scale, scope, irremediability, likelihood, rationale, version)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, 1)"
)


def run(folder: Path) -> list[Figure]:
    (folder / "logs").mkdir(parents=True)
    manage(folder, "migrate", "--verbosity", "0")
    manage(folder, "load_standard", "fixtures/iso26000.yaml")
    told = child(folder, "imports", str(folder))
    ours, floor = Spread(*told["ours"]), Spread(*told["floor"])
    what = "Import de 100 000 cotations (CSV), SQLite"
    return [against(what, ours, floor, "lecture et insertion sans contrôle", 4)]


def main(folder: Path) -> object:
    import django

    django.setup()
    from django.db import connection, transaction

    from benchmarks.people import make_cycle
    from iso26000.models import Assessor
    from priorities.exchange.loading import import_data
    from stakeholders.models import Impact

    cycle = make_cycle("import", impacts=IMPACTS, assessors=ASSESSORS)
    impacts = list(Impact.objects.order_by("pk").values_list("pk", "code", "polarity", "nature"))
    people = list(Assessor.objects.order_by("pk").values_list("pk", "code"))
    path = folder / "impact_scores.csv"
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            ("impact", "assessor", "scale", "scope", "irremediability", "likelihood", "rationale")
        )
        for i, code, polarity, nature in impacts:
            negative, potential = polarity == "negative", nature == "potential"
            for a, name in people:
                lasting, likely = (
                    1 + (i + a) % 5 if negative else "",
                    1 + (3 * i + a) % 5 if potential else "",
                )
                writer.writerow((code, name, 1 + (2 * i + a) % 5, 1 + (i * a) % 5, lasting, likely, ""))
    impact_keys = {code: pk for pk, code, *_ in impacts}
    person_keys = {code: pk for pk, code in people}

    def ours() -> None:
        report = import_data(source=path, cycle=cycle.slug, by=None, dry_run=True)
        assert report.files[0].created == IMPACTS * ASSESSORS

    def floor() -> None:
        with path.open(newline="") as stream, transaction.atomic(), connection.cursor() as cursor:
            rows = csv.reader(stream)
            next(rows)
            cursor.executemany(
                INSERT,
                [
                    (
                        impact_keys[row[0]],
                        person_keys[row[1]],
                        *(int(cell) if cell else None for cell in row[2:6]),
                        row[6],
                    )
                    for row in rows
                ],
            )
            transaction.set_rollback(True)

    found = alternate({"ours": ours, "floor": floor}, ROUNDS)
    return {name: spread.row() for name, spread in found.items()}


if __name__ == "__main__":
    print(dumps(main(Path(sys.argv[1]))))

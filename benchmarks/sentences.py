"""As a module (`python -m benchmarks.sentences ROWS`), fills the portal of VAR_DIR up to ROWS remontées, indexed and read.

They say again what those of the demo say, at the same pace: a number makes each of them another sentence.
"""

import sys
import uuid


def fill(rows: int) -> None:
    import django

    django.setup()

    from dialogue.actions.emergence import compile_emergence, day_read
    from dialogue.models import Feedback, FeedbackCoding
    from iso26000.models import AssessmentCycle
    from search.actions.index import index_waiting

    first = list(Feedback.objects.prefetch_related("codings"))
    made, codings = [], []
    for number in range(rows - len(first)):
        said = first[number % len(first)]
        row = Feedback(
            id=uuid.uuid4(),
            cycle_id=said.cycle_id,
            reference=f"GRAND-{number:06}",
            received_on=said.received_on,
            territory_id=said.territory_id,
            stakeholder_id=said.stakeholder_id,
            kind=said.kind,
            status=said.status,
            author_code=f"D-{number % 3000:04}",
            text=f"{said.text} Dossier {number}.",
        )
        made.append(row)
        codings += (
            FeedbackCoding(feedback=row, domain_id=coding.domain_id, position=coding.position)
            for coding in said.codings.all()
        )
    Feedback.objects.bulk_create(made, batch_size=2000)
    FeedbackCoding.objects.bulk_create(codings, batch_size=5000)
    index_waiting()
    for cycle in AssessmentCycle.objects.filter(slug="2026"):
        compile_emergence(cycle=cycle, as_of=day_read(cycle))


if __name__ == "__main__":
    fill(int(sys.argv[1]))
    print("null")

"""Logging a remontée: one POST of the form of a delegate, against a bare signed-in view with one INSERT.

Both are sent as a phone sends them, over the same kept connection. The floor writes one line of the journal, no more; ours
also checks, then writes the remontée, its history, its words in the search and its line in the journal.
"""

import re
import uuid
from datetime import date
from pathlib import Path

from benchmarks.measure import Figure, against, alternate
from benchmarks.portal import Client, NotThePage, serving
from benchmarks.worlds import demo

ROUNDS, LIMIT = 60, 3
FORM, FLOOR = "/dialogue/remontees/nouvelle/", "/plancher/"
DELEGATE = "delegue@demo.example"
SENTENCE = "Le remboursement d’optique arrive après un mois, les familles avancent l’argent."


def run(folder: Path) -> list[Figure]:
    demo(folder)
    with serving(folder) as port:
        client = Client(port).sign_in(DELEGATE)
        token, page = client.token(FORM), client.get(FORM).decode()
        category = re.search(r'name="stakeholder".*?<option value="(\w+)"', page, re.DOTALL)
        assert category, "the form offers no category"

        def send(path: str, **form: str) -> None:
            answer = client.ask(
                "POST", path, {"Accept": "application/json"}, {"csrfmiddlewaretoken": token, **form}
            )
            content = answer.read()
            if answer.status != 201:
                raise NotThePage(f"POST {path}: {answer.status} {content[:300]!r}")

        def ours() -> None:
            send(
                FORM,
                id=str(uuid.uuid4()),
                session="",
                received_on=date.today().isoformat(),
                territory="R53",
                stakeholder=category[1],
                kind="concern",
                text=SENTENCE,
            )

        found = alternate({"ours": ours, "floor": lambda: send(FLOOR)}, ROUNDS, warm=3)
    return [
        against("Enregistrer une remontée (POST)", found["ours"], found["floor"], "vue nue, un INSERT", LIMIT)
    ]

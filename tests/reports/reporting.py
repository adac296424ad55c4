"""A small cycle with a real ranking: what the tests of the report compile."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from accounts.models import User
from iso26000.enums import EvidenceKind
from iso26000.models import AssessmentCycle
from method.parameters import Parameters
from priorities.actions.ranking import compile_ranking
from priorities.models import RankingRun
from reports.actions.report import compile_report
from stakeholders.enums import Polarity
from tests.factories.dialogue import make_feedback, make_vote
from tests.factories.iso26000 import make_assessor, make_evidence, make_practice, the_domain
from tests.factories.stakeholders import make_impact, make_score, make_significance, make_stakeholder

RANKED = ("4.3", "6.3.7", "6.4.4", "6.4.6", "6.5.3", "6.7.7", "6.7.8", "6.8.8")
HOSTILE = (
    '#import "x.typ": * *gras* _souligné_ $x^2$ {{settings.SECRET_KEY}} {event.__init__} @ref <balise> '
    '\\ // rien #read("/etc/passwd") = titre ; =cmd|calc'
)


def fill(cycle: AssessmentCycle) -> None:
    """Eight domains can be ranked, one is critical, one has no votes; two groups of three have a weight."""
    groups = [
        make_stakeholder(f"G{n}", label_fr=name)
        for n, name in enumerate(("Adhérents", "Salariés", "Fournisseurs"))
    ]
    make_significance(cycle=cycle, stakeholder=groups[0], power=3, dependency=4)
    make_significance(cycle=cycle, stakeholder=groups[1], urgency=1)
    make_significance(cycle=cycle, stakeholder=groups[2], power=None)
    people = [make_assessor(f"E{n}") for n in range(5)]
    for n, code in enumerate((*RANKED, "6.6.3")):
        domain = the_domain(code)
        for g, group in enumerate(groups[:2]):
            polarity = Polarity.POSITIVE if (n + g) % 4 == 3 else Polarity.NEGATIVE
            impact = make_impact(
                cycle=cycle, domain=domain, stakeholder=group, polarity=polarity, human_rights=code == "6.7.8"
            )
            for p, person in enumerate(people):
                level = 5 if code == "6.7.8" else 1 + (n + p + g) % 4
                third = None if polarity == Polarity.POSITIVE else level
                make_score(
                    impact=impact,
                    assessor=person,
                    scale=level,
                    scope=level,
                    irremediability=third,
                    likelihood=None,
                )
            if code != "6.6.3":
                for v in range(4):
                    make_vote(
                        cycle=cycle,
                        domain=domain,
                        stakeholder=group,
                        importance=(n + v) % 5,
                        respondent=f"P{g}{v}",
                    )
        make_practice(cycle=cycle, domain=domain, assessor=people[0], level=n % 4, reason="Vu.")
        make_evidence(cycle=cycle, domain=domain, kind=EvidenceKind.DOCUMENT, label=HOSTILE)


def make_ranking(cycle: AssessmentCycle, draws: int = 40) -> RankingRun:
    fill(cycle)
    return compile_ranking(cycle=cycle, by=None, parameters=Parameters(draws=draws))


def say(cycle: AssessmentCycle, text: str, code: str = "6.7.8", **fields: Any) -> None:
    make_feedback(
        cycle=cycle, text=text, domains=(the_domain(code),), **{"received_on": date(2026, 3, 12), **fields}
    )


def pdf_of(cycle: AssessmentCycle, folder: Path, by: User | None = None) -> PdfReader:
    return PdfReader(compile_report(cycle=cycle, format="pdf", by=by, path=folder / "rapport.pdf"))


def text_of(pdf: PdfReader, *pages: int) -> str:
    """The text of these pages, or of all; each run of spaces as one plain space: lines are the template's.

    pypdf does not read /ActualText, by which Typst tells a hyphen from the mark of a word cut in two (here
    U+00AD for both) and gives back what two glyphs share (here a stray U+2060).
    """
    chosen = [pdf.pages[page] for page in pages] or pdf.pages
    text = " ".join(page.extract_text() for page in chosen)
    return " ".join(text.replace("\u2060", "").replace("\xad", "-").split())


def elements(pdf: PdfReader, visit: Callable[[dict[str, Any]], None]) -> None:
    """Visit each structure element of a tagged PDF."""

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                visit(node)
            if "/K" in node and not isinstance(node["/K"], int):
                walk(node["/K"])

    walk(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"])  # type: ignore[index]

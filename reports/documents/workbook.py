"""The report as a workbook, to sort and compute with: numbers stay numbers, exactly those of the run."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from method.inputs import EVIDENCE_KINDS
from priorities.exports import settings_rows
from priorities.queries.reading import DomainReading
from reports.documents.content.pieces import verdict
from reports.documents.content.title import title
from reports.documents.reading import Known, Report
from rse_portal.common.xlsx import Workbook

WHOLE, ONE, TWO, PERCENT, TEXT = "0", "0.0", "0.00", "0%", ""


@dataclass(frozen=True)
class Column:
    head: str
    width: int
    format: str = TEXT


class FigureBook(Workbook):
    """A workbook whose columns also have a number format."""

    def figures(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> None:
        def dressed() -> Iterable[Sequence[Any]]:
            sheet = self.book.worksheets()[-1]  # a format must be known before the first row is written
            for position, column in enumerate(columns):
                style = {"valign": "top"} | (
                    {"num_format": column.format} if column.format else {"text_wrap": True}
                )
                sheet.set_column(position, position, column.width, self.book.add_format(style))
            yield from rows

        self.table(name, [column.head for column in columns], dressed())


def write(report: Report, path: Path) -> None:
    """Six sheets. Nothing that was typed can become a formula or a link (rse_portal.common.xlsx)."""
    book = FigureBook(path, title=title(report))
    book.figures(
        _("Synthèse"), [Column(_("Ce que dit l’exercice"), 44), Column(_("Valeur"), 90)], _summary(report)
    )
    book.figures(_("Classement"), *_ranking(report))
    book.figures(_("Groupes"), *_groups(report))
    book.figures(_("Pratiques"), *_practices(report))
    book.figures(_("Manques"), *_lacking(report))
    book.figures(
        _("Paramètres"), [Column(_("Réglage"), 32), Column(_("Valeur"), 70)], settings_rows(report.run)
    )
    book.close()


Table = tuple[list[Column], Iterable[Sequence[Any]]]


def _summary(report: Report) -> Iterable[Sequence[Any]]:
    ranking, result = report.ranking, report.run.result
    yield _("Organisation"), str(settings.ORGANISATION_NAME)
    yield _("Exercice"), report.run.cycle.label
    yield _("Date des données"), report.compiled_at.date()
    yield _("En une phrase"), ranking.sentence
    yield _("Domaines d’action"), len(ranking.domains)
    yield _("Domaines classés"), len(ranking.significance)
    yield _("Solides parmi les %s premiers") % ranking.top, ranking.robust_count
    yield _("Domaines critiques"), len(ranking.critical)
    yield (
        _("À traiter quelle que soit la note"),
        " ; ".join(f"{row.code} {row.label}" for row in ranking.critical),
    )
    yield _("Accord entre évaluateurs (alpha)"), result["agreement"]["alpha"]
    yield _("Lecture de l’accord"), ranking.agreement_words
    yield _("Parties prenantes attendues"), len(result["stakeholders"])
    yield _("Parties prenantes pondérées"), sum(row["weight"] is not None for row in result["stakeholders"])
    if report.totals is not None:
        yield _("Impacts identifiés"), report.totals.impacts
        yield _("Cotations d’impact"), report.totals.scores
        yield _("Évaluateurs et évaluatrices"), report.totals.assessors
        yield _("Votes d’importance"), report.totals.votes
        yield _("Répondantes et répondants"), report.totals.respondents
        yield _("Mentions d’un domaine dans les remontées"), report.totals.heard


def _named() -> list[Column]:
    return [Column(_("Article"), 9), Column(_("Domaine d’action"), 52)]


def _figure(name: str) -> Callable[[DomainReading], Any]:
    return lambda row: row.figures[name]


def _robust(ranking: str, name: str) -> Callable[[DomainReading], Any]:
    return lambda row: row.robustness(ranking).get(name)


def _verdict(ranking: str) -> Callable[[DomainReading], Any]:
    return lambda row: verdict(row, ranking)["word"] if row.robustness(ranking) else None


def _bound(side: int) -> Callable[[DomainReading], Any]:
    return lambda row: (row.figures["bounds"] or (None, None))[side]


def _ranking(report: Report) -> Table:
    cells: list[tuple[Column, Callable[[DomainReading], Any]]] = [
        (Column(_("Question centrale"), 34), lambda row: f"{row.subject_code} {row.subject_label}"),
        (Column(_("État"), 13), lambda row: row.status_word),
        (Column(_("Couverture"), 11, PERCENT), _figure("coverage")),
        (Column(_("Impact négatif"), 9, TWO), _figure("negative")),
        (Column(_("Négatif, au moins"), 9, TWO), _bound(0)),
        (Column(_("Négatif, au plus"), 9, TWO), _bound(1)),
        (Column(_("Impact positif"), 9, TWO), _figure("positive")),
        (Column(_("Impact"), 9, TWO), _figure("impact")),
        (Column(_("Importance"), 11, TWO), _figure("importance")),
        (Column(_("Pratique"), 9, ONE), _figure("maturity")),
        (Column(_("Écart"), 9, ONE), _figure("gap")),
        (Column(_("Faisabilité"), 11, TWO), _figure("feasibility")),
        (Column(_("Critique"), 9), lambda row: _("oui") if row.figures["critical"] else _("non")),
        (Column(_("Significativité"), 14, TWO), _figure("significance")),
        (
            Column(_("Sans pondération"), 13, TWO),
            lambda row: (row.figures["unweighted"] or {}).get("significance"),
        ),
        (Column(_("Rang"), 7, WHOLE), _figure("significance_rank")),
        (Column(_("Rang, au mieux"), 9, WHOLE), _robust("significance", "rank_low")),
        (Column(_("Rang, au pire"), 9, WHOLE), _robust("significance", "rank_high")),
        (Column(_("Parmi les premiers"), 11, PERCENT), _robust("significance", "probability")),
        (Column(_("Verdict"), 14), _verdict("significance")),
        (Column(_("Priorité"), 10, TWO), _figure("priority")),
        (Column(_("Rang de l’axe"), 8, WHOLE), _figure("priority_rank")),
        (Column(_("Rang de l’axe, au mieux"), 10, WHOLE), _robust("priority", "rank_low")),
        (Column(_("Rang de l’axe, au pire"), 10, WHOLE), _robust("priority", "rank_high")),
        (Column(_("Axe parmi les premiers"), 11, PERCENT), _robust("priority", "probability")),
        (Column(_("Verdict de l’axe"), 14), _verdict("priority")),
        (Column(_("Impacts à coter"), 9, WHOLE), lambda row: len(row.figures["to_score"])),
    ]
    rows = ([row.code, row.label, *(cell(row) for _column, cell in cells)] for row in report.ranking.domains)
    return [*_named(), *(column for column, _cell in cells)], rows


def _groups(report: Report) -> Table:
    weights = {group.code: group for group in report.ranking.groups()}
    columns = [
        *_named(),
        Column(_("Code"), 9),
        Column(_("Partie prenante"), 44),
        Column(_("Poids"), 9, "0.0%"),
        Column(_("Classe"), 16),
        Column(_("Cotée"), 8),
        Column(_("Impact négatif"), 9, TWO),
        Column(_("Impact positif"), 9, TWO),
        Column(_("Importance"), 11, TWO),
        Column(_("Votes"), 8, WHOLE),
        Column(_("Impacts"), 8, WHOLE),
    ]
    rows = (
        (
            row.code,
            row.label,
            found["code"],
            weights[found["code"]].label,
            weights[found["code"]].weight,
            weights[found["code"]].salience,
            _("oui") if found["scored"] else _("non"),
            found["negative"],
            found["positive"],
            found["importance"],
            found["votes"],
            found["impacts"],
        )
        for row in report.ranking.domains
        for found in row.figures["groups"]
    )
    return columns, rows


def _practices(report: Report) -> Table:
    evidence = (_("Déclarations"), _("Documents"), _("Indicateurs"), _("Tendances"), _("Revues externes"))
    columns = [
        *_named(),
        Column(_("Niveau retenu"), 9, ONE),
        Column(_("Médiane des réponses"), 10, ONE),
        Column(_("Plafond des preuves"), 10, WHOLE),
        Column(_("Écart"), 9, ONE),
        *(Column(_("Réponses %s") % level, 10, WHOLE) for level in range(5)),
        Column(_("Ne sait pas"), 9, WHOLE),
        Column(_("Non applicable"), 11, WHOLE),
        *(Column(head, 12, WHOLE) for head in evidence),
    ]
    return columns, (_practice(row, report.known.get(row.code)) for row in report.ranking.domains)


def _practice(row: DomainReading, known: Known | None) -> Sequence[Any]:
    practice = row.figures["practice"]
    pieces = [None if known is None else known.evidence.get(kind, 0) for kind in EVIDENCE_KINDS]
    return (
        row.code,
        row.label,
        row.figures["maturity"],
        practice["median"],
        practice["cap"],
        row.figures["gap"],
        *practice["levels"],
        practice["nsp"],
        practice["na"],
        *pieces,
    )


def _lacking(report: Report) -> Table:
    """Domains that cannot be ranked, then groups without a weight, each with what would change that."""
    columns = [
        Column(_("Nature"), 16),
        Column(_("Code"), 9),
        Column(_("Nom"), 52),
        Column(_("État"), 14),
        Column(_("Ce qui manque"), 70),
    ]
    domains = [
        (
            _("domaine"),
            row.code,
            row.label,
            row.status_word,
            ", ".join(row.missing_words) or _("déclaré non applicable, avec motif"),
        )
        for row in report.ranking.domains
        if not row.is_ranked
    ]
    groups = [
        (
            _("partie prenante"),
            group.code,
            group.label,
            _("à qualifier"),
            _("pouvoir, légitimité, urgence ou dépendance"),
        )
        for group in report.ranking.groups()
        if group.weight is None
    ]
    return columns, domains + groups

"""How the figures were made, in plain words and with the parameters of this run, for anyone to check."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports.documents.content import confidence, pieces
from reports.documents.content.domains import evidence_words
from reports.documents.content.pieces import Block, facts, formula, paragraph
from reports.documents.reading import Report, Totals
from rse_portal.common.typography import moment, nombre, pourcent

AGGREGATIONS = {
    "median": gettext_lazy("la médiane"),
    "mean": gettext_lazy("la moyenne"),
    "trimmed_mean": gettext_lazy("la moyenne élaguée à 20 %"),
}


def chapter(report: Report) -> dict[str, Any]:
    return {
        "title": _("Méthode"),
        "text": _("Tout ce qu’il faut pour comprendre les chiffres, en douter et les recalculer.")
        + " "
        + _("Classement compilé le %s") % moment(report.compiled_at)
        + ".",
        "sections": [
            {"title": _("Ce qui a été compté"), "blocks": _counts(report)},
            {"title": _("De la cotation au rang"), "blocks": [*_from_scores(report), *_to_ranks(report)]},
            {"title": _("Données manquantes et couverture"), "blocks": _coverage(report)},
            {"title": _("Accord entre évaluateurs"), "blocks": confidence.agreement(report)},
            {"title": _("Solidité des rangs"), "blocks": confidence.robustness(report)},
            {"title": _("Rejouer le calcul"), "blocks": confidence.replay(report)},
            {"title": _("Sources et limites"), "blocks": confidence.sources(report)},
        ],
    }


def _counts(report: Report) -> list[Block]:
    ranking, groups = report.ranking, report.run.result["stakeholders"]
    ranked = {"ranked": len(ranking.significance), "total": len(ranking.domains)}
    weighted = {"weighted": sum(group["weight"] is not None for group in groups), "total": len(groups)}
    rows = [
        (_("Domaines d’action"), _("%(ranked)s classés sur %(total)s") % ranked),
        (_("Parties prenantes"), _("%(weighted)s pondérées sur %(total)s attendues") % weighted),
    ]
    return [facts(rows + (_totals(report.totals) if report.totals else []))]


def _totals(totals: Totals) -> list[tuple[str, str]]:
    count = {
        name: nombre(getattr(totals, name))
        for name in (
            "impacts", "negative", "positive", "none", "scores", "assessors", "votes", "respondents", "heard",
        )
    }  # fmt: skip
    return [
        (_("Impacts identifiés"), _("%(impacts)s : %(negative)s négatifs, %(positive)s positifs") % count),
        (
            _("« Aucun impact identifié »"),
            ngettext("%(n)s déclaration", "%(n)s déclarations", totals.none) % {"n": count["none"]},
        ),
        (_("Cotations d’impact"), _("%(scores)s, par %(assessors)s évaluateurs et évaluatrices") % count),
        (_("Votes d’importance"), _("%(votes)s, de %(respondents)s répondantes et répondants") % count),
        (_("Cotations de la pratique"), nombre(totals.practices)),
        (_("Preuves"), evidence_words(totals.evidence) or pieces.NONE),
        (_("Remontées"), _("%(heard)s mentions d’un domaine ; elles éclairent, elles ne votent pas") % count),
    ]


def _from_scores(report: Report) -> list[Block]:
    return [
        paragraph(
            _(
                "Chaque impact est coté de 1 à 5 par plusieurs personnes ; pour chaque critère, "
                "on retient %s. "
                "Un impact négatif pèse par son ampleur, son étendue et son irrémédiabilité ; un impact "
                "positif, par son ampleur et son étendue."
            )
            % AGGREGATIONS[report.parameters["aggregation"]]
        ),
        formula(
            _(
                "Gravité d’un impact négatif = le plus grand de la moyenne des critères et du "
                "plus haut moins 1"
            )
        ),
        formula(
            _("Valeur d’un impact = gravité × probabilité / 5 s’il est potentiel, gravité s’il est réel")
        ),
        paragraph(
            _(
                "La gravité l’emporte sur la probabilité quand un impact négatif touche aux "
                "droits humains : la "
                "probabilité n’y compte pas. Pour une partie prenante, on retient son impact le "
                "plus fort ; pour "
                "un domaine, la moyenne des parties prenantes selon leur poids, négatif et positif à part."
            )
        ),
    ]


def _to_ranks(report: Report) -> list[Block]:
    p = report.parameters
    floor, span = p["gap_floor"], p["feasibility_span"]
    return [
        formula(
            _("Impact d’un domaine = le plus grand de l’impact négatif et de %s × l’impact positif, de 0 à 5")
            % nombre(p["positive_discount"], 1)
        ),
        formula(
            _("Importance = médiane des votes (0 à 4) par partie prenante, puis moyenne selon leur poids")
        ),
        formula(
            _("Significativité = 100 × (%(impact)s × impact / 5 + %(importance)s × importance / 4)")
            % {name: nombre(weight, 1) for name, weight in p["weights"].items()}
        ),
        paragraph(
            _(
                "La pratique est la médiane des niveaux donnés, de 0 à 4, ramenée à ce que les preuves "
                "permettent : une déclaration, 1 ; un document, 2 ; avec un indicateur chiffré, "
                "3 ; avec en plus "
                "une tendance sur deux ans ou une revue externe, 4. La faisabilité, de 0 à 1, vaut 0,5 quand "
                "personne ne l’a cotée."
            )
        ),
        formula(
            _(
                "Priorité = significativité × (%(floor)s + %(rest)s × (4 − pratique) / 4) "
                "× (%(low)s + %(span)s × faisabilité), 100 au plus"
            )
            % {
                "floor": nombre(floor),
                "rest": nombre(1 - floor),
                "low": nombre(1 - span / 2),
                "span": nombre(span),
            }
        ),
        paragraph(
            _(
                "Deux valeurs égales à six décimales partagent le même rang ; le suivant saute d’autant "
                "(1, 2, 2, 4)."
            )
        ),
    ]


def _coverage(report: Report) -> list[Block]:
    counts = report.run.result.get("counts", {})
    shares = [row.coverage_percent for row in report.ranking.domains]
    states = (
        ("evaluated", _("évalué : parties prenantes cotées pour au moins 80 % du poids")),
        ("partial", _("partiel : de 50 à 80 % du poids ; classé, avec réserve")),
        (
            "insufficient",
            _("insuffisant : moins de 50 % du poids, ou pratique ou votes absents ; non classé"),
        ),
        ("not_evaluated", _("non évalué : aucune donnée")),
        ("not_applicable", _("non applicable : déclaré tel, avec un motif écrit")),
    )
    return [
        paragraph(
            _(
                "La couverture d’un domaine est la part du poids des parties prenantes sur lesquelles ses "
                "impacts ont été cotés, ou déclarés absents. Le silence n’est pas un zéro. En "
                "moyenne sur les "
                "domaines : %s."
            )
            % pourcent(sum(shares) / len(shares) if shares else None)
        ),
        facts([(_domains(counts.get(name, 0)), words) for name, words in states]),
    ]


def _domains(n: int) -> str:
    return ngettext("%(n)s domaine", "%(n)s domaines", n) % {"n": n}

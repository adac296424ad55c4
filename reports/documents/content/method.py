"""How the figures were made, in plain words and with the parameters of this very run, so that anyone can check."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.documents.content import pieces
from reports.documents.content.domains import EVIDENCE
from reports.documents.reading import Report
from rse_portal.common.typography import moment, nombre, pluriel, pourcent

Block = dict[str, Any]  # {"p": text} | {"formula": text} | {"facts": [[name, value], …]} | {"list": [text, …]}
VERSION_NAMES = {
    "median": "la médiane", "mean": "la moyenne", "trimmed_mean": "la moyenne élaguée à 20 %",
}  # fmt: skip


def chapter(report: Report) -> dict[str, Any]:
    return {
        "title": _("Méthode"),
        "text": _("Tout ce qu’il faut pour comprendre les chiffres, en douter et les recalculer."),
        "sections": [
            {"title": _("Ce qui a été compté"), "blocks": _counts(report)},
            {"title": _("De la cotation au rang"), "blocks": _formulas(report)},
            {"title": _("Données manquantes et couverture"), "blocks": _coverage(report)},
            {"title": _("Accord entre évaluateurs"), "blocks": _agreement(report)},
            {"title": _("Solidité des rangs"), "blocks": _robustness(report)},
            {"title": _("Rejouer le calcul"), "blocks": _replay(report)},
            {"title": _("Sources et limites"), "blocks": _sources(report)},
        ],
    }


def _counts(report: Report) -> list[Block]:
    result, totals = report.run.result, report.totals
    groups = result["stakeholders"]
    weighted = sum(group["weight"] is not None for group in groups)
    facts = [
        [_("Domaines d’action"), _("%(ranked)s classés sur %(total)s") % {"ranked": len(report.ranking.significance), "total": len(report.ranking.domains)}],
        [_("Parties prenantes"), _("%(weighted)s pondérées sur %(total)s attendues") % {"weighted": weighted, "total": len(groups)}],
    ]  # fmt: skip
    if totals is not None:
        evidence = ", ".join(pluriel(n, *EVIDENCE[kind]) for kind, n in totals.evidence.items()) or pieces.NONE
        facts += [
            [_("Impacts identifiés"), _("%(all)s : %(negative)s négatifs, %(positive)s positifs") % {"all": nombre(totals.impacts), "negative": nombre(totals.negative), "positive": nombre(totals.positive)}],
            [_("« Aucun impact identifié »"), pluriel(totals.none, "déclaration")],
            [_("Cotations d’impact"), _("%(scores)s, par %(assessors)s évaluateurs et évaluatrices") % {"scores": nombre(totals.scores), "assessors": nombre(totals.assessors)}],
            [_("Votes d’importance"), _("%(votes)s, de %(people)s répondantes et répondants") % {"votes": nombre(totals.votes), "people": nombre(totals.respondents)}],
            [_("Cotations de la pratique"), nombre(totals.practices)],
            [_("Preuves"), evidence],
            [_("Remontées"), _("%s mentions d’un domaine ; elles éclairent, elles ne votent pas") % nombre(totals.heard)],
        ]  # fmt: skip
    return [{"facts": facts}]


def _formulas(report: Report) -> list[Block]:
    p = report.parameters
    floor = p["gap_floor"]
    return [
        {"p": _("Chaque impact est coté de 1 à 5 par plusieurs personnes ; pour chaque critère, on retient %s. Un impact négatif pèse par son ampleur, son étendue et son irrémédiabilité ; un impact positif, par son ampleur et son étendue.") % _(VERSION_NAMES[p["aggregation"]])},
        {"formula": _("Gravité d’un impact négatif = le plus grand de la moyenne des trois critères et du plus haut moins 1")},
        {"formula": _("Valeur d’un impact = gravité × probabilité / 5 s’il est potentiel, gravité s’il est réel")},
        {"p": _("La gravité l’emporte sur la probabilité quand un impact négatif touche aux droits humains : la probabilité n’y compte pas. Pour une partie prenante, on retient son impact le plus fort ; pour un domaine, la moyenne des parties prenantes selon leur poids, négatif et positif à part.")},
        {"formula": _("Impact d’un domaine = le plus grand de l’impact négatif et de %s × l’impact positif, de 0 à 5") % nombre(p["positive_discount"], 1)},
        {"formula": _("Importance d’un domaine = médiane des votes (0 à 4) de chaque partie prenante, puis moyenne selon leur poids")},
        {"formula": _("Significativité = 100 × (%(impact)s × impact / 5 + %(importance)s × importance / 4)") % {"impact": nombre(p["weights"]["impact"], 1), "importance": nombre(p["weights"]["importance"], 1)}},
        {"p": _("La pratique est la médiane des niveaux donnés, de 0 à 4, ramenée à ce que les preuves permettent : une déclaration, 1 ; un document, 2 ; avec un indicateur chiffré, 3 ; avec en plus une tendance sur deux ans ou une revue externe, 4. La faisabilité, de 0 à 1, vaut 0,5 quand personne ne l’a cotée.")},
        {"formula": _("Priorité = significativité × (%(floor)s + %(rest)s × (4 − pratique) / 4) × (%(low)s + %(span)s × faisabilité), 100 au plus") % {"floor": nombre(floor), "rest": nombre(1 - floor), "low": nombre(1 - p["feasibility_span"] / 2), "span": nombre(p["feasibility_span"])}},
        {"p": _("Deux valeurs égales à six décimales partagent le même rang ; le suivant saute d’autant (1, 2, 2, 4).")},
    ]  # fmt: skip


def _coverage(report: Report) -> list[Block]:
    counts = report.run.result.get("counts", {})
    states = (
        ("evaluated", _("évalué : parties prenantes cotées pour au moins 80 % du poids")),
        ("partial", _("partiel : de 50 à 80 % du poids ; classé, avec réserve")),
        ("insufficient", _("insuffisant : moins de 50 % du poids, ou pas de pratique, ou pas de vote ; non classé")),
        ("not_evaluated", _("non évalué : aucune donnée")),
        ("not_applicable", _("non applicable : déclaré tel, avec un motif écrit")),
    )
    return [
        {"p": _("La couverture d’un domaine est la part du poids des parties prenantes sur lesquelles ses impacts ont été cotés, ou déclarés absents. Le silence n’est pas un zéro. En moyenne sur les domaines : %s.") % pourcent(_mean_coverage(report))},
        {"facts": [[pluriel(counts.get(name, 0), "domaine"), words] for name, words in states]},
    ]  # fmt: skip


def _agreement(report: Report) -> list[Block]:
    found = report.run.result["agreement"]
    if found["alpha"] is None:
        return [{"p": _("L’accord n’est pas calculable : il faut que deux personnes au moins aient coté les mêmes critères, et pas toutes pareil.")}]  # fmt: skip
    return [
        {"formula": _("Alpha de Krippendorff = %(alpha)s (%(reading)s), sur %(units)s critères cotés par deux personnes au moins") % {"alpha": nombre(found["alpha"], 2), "units": nombre(found["units"]), "reading": report.ranking.agreement_words}},
        {"p": _("1 : tout le monde cote pareil ; 0 : on cote comme au hasard. À partir de 0,80 l’accord est fiable ; à partir de 0,667 il se prend avec réserve ; en dessous, il faut discuter les cotations qui divergent et recoter.")},
    ]  # fmt: skip


def _robustness(report: Report) -> list[Block]:
    ranking, p = report.ranking, report.parameters
    if not p["draws"]:
        return [{"p": _("Ce classement a été compilé sans tirage : il n’a ni intervalle ni verdict.")}]
    blocks: list[Block] = [
        {"p": _("Et si d’autres avaient coté, si les poids étaient un peu différents ? On refait le classement %(draws)s fois : les évaluateurs, les votants et les cotations de la pratique sont tirés au sort avec remise, puis les poids des parties prenantes varient autour de leur valeur (loi de Dirichlet, concentration %(concentration)s).") % {"draws": nombre(p["draws"]), "concentration": nombre(p["concentration"])}},
        {"p": _("L’intervalle va du 5e au 95e centile des rangs obtenus. Le verdict dit dans quelle part des tirages le domaine est parmi les %(top)s premiers : solide à partir de 90 %%, probable à partir de 50 %%, incertain à partir de 10 %%, hors priorités en dessous.") % {"top": p["top"]}},
    ]  # fmt: skip
    moving = [row for row in ranking.significance if row.depends_on_weights]
    if moving:
        blocks.append(
            {"p": ngettext("Ce domaine reste solide tant que les poids tiennent, et cesse de l’être quand ils bougent : %s.", "Ces domaines restent solides tant que les poids tiennent, et cessent de l’être quand ils bougent : %s.", len(moving)) % ", ".join(f"{row.code} {row.label}" for row in moving)}
        )  # fmt: skip
    if ranking.indicative:
        blocks.append({"p": _("Moins de quatre évaluateurs ont coté : les intervalles sont indicatifs, trop étroits.")})
    return blocks


def _replay(report: Report) -> list[Block]:
    run, p = report.run, report.parameters
    return [
        {"p": _("Mêmes données, mêmes paramètres et même graine donnent le même résultat, à l’octet près : celui dont l’empreinte suit. Ce rapport n’a rien recalculé.")},
        {"code": f"python manage.py compile_ranking --cycle {run.cycle.slug} --draws {p['draws']} --seed {p['seed']} --format json"},
        {"facts": [
            [_("Compilé le"), moment(report.compiled_at)],
            [_("Version des formules"), run.formula_version],
            [_("Tirages"), nombre(p["draws"])],
            [_("Graine"), str(p["seed"])],
            [_("Concentration des poids"), nombre(p["concentration"])],
            [_("Empreinte des données (SHA-256)"), {"hash": run.inputs_sha256}],
            [_("Empreinte du résultat (SHA-256)"), {"hash": run.result_sha256}],
        ]},
    ]  # fmt: skip


def _sources(report: Report) -> list[Block]:
    standard = report.run.cycle.standard
    return [
        {"p": _("Norme : %(name)s, lecture %(code)s, version %(version)s. ISO 26000 est une norme de lignes directrices, qui ne se prête pas à la certification : ce rapport n’en est pas une.") % {"name": standard.national_name or standard.name, "code": standard.code, "version": standard.version}},
        {"p": _("Le découpage en %(domains)s domaines d’action est notre lecture de la norme, comme les seuils et les coefficients ci-dessus : ce sont des conventions, écrites ici pour pouvoir être discutées.") % {"domains": len(report.ranking.domains)}},
        {"p": _("Qui a répondu compte autant que combien ont répondu : un grand nombre de votes n’est pas la preuve d’un échantillon représentatif.")},
    ]  # fmt: skip


def _mean_coverage(report: Report) -> float | None:
    shares = [row.coverage_percent for row in report.ranking.domains]
    return sum(shares) / len(shares) if shares else None

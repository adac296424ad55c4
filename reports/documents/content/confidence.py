"""How far the figures can be trusted, and how to compute them again."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.documents.content.pieces import Block, facts, formula, paragraph
from reports.documents.reading import Report
from rse_portal.common.typography import moment, nombre


def agreement(report: Report) -> list[Block]:
    found = report.run.result["agreement"]
    if found["alpha"] is None:
        return [
            paragraph(
                _(
                    "L’accord n’est pas calculable : il faut que deux personnes au moins aient coté "
                    "les mêmes "
                    "critères, et pas toutes pareil."
                )
            )
        ]
    return [
        formula(
            _("Alpha de Krippendorff = %(alpha)s (%(reading)s), sur %(units)s critères cotés à deux ou plus")
            % {
                "alpha": nombre(found["alpha"], 2),
                "units": nombre(found["units"]),
                "reading": report.ranking.agreement_words,
            }
        ),
        paragraph(
            _(
                "1 : tout le monde cote pareil ; 0 : on cote comme au hasard. À partir de 0,80 l’accord est "
                "fiable ; à partir de 0,667 il se prend avec réserve ; en dessous, il faut "
                "discuter les cotations "
                "qui divergent et recoter."
            )
        ),
    ]


def robustness(report: Report) -> list[Block]:
    ranking, p = report.ranking, report.parameters
    if not p["draws"]:
        return [paragraph(_("Ce classement a été compilé sans tirage : il n’a ni intervalle ni verdict."))]
    blocks = [
        paragraph(
            _(
                "Et si d’autres avaient coté, si les poids étaient un peu différents ? On refait "
                "le classement "
                "%(draws)s fois : les évaluateurs, les votants et les cotations de la pratique sont tirés au "
                "sort avec remise, puis les poids des parties prenantes varient autour de leur "
                "valeur (loi de "
                "Dirichlet, concentration %(concentration)s)."
            )
            % {"draws": nombre(p["draws"]), "concentration": nombre(p["concentration"])}
        ),
        paragraph(
            _(
                "L’intervalle va du 5e au 95e centile des rangs obtenus. Le verdict dit dans quelle part des "
                "tirages le domaine est parmi les %(top)s premiers : solide à partir de 90 %%, "
                "probable à partir "
                "de 50 %%, incertain à partir de 10 %%, hors priorités en dessous."
            )
            % {"top": p["top"]}
        ),
    ]
    if moving := [row for row in ranking.significance if row.depends_on_weights]:
        names = ", ".join(f"{row.code} {row.label}" for row in moving)
        blocks.append(
            paragraph(
                ngettext(
                    "Ce domaine reste solide tant que les poids tiennent, et cesse de l’être quand ils "
                    "bougent : %s.",
                    "Ces domaines restent solides tant que les poids tiennent, et cessent de l’être "
                    "quand ils "
                    "bougent : %s.",
                    len(moving),
                )
                % names
            )
        )
    if ranking.indicative:
        blocks.append(
            paragraph(
                _("Moins de quatre évaluateurs ont coté : les intervalles sont indicatifs, trop étroits.")
            )
        )
    return blocks


def replay(report: Report) -> list[Block]:
    run, p = report.run, report.parameters
    return [
        paragraph(
            _(
                "Mêmes données, mêmes paramètres et même graine donnent le même résultat, à l’octet près : "
                "celui dont l’empreinte suit. Ce rapport n’a rien recalculé."
            )
        ),
        {
            "code": f"python manage.py compile_ranking --cycle {run.cycle.slug} --draws {p['draws']} "
            f"--seed {p['seed']} --format json"
        },
        facts(
            [
                (_("Compilé le"), moment(report.compiled_at)),
                (_("Version des formules"), run.formula_version),
                (_("Tirages"), nombre(p["draws"])),
                (_("Graine"), str(p["seed"])),
                (_("Concentration des poids"), nombre(p["concentration"])),
                (_("Empreinte des données (SHA-256)"), {"hash": run.inputs_sha256}),
                (_("Empreinte du résultat (SHA-256)"), {"hash": run.result_sha256}),
            ]
        ),
    ]


def sources(report: Report) -> list[Block]:
    standard = report.run.cycle.standard
    return [
        paragraph(
            _(
                "Norme : %(name)s, lecture %(code)s, version %(version)s. ISO 26000 est une norme de lignes "
                "directrices, qui ne se prête pas à la certification : ce rapport n’en est pas une."
            )
            % {
                "name": standard.national_name or standard.name,
                "code": standard.code,
                "version": standard.version,
            }
        ),
        paragraph(
            _(
                "Le découpage en %(domains)s domaines d’action est notre lecture de la norme, "
                "comme les seuils "
                "et les coefficients ci-dessus : ce sont des conventions, écrites ici pour pouvoir être "
                "discutées."
            )
            % {"domains": len(report.ranking.domains)}
        ),
        paragraph(
            _(
                "Qui a répondu compte autant que combien ont répondu : un grand nombre de votes n’est pas la "
                "preuve d’un échantillon représentatif."
            )
        ),
    ]

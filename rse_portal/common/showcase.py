"""Made-up data for the component page (DEBUG only): every component, pictures full, partial and empty."""

import datetime as dt
import random
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from rse_portal.common import charts
from rse_portal.common.charts import (
    HeatCell,
    Heatmap,
    HeatRow,
    IntervalRow,
    MatrixPoint,
    Petal,
)
from rse_portal.common.links import Link

SUBJECTS = (
    (1, "6.2", "Gouvernance de l’organisation"),
    (2, "6.3", "Droits de l’Homme"),
    (3, "6.4", "Relations et conditions de travail"),
    (4, "6.5", "Environnement"),
    (5, "6.6", "Loyauté des pratiques"),
    (6, "6.7", "Questions relatives aux consommateurs"),
    (7, "6.8", "Communautés et développement local"),
)
LABELS = {
    1: (
        "Décision et reddition de comptes",
        "Vision et stratégie",
        "Démocratie mutualiste",
        "Formation des élus",
        "Contrôle interne",
        "Dialogue avec les parties prenantes",
        "Transparence",
        "Rémunération des dirigeants",
        "Partage de la valeur",
    ),
    2: (
        "Devoir de vigilance",
        "Situations présentant un risque",
        "Prévention de la complicité",
        "Remédier aux atteintes",
        "Discrimination et groupes vulnérables",
        "Droits civils et politiques",
        "Droits économiques, sociaux et culturels",
        "Principes fondamentaux du travail",
    ),
    3: (
        "Emploi et relations employeur-employé",
        "Conditions de travail et protection sociale",
        "Dialogue social",
        "Santé et sécurité au travail",
        "Développement du capital humain",
    ),
    4: (
        "Prévention de la pollution",
        "Utilisation durable des ressources",
        "Changements climatiques",
        "Biodiversité",
    ),
    5: (
        "Lutte contre la corruption",
        "Engagement politique responsable",
        "Concurrence loyale",
        "Responsabilité dans la chaîne de valeur",
        "Respect des droits de propriété",
    ),
    6: (
        "Information loyale et contrats équitables",
        "Santé et sécurité des consommateurs",
        "Consommation durable",
        "Service après-vente et réclamations",
        "Protection des données et de la vie privée",
        "Accès aux services essentiels",
        "Éducation et sensibilisation",
    ),
    7: (
        "Implication auprès des communautés",
        "Éducation et culture",
        "Création d’emplois",
        "Développement des technologies",
        "Création de richesses et de revenus",
        "La santé",
        "Investissement dans la société",
    ),
}
FIRST_CLAUSE = {1: 1, 2: 3, 3: 3, 4: 3, 5: 3, 6: 3, 7: 3}
GROUPS = ("Adhérents", "Salariés", "Élus", "Réseaux de soins", "Collectivités", "Fournisseurs", "Riverains")


def domains() -> list[tuple[str, str, int]]:
    """(code, label, subject) of 45 domains."""
    return [
        (f"6.{subject + 1}.{FIRST_CLAUSE[subject] + i}", label, subject)
        for subject, labels in LABELS.items()
        for i, label in enumerate(labels)
    ]


def sample_petals(known: float = 0.85) -> list[Petal]:
    """Petals of which a share `known` is evaluated; deterministic."""
    dice = random.Random(7)
    petals = []
    for code, label, subject in domains():
        value, spread = dice.triangular(6, 96, 38), dice.uniform(2, 14)
        status = "evaluated" if dice.random() < known else dice.choice(("insufficient", "not_evaluated"))
        level: float | None = dice.choice((0, 1, 1, 1.5, 2, 2, 2.5, 3, 4))
        critical = status == "evaluated" and value > 78
        petals.append(
            Petal(
                code,
                label,
                subject,
                value=value if status == "evaluated" else None,
                low=max(value - spread, 1),
                high=min(value + spread, 100),
                mark=level if status == "evaluated" or dice.random() < known / 2 else None,
                status=status,
                critical=critical,
                href=f"#d-{code}",
            )
        )
    return petals


def sample_intervals(petals: list[Petal]) -> list[IntervalRow]:
    dice = random.Random(3)
    ranked = sorted((p for p in petals if p.value is not None), key=lambda p: -(p.value or 0))
    rows = []
    for rank, petal in enumerate(ranked, start=1):
        spread = round(dice.triangular(0, 9, 2) * (1 if rank < 6 else 1.4))
        low, high = max(1, rank - spread), min(len(ranked), rank + spread + dice.randint(0, 2))
        verdict = "robust" if high <= 10 else "probable" if rank <= 8 else "uncertain" if low <= 10 else "out"
        rows.append(IntervalRow(petal.code, petal.label, petal.subject, rank, low, high, verdict, petal.href))
    left = [p for p in petals if p.value is None]
    return rows + [IntervalRow(p.code, p.label, p.subject, href=p.href) for p in left]


def sample_points(petals: list[Petal]) -> list[MatrixPoint]:
    dice = random.Random(11)
    return [
        MatrixPoint(
            p.code,
            p.label,
            p.subject,
            x=min(4.9, max(0.3, p.value / 20 + dice.gauss(0.3, 0.4))),
            y=min(3.9, max(0.3, p.value / 34 + dice.gauss(0.9, 0.45))),
            gap=None if p.mark is None else 4 - p.mark,
            critical=p.critical,
            href=p.href,
        )
        for p in petals
        if p.value is not None
    ]


def sample_heatmap(*, split: bool) -> Heatmap:
    dice = random.Random(5)

    def cell() -> HeatCell:
        if dice.random() < 0.2:
            return HeatCell()
        return HeatCell(dice.uniform(0, 5), dice.uniform(0, 5) if split else None, decimals=1)

    rows = [
        HeatRow(code, label, subject, [cell() for _group in GROUPS], f"#d-{code}")
        for code, label, subject in domains()[:12]
    ]
    caption = (
        _("Impacts par domaine et partie prenante")
        if split
        else _("Importance par domaine et partie prenante")
    )
    return Heatmap(str(caption), str(_("Domaine")), GROUPS, rows, split)


class SampleForm(forms.Form):
    text = forms.CharField(
        label=_("Ce qui a été dit"), widget=forms.Textarea, help_text=_("N’écrivez pas de nom.")
    )
    held_on = forms.DateField(
        label=_("Date de la séance"), error_messages={"invalid": _("Écrivez une date comme 12/03/2026.")}
    )


def showcase_pictures() -> dict[str, Any]:
    word_ranked, word_partial, word_empty, word_enlarged = (
        _("domaines classés"),
        _("partielle"),
        _("vide"),
        _("agrandie"),
    )
    full, partial = sample_petals(), sample_petals(0.4)
    empty = [
        Petal(code, label, subject, status="not_evaluated", href=f"#d-{code}")
        for code, label, subject in domains()
    ]
    ranked = sample_intervals(full)
    total = sum(row.rank is not None for row in ranked)
    sentence = str(
        _(
            "Cinq domaines sont solidement prioritaires\u202f; deux dépendent des poids retenus\u202f; "
            "sept ne peuvent pas être classés."
        )
    )
    nothing = str(_("Rien n’est encore connu\u00a0: la cotation des impacts n’a pas commencé."))
    rose, ranks, grid = (
        str(_("La rose des domaines")),
        str(_("Rang de chaque domaine")),
        str(_("Impact et importance")),
    )
    points = sample_points(full)
    return {
        "roses": [
            charts.rose(full, title=rose, summary=sentence, centre=f"{total} / 45\n{word_ranked}"),
            charts.rose(
                partial,
                title=f"{rose} ({word_partial})",
                summary=sentence,
                centre=f"17 / 45\n{word_ranked}",
            ),
            charts.rose(
                empty,
                title=f"{rose} ({word_empty})",
                summary=nothing,
                centre=f"0 / 45\n{word_ranked}",
            ),
        ],
        "ranks": charts.rank_table(ranked, total=total, summary=sentence),
        "ranks_empty": charts.rank_table(ranked[total:], total=total, summary=nothing),
        "ranks_svg": charts.rank_intervals(ranked, title=ranks, summary=sentence, total=total),
        "looks": charts.looks(
            [
                charts.LookRow(code, label, subject, {"a": 1.0, "b": 2.5, "c": 3.4}, f"#d-{code}")
                for code, label, subject in domains()[:6]
            ],
            names={"a": str(_("perçu")), "b": str(_("prouvé")), "c": str(_("attendu"))},
            high=4,
            title=str(_("Trois regards sur chaque domaine")),
            summary=sentence,
            unknown="–",
        ),
        "slope": charts.slope(
            [
                charts.SlopeRow(code, label, subject, before, after, before == 6, href=f"#d-{code}")
                for (code, label, subject), before, after in zip(
                    domains()[:6], (1, 2, 3, 3, 6, None), (1, 3, 4, 5, 2, None), strict=True
                )
            ],
            sides=("2025", "2026"),
            title=str(_("D’une année à l’autre")),
            summary=sentence,
            top=3,
        ),
        "matrices": [
            charts.matrix(points, title=grid, summary=sentence),
            charts.matrix(
                points,
                title=f"{grid} ({word_enlarged})",
                summary=sentence,
                x_range=(1.5, 3.5),
                y_range=(1.5, 3.0),
            ),
            charts.matrix([], title=f"{grid} ({word_empty})", summary=nothing),
        ],
        "strips": [
            charts.strip([1, 4, 12, 7, 2], labels=list("01234"), title=str(_("Votes d’importance"))),
            charts.strip([0, 0, 3, 3, 0], labels=list("12345"), title=str(_("Cotations"))),
            charts.strip([0] * 5, labels=list("12345"), title=str(_("Aucune cotation"))),
        ],
        "heatmaps": [sample_heatmap(split=True), sample_heatmap(split=False)],
    }


def showcase_context() -> dict[str, Any]:
    """The context of templates/components/index.html."""
    form = SampleForm({"text": "", "held_on": "demain"}, prefix="exemple")
    form.is_valid()
    return {
        "title": _("Composants"),
        "lede": _("Chaque pièce de l’interface et chaque figure, pleine, partielle et vide."),
        "nav": (
            Link("#accueil", _("Accueil"), "house"),
            Link("#norme", _("Norme"), "book"),
            Link("#pp", _("Parties prenantes"), "people"),
            Link("#impacts", _("Impacts"), "bullseye", count=34),
            Link("#diagnostic", _("Diagnostic"), "clipboard-check"),
            Link("#dialogue", _("Dialogue"), "chat-quote"),
            Link("#priorites", _("Priorités"), "bar-chart-steps", current=True),
            Link("#referentiel", _("Référentiel"), "journal-text"),
            Link("#rapports", _("Rapports"), "file-earmark-text"),
        ),
        "cycles": [{"slug": "2026", "label": "2026"}, {"slug": "2025", "label": "2025"}],
        "cycle": {"slug": "2026", "label": "2026"},
        "search_url": "#recherche",
        "tray": Link("#traitements", _("Traitements"), "hourglass-split", count=2),
        "account": Link("#compte", "Chloé Martin", "person"),
        "logout_url": "#quitter",
        "organisation": _("Mutuelle de démonstration"),
        "footer_links": (
            Link("#accessibilite", _("Accessibilité\u00a0: partiellement conforme")),
            Link("#donnees", _("Données personnelles")),
            Link("#glossaire", _("Glossaire")),
            Link("#aide", _("Aide")),
            Link("#contact", _("Contact")),
        ),
        "crumbs": [{"label": _("Accueil"), "url": "#accueil"}, {"label": _("Composants"), "url": ""}],
        "page": Paginator(range(420), 20).page(5),
        "form": form,
        "subjects": [{"subject": s, "code": c, "label": label, "url": ""} for s, c, label in SUBJECTS],
        "verdicts": ["robust", "probable", "uncertain", "out", None],
        "facts": [
            {"term": _("Territoire"), "value": "Bretagne", "url": "#bretagne"},
            {"term": _("Mandat"), "value": _("jusqu’au 30 juin 2028")},
        ],
        "events": [
            {
                "when": dt.date(2026, 3, 12),
                "title": _("Entendue en séance"),
                "text": _("Assemblée Bretagne"),
                "tone": "done",
            },
            {"when": dt.date(2026, 3, 20), "title": _("Qualifiée"), "url": "#qualifiee", "tone": "done"},
            {
                "when": dt.date(2026, 5, 1),
                "title": _("Réponse attendue"),
                "text": _("en retard de 12 jours"),
                "tone": "alert",
            },
            {"title": _("Restituée")},
        ],
        "tabs": [
            {"label": _("À traiter"), "url": "#a", "current": True, "count": 12},
            {"label": _("Traitées"), "url": "#b", "count": 148},
            {"label": _("Toutes"), "url": "#c"},
        ],
        "swatches": [f"s{i}" for i in range(1, 8)],
    } | showcase_pictures()

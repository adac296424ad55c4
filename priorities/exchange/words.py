"""What each file and each column is, in French: for the comments of a workbook and the page of exchanges.

They are French whatever the language of the reader: the file is the mutual's, and goes from hand to hand.
"""

from rse_portal.common.exchange.specs import FileSpec
from rse_portal.common.exchange.tables import VERSION

TITLES = {
    "stakeholders": "Parties prenantes",
    "territories": "Territoires",
    "impacts": "Impacts identifiés",
    "impact_scores": "Cotations d’impact",
    "importance": "Votes d’importance",
    "practices": "Niveaux de pratique",
    "evidence": "Preuves de pratique",
    "criteria": "Critères de priorité",
    "feedback": "Remontées",
}
ABOUT = {
    "stakeholders": "Une ligne par groupe : son nom, ce qu’il pèse dans l’exercice (0 à 4), son groupe parent.",
    "territories": "Une ligne par territoire.",
    "impacts": "Une ligne par impact : qui est touché, dans quel domaine, dans quel sens.",
    "impact_scores": "Une ligne par impact et par personne : chaque critère de 1 à 5. Une ligne sans critère ni "
    "justification dit qu’il n’y a pas de cotation.",
    "importance": "Une ligne par vote : ce que compte un domaine pour une personne d’un groupe (0 à 4).",
    "practices": "Une ligne par domaine et par personne : le niveau de pratique. Une ligne sans niveau ni motif dit "
    "qu’il n’y en a pas.",
    "evidence": "Une ligne par preuve d’une pratique.",
    "criteria": "Une ligne par domaine et par critère de priorité (0 à 4 ; 4 plaide pour agir maintenant).",
    "feedback": "Une ligne par phrase entendue.",
}

_SCORE = "de 0 (aucun) à 4 (très fort). Vide : on ne sait pas."
_FLAG = "1 : oui ; 0 : non."
_COLUMNS = {
    "code": "Identifiant, unique et stable.",
    "label": "Le nom, en clair.",
    "scope": "internal : interne ; external : externe.",
    "power": f"Pouvoir, {_SCORE}",
    "legitimacy": f"Légitimité, {_SCORE}",
    "urgency": f"Urgence, {_SCORE}",
    "dependency": f"Dépendance à notre égard, {_SCORE}",
    "influence": f"Influence, {_SCORE} Montrée, jamais pondérée.",
    "disadvantaged": f"Désavantagée si elle est exclue du dialogue. {_FLAG}",
    "parent": "Code de ce dont elle fait partie. Vide : de rien.",
    "impact": "Référence de l’impact.",
    "domain": "Article du domaine d’action, par exemple 6.7.8.",
    "stakeholder": "Code de la partie prenante.",
    "polarity": "negative : négatif ; positive : positif ; none : aucun impact identifié.",
    "nature": "actual : réel ; potential : potentiel. Vide pour « aucun impact identifié ».",
    "human_rights": f"Touche aux droits humains. {_FLAG} Vide : ce que dit le domaine.",
    "life_health": f"Met la vie ou la santé en danger. {_FLAG}",
    "environmental_harm": f"Atteint gravement l’environnement. {_FLAG}",
    "non_compliance": f"Non-conformité au droit. {_FLAG}",
    "description": "L’impact en une phrase.",
    "declared_by": "Qui déclare qu’il n’y a pas d’impact : un code d’évaluation.",
    "assessor": "Code de la personne qui évalue.",
    "scale": "Ampleur, de 1 (faible) à 5 (très forte). Vide : pas encore cotée.",
    "irremediability": "Irrémédiabilité, de 1 (se répare) à 5 (ne se répare pas). Impacts négatifs seulement.",
    "likelihood": "Probabilité, de 1 (rare) à 5 (presque certaine). Impacts potentiels seulement.",
    "rationale": "Ce qui justifie la cotation, en une phrase.",
    "respondent": "Code de la personne qui répond.",
    "importance": "Importance du domaine, de 0 (aucune) à 4 (très forte).",
    "reason": "Pourquoi ce niveau. Obligatoire pour na.",
    "value": "La valeur.",
    "criterion": "objectives : objectifs ; resources : moyens ; time : temps ; cost_of_delay : coût de l’attente ; "
    "ease : facilité.",
    "reference": "Référence de la remontée.",
    "date": "Jour où la phrase a été entendue.",
    "territory": "Code du territoire.",
    "session": "Référence de la séance.",
    "domains": "Articles des domaines, séparés par |, le principal d’abord.",
    "author": "Code de qui a parlé ou noté.",
    "text": "La phrase, telle qu’elle a été dite.",
    VERSION: "Version de la ligne dans le portail : ne la modifiez pas, elle évite d’écraser le travail d’autrui.",
}
_IN_ONE_FILE = {
    ("impact_scores", "scope"): "Étendue, de 1 (limitée) à 5 (très large). Vide : pas encore cotée.",
    ("practices", "level"): "0 à 4 ; nsp : ne sait pas ; na : non applicable, avec un motif.",
    ("territories", "level"): "national ; region : région ; department : département.",
    ("evidence", "kind"): "statement : déclaration ; document ; indicator : indicateur ; trend : tendance ; "
    "external_review : regard extérieur.",
    ("evidence", "label"): "L’intitulé de la preuve.",
    ("evidence", "value"): "La valeur de l’indicateur, si c’en est un.",
    ("criteria", "value"): "De 0 à 4 ; 4 plaide pour agir maintenant.",
    (
        "feedback",
        "kind",
    ): "expectation : attente ; concern : préoccupation ; good_practice : bonne pratique ; "
    "question ; satisfaction ; idea : idée.",
}


def explained(spec: FileSpec, column: str) -> str:
    """One sentence for whoever fills the column in."""
    found = _IN_ONE_FILE.get((spec.name, column)) or _COLUMNS.get(column)
    return found or "Pour vous aider à lire : le portail ne relit pas cette colonne."

"""The models of questionnaires, one per kind of outsider: read from fixtures/consultations.yaml, never from the database.

A consultation copies one when it is created; what is copied is its own from then on.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils import translation

from dialogue.enums import FeedbackKind, QuestionKind
from dialogue.models.consultation import MOST_OPTIONS, OTHER
from rse_portal.common.models import french_or_english
from rse_portal.common.typography import typo

FILE = Path(settings.BASE_DIR) / "fixtures/consultations.yaml"
SCHEMA = "rse-consultations/1"


@dataclass(frozen=True)
class Template:
    """groups: codes of the registry it is meant for. questions: fields of ConsultationQuestion, `domain` as its code."""

    code: str
    title_fr: str
    title_en: str
    intro_fr: str
    intro_en: str
    groups: tuple[str, ...]
    questions: tuple[dict[str, Any], ...]

    @property
    def title(self) -> str:
        return french_or_english(self.title_fr, self.title_en)


@cache
def templates() -> dict[str, Template]:
    """By code, in the order of the file. A test checks the file whole."""
    content = yaml.safe_load(FILE.read_text("utf-8"))
    return {row["code"]: _template(row, content["importance"]) for row in content["templates"]}


def rows_of(section: dict[str, Any], importance: dict[str, Any]) -> list[dict[str, Any]]:
    """The questions of a section; what it asks of the importance of domains is one scale for each of them."""
    weighed = [
        {
            "code": f"imp-{domain}",
            "kind": QuestionKind.SCALE.value,
            "domain": domain,
            **importance.get(domain, {}),
        }
        for domain in section.get("importance", [])
    ]
    return [*weighed, *section.get("questions", [])]


def _template(row: dict[str, Any], importance: dict[str, Any]) -> Template:
    with translation.override("fr"):
        questions = [
            _question(question, section)
            for section in row["sections"]
            for question in rows_of(section, importance)
        ]
        return Template(
            code=row["code"],
            title_fr=typo(row["title_fr"]),
            title_en=row["title_en"],
            intro_fr=typo(" ".join(row["intro_fr"].split())),
            intro_en=" ".join(row["intro_en"].split()),
            groups=tuple(row["groups"]),
            questions=tuple(questions),
        )


def _question(row: dict[str, Any], section: dict[str, Any]) -> dict[str, Any]:
    options = [{"fr": typo(fr), "en": en} for fr, en in row.get("options", [])]
    return {
        "code": row["code"],
        "kind": row["kind"],
        "section_fr": typo(section["title_fr"]),
        "section_en": section["title_en"],
        "text_fr": typo(row["text_fr"]),
        "text_en": row["text_en"],
        "help_fr": typo(row.get("help_fr", "")),
        "help_en": row.get("help_en", ""),
        "options": options,
        "other": row.get("other", False),
        "most": row.get("most"),
        "required": row.get("required", False),
        "domain": row.get("domain", ""),
        "kind_of_feedback": row.get("becomes", ""),
        "shown_if": row.get("shown_if", {}),
    }


def faults_of(content: dict[str, Any], domains: Collection[str]) -> list[str]:
    """What is wrong with the file, in French; empty when it may be used. domains: codes of the standard."""
    if content.get("schema") != SCHEMA:
        return [f"« schema » vaut {SCHEMA}."]
    faults: list[str] = []
    for row in content["templates"]:
        known: dict[str, set[str]] = {}
        for section in row["sections"]:
            faults += [f"{row['code']} : une étape n’a pas de titre dans les deux langues."] * (
                not (section.get("title_fr") and section.get("title_en"))
            )
            for question in rows_of(section, content["importance"]):
                place = f"{row['code']}/{question.get('code')}"
                faults += [f"{place} : {fault}" for fault in _faults_of_question(question, known, domains)]
                letters = {chr(ord("a") + n) for n in range(len(question.get("options", [])))}
                known[question["code"]] = letters | {OTHER} | {str(level) for level in range(5)}
    return faults


def _faults_of_question(
    row: dict[str, Any], known: dict[str, set[str]], domains: Collection[str]
) -> list[str]:
    faults = [f"« {name} » manque." for name in ("code", "kind", "text_fr", "text_en") if not row.get(name)]
    faults += [
        f"« {name} » dépasse 240 signes." for name in ("text_fr", "text_en") if len(row.get(name, "")) > 240
    ]
    if row["code"] in known:
        faults.append("le code est en double.")
    if row["kind"] not in QuestionKind.values:
        faults.append("sa nature est inconnue.")
    if row.get("domain") and row["domain"] not in domains:
        faults.append(f"le domaine « {row['domain']} » n’existe pas.")
    if row["kind"] == QuestionKind.TEXT and row.get("becomes") not in FeedbackKind.values:
        faults.append("un texte libre devient une remontée : dites laquelle.")
    wants = row["kind"] in (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.RANKING)
    if wants != (2 <= len(row.get("options", [])) <= MOST_OPTIONS):
        faults.append("le nombre de choix ne convient pas.")
    condition = row.get("shown_if") or {}
    if condition and not set(condition["values"]) <= known.get(condition["question"], set()):
        faults.append("sa condition ne renvoie à aucune réponse d’avant.")
    return faults

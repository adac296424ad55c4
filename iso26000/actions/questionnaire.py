"""Load the statements asked to employees from their YAML file: checked whole, written once, never changed."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import translation

from accounts.actions.journal import record
from accounts.models import User
from iso26000.actions.standard import InvalidStandard, fingerprint
from iso26000.models import Domain, Questionnaire, Standard, Statement
from iso26000.standard_files import read_yaml
from rse_portal.common.typography import typo

SCHEMA = "rse-diagnostic/1"
TEXTS, EXAMPLES = ("text_fr", "text_en"), ("example_fr", "example_en")
LONGEST = 200
MOST = 3  # statements about one domain: each step stays short


class InvalidQuestionnaire(InvalidStandard):
    """The file is not a usable questionnaire. `errors`: one French sentence each."""


@transaction.atomic
def load_questionnaire(*, path: Path, by: User | None) -> tuple[Questionnaire, bool]:
    """Load the version in the file. Returns (questionnaire, loaded); loading the same content twice does nothing.

    Raises InvalidStandard if the file is wrong, leaves a domain out, names one that the standard does not have, or
    differs from the version of the same number that is there.
    """
    content = read_yaml(path.name, path.read_bytes(), SCHEMA)
    version = content.get("version")
    if not isinstance(version, dict) or not all(version.get(name) for name in ("id", "version", "standard")):
        raise InvalidQuestionnaire([f"{path.name} : « version » porte un id, une version et une norme."])
    standard = Standard.objects.filter(code=version["standard"]).newest_first().first()
    if standard is None:
        raise InvalidQuestionnaire([f"{path.name} : la norme « {version['standard']} » n’est pas chargée."])
    domains = {domain.code: domain for domain in standard.domains.all()}
    errors = check_questionnaire(content, set(domains))
    if errors:
        raise InvalidQuestionnaire([f"{path.name} : {error}" for error in errors])
    digest = fingerprint(content)
    known = Questionnaire.objects.filter(code=version["id"], version=str(version["version"])).first()
    if known is not None:
        if known.content_sha256 != digest:
            raise InvalidQuestionnaire(
                [
                    f"{path.name} : la version {known.version} est déjà chargée avec un autre contenu. Changez le numéro."
                ]
            )
        return known, False
    loaded = _write(content, standard, domains, digest)
    record(action="questionnaire.loaded", by=by, target=loaded, code=loaded.code, version=loaded.version)
    return loaded, True


def check_questionnaire(content: dict[str, Any], domains: set[str]) -> list[str]:
    """What is wrong with it, in French; empty when it may be loaded. domains: the codes of the standard."""
    rows = content.get("statements")
    if not isinstance(rows, list) or not rows:
        return ["« statements » est une liste d’affirmations."]
    errors = []
    for row in rows:
        if not isinstance(row, dict) or not isinstance(row.get("code"), str):
            errors.append(f"chaque affirmation porte un « code » entre guillemets ({row!r:.60}).")
            continue
        errors += [f"{row['code']} : {error}" for error in _errors_of(row, domains)]
    if errors:
        return errors
    codes = Counter(row["code"] for row in rows)
    asked = Counter(row["domain"] for row in rows)
    errors += [f"le code {code} est en double." for code, count in codes.items() if count > 1]
    errors += [f"aucune affirmation ne porte sur {code}." for code in sorted(domains - set(asked))]
    errors += [f"plus de {MOST} affirmations sur {code}." for code, count in asked.items() if count > MOST]
    return errors


def _errors_of(row: dict[str, Any], domains: set[str]) -> list[str]:
    errors = [] if row.get("domain") in domains else [f"le domaine « {row.get('domain')} » n’existe pas."]
    errors += [
        f"« {name} » manque." for name in TEXTS if not isinstance(row.get(name), str) or not row[name].strip()
    ]
    if any(name in row for name in EXAMPLES) and not all(row.get(name) for name in EXAMPLES):
        errors.append("un exemple se donne dans les deux langues.")
    errors += [
        f"« {name} » dépasse {LONGEST} signes."
        for name in (*TEXTS, *EXAMPLES)
        if len(str(row.get(name, ""))) > LONGEST
    ]
    return errors


def _write(
    content: dict[str, Any], standard: Standard, domains: dict[str, Domain], digest: str
) -> Questionnaire:
    version = content["version"]
    questionnaire = Questionnaire.objects.create(
        code=version["id"], version=str(version["version"]), standard=standard, content_sha256=digest
    )
    with translation.override("fr"):
        Statement.objects.bulk_create(
            Statement(
                questionnaire=questionnaire,
                domain=domains[row["domain"]],
                code=row["code"],
                order=order,
                **{
                    name: typo(row.get(name, "")) if name.endswith("_fr") else row.get(name, "")
                    for name in (*TEXTS, *EXAMPLES)
                },
            )
            for order, row in enumerate(
                sorted(content["statements"], key=lambda row: domains[row["domain"]].order), start=1
            )
        )
    return questionnaire

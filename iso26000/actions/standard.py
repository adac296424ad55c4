"""Load a version of a standard from its YAML file: validated whole, then published, then never changed."""

import hashlib
import json
from collections import Counter
from operator import itemgetter
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone, translation

from accounts.actions.journal import record
from accounts.models import User
from iso26000.enums import DomainKind, LabelStatus
from iso26000.models import CoreSubject, Domain, Standard
from rse_portal.common.typography import typo


class InvalidStandard(Exception):
    """The file is not a usable standard. `errors`: one French sentence each."""

    def __init__(self, errors: list[str]) -> None:
        self.errors = errors
        super().__init__("\n".join(errors))


class _StrictLoader(yaml.SafeLoader):
    """PyYAML keeps the last of two equal keys without a word; a standard must not lose a line that way."""


def _mapping(loader: _StrictLoader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _value in node.value]
    twice = [str(key) for key, count in Counter(map(str, keys)).items() if count > 1]
    if twice:
        raise yaml.MarkedYAMLError(
            problem=f"clé en double : {', '.join(twice)}", problem_mark=node.start_mark
        )
    return {
        loader.construct_object(key, deep=True): loader.construct_object(value, deep=True)
        for key, value in node.value
    }


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)

SUBJECT_TEXTS = ("slug", "label_fr", "label_en", "description_fr", "description_en")
DOMAIN_TEXTS = ("slug", "label_fr", "label_en", "guidance_fr", "guidance_en")


def read_standard(path: Path) -> dict[str, Any]:
    """The content of the file. Raises InvalidStandard with the place of what cannot be read."""
    return read_data(path, "rse-referential/1")


def read_data(path: Path, schema: str) -> dict[str, Any]:
    """The content of a YAML file of ours, of this schema. Raises InvalidStandard with the place of what is wrong."""
    try:
        content = yaml.load(path.read_text("utf-8-sig"), _StrictLoader)  # noqa: S506 – a subclass of SafeLoader
    except UnicodeDecodeError as problem:
        raise InvalidStandard(
            [f"{path.name} : le fichier doit être en UTF-8 (octet {problem.start})."]
        ) from problem
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        place = f"{path.name}:{mark.line + 1}:{mark.column + 1}" if mark else path.name
        raise InvalidStandard([f"{place} : {problem.problem}"]) from problem
    except yaml.YAMLError as problem:
        raise InvalidStandard([f"{path.name} : {problem}"]) from problem
    if not isinstance(content, dict) or content.get("schema") != schema:
        raise InvalidStandard([f"{path.name} : « schema: {schema} » est attendu en tête du fichier."])
    return content


def fingerprint(content: dict[str, Any]) -> str:
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, ensure_ascii=False, default=str).encode()
    ).hexdigest()


def check_standard(content: dict[str, Any]) -> list[str]:
    """What is wrong with it, in French; empty when it may be loaded."""
    version, subjects, domains = (content.get(name) for name in ("version", "core_subjects", "domains"))
    if not isinstance(version, dict) or not isinstance(subjects, list) or not isinstance(domains, list):
        return ["« version », « core_subjects » et « domains » sont attendus."]
    errors = [
        f"version : « {name} » manque." for name in ("id", "version", "standard") if not version.get(name)
    ]
    rows = [("question", row, SUBJECT_TEXTS) for row in subjects] + [
        ("domaine", row, DOMAIN_TEXTS) for row in domains
    ]
    for noun, row, texts in rows:
        if not isinstance(row, dict) or not isinstance(row.get("code"), str):
            errors.append(f"{noun} : chaque entrée porte un « code » entre guillemets ({row!r:.60}).")
            continue
        missing = [name for name in texts if not isinstance(row.get(name), str) or not row[name].strip()]
        missing += [] if isinstance(row.get("order"), int) else ["order"]
        errors += [f"{noun} {row['code']} : « {name} » manque." for name in missing]
    if errors:
        return errors
    for noun, group in (("question", subjects), ("domaine", domains)):
        for name in ("code", "slug", "order"):
            counts = Counter(row[name] for row in group)
            errors += [
                f"{noun} : « {name} » {value} en double." for value, count in counts.items() if count > 1
            ]
    known = {row["code"] for row in subjects}
    for row in domains:
        errors += _check_domain(row, known)
    for noun, group, name in (
        ("questions", subjects, "subject_count"),
        ("domaines", domains, "domain_count"),
    ):
        if name in version and version[name] != len(group):
            errors.append(
                f"version : {name} annonce {version[name]} {noun}, le fichier en contient {len(group)}."
            )
    return errors


def _check_domain(row: dict[str, Any], subjects: set[str]) -> list[str]:
    errors = []
    if row.get("core_subject") not in subjects:
        errors.append(
            f"domaine {row['code']} : la question centrale « {row.get('core_subject')} » n’existe pas."
        )
    if row.get("kind") not in DomainKind.values:
        errors.append(f"domaine {row['code']} : « kind » vaut {', '.join(DomainKind.values)}.")
    if row.get("label_fr_status") not in LabelStatus.values:
        errors.append(f"domaine {row['code']} : « label_fr_status » vaut {', '.join(LabelStatus.values)}.")
    for name in ("sdgs", "esrs", "gri"):
        if not isinstance(row.get(name, []), list):
            errors.append(f"domaine {row['code']} : « {name} » est une liste.")
    return errors


@transaction.atomic
def load_standard(*, path: Path, by: User | None) -> tuple[Standard, bool]:
    """Load and publish the version in the file. Returns (standard, loaded); loading the same content twice does nothing.

    Raises InvalidStandard if the file is wrong or differs from the published version of the same number.
    """
    content = read_standard(path)
    errors = check_standard(content)
    if errors:
        raise InvalidStandard([f"{path.name} : {error}" for error in errors])
    version = content["version"]
    digest = fingerprint(content)
    known = Standard.objects.filter(code=version["id"], version=str(version["version"])).first()
    if known is not None:
        if known.content_sha256 != digest:
            raise InvalidStandard(
                [
                    f"{path.name} : la version {known.version} de « {known.code} » est déjà publiée avec un autre contenu. "
                    "Changez le numéro de version."
                ]
            )
        return known, False
    standard = _write(content, digest)
    record(action="standard.published", by=by, target=standard, code=standard.code, version=standard.version)
    return standard, True


def _write(content: dict[str, Any], digest: str) -> Standard:
    version = content["version"]
    standard = Standard.objects.create(
        code=version["id"],
        version=str(version["version"]),
        name=version["standard"],
        national_name=version.get("national_standard", ""),
        issued_on=version.get("date"),
        reading=_jsonable(content.get("reading_of_45", {})),
        mappings=_jsonable(content.get("mappings", {})),
        copyright_note=version.get("copyright_note", ""),
        content_sha256=digest,
    )
    names = ("code", "slug", "order", "label_fr", "label_en")
    subjects = {
        row["code"]: CoreSubject(
            standard=standard,
            **_texts(row, (*names, "description_fr", "description_en")),
        )
        for row in content["core_subjects"]
    }
    CoreSubject.objects.bulk_create(subjects.values())
    Domain.objects.bulk_create(
        Domain(
            standard=standard,
            core_subject=subjects[row["core_subject"]],
            kind=row["kind"],
            label_status=row["label_fr_status"],
            human_rights_default=bool(row.get("human_rights_default")),
            sdgs=row.get("sdgs", []),
            esrs=row.get("esrs", []),
            gri=row.get("gri", []),
            **_texts(row, (*names, "guidance_fr", "guidance_en")),
        )
        for row in sorted(
            content["domains"], key=itemgetter("order")
        )  # keys follow the order: lists sort by them
    )
    standard.published_at = timezone.now()
    standard.save(update_fields=["published_at"])
    return standard


def _texts(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The fields as they are, French ones with French typography: the file may be typed with a plain keyboard."""
    with translation.override("fr"):
        return {name: typo(row[name]) if name.endswith("_fr") else row[name] for name in names}


def _jsonable(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))

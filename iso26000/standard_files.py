"""The YAML file of a version of a standard: read strictly, checked whole, told in French, line by line.

Two schemas. « rse-referential/1 » lists every core subject and every domain. « rse-reading/1 » is another reading of a
version that is loaded: it names that version (`base`), the domains that it adds, each with the codes that it takes up
(`takes`), and those that it leaves out (`drops`); every other domain stays as it is. Both give the same rows.
"""

import math
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml
from django.db import models
from django.utils.translation import gettext_lazy as _

from iso26000.enums import DomainKind, LabelStatus
from iso26000.models import CoreSubject, Domain, Standard

WHOLE, READING = "rse-referential/1", "rse-reading/1"
SCHEMAS = (WHOLE, READING)


@dataclass(frozen=True)
class Shipped:
    """A version that comes with the portal, in fixtures/."""

    code: str
    file: str
    label: Any


SHIPPED = (
    Shipped("iso26000-45", "iso26000.yaml", _("Lecture à 45 domaines")),
    Shipped("iso26000-37", "iso26000_37.yaml", _("Lecture à 37 domaines, le compte de l’AFNOR")),
)
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]*")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SUBJECT_TEXTS = ("slug", "label_fr", "label_en", "description_fr", "description_en")
DOMAIN_TEXTS = ("slug", "label_fr", "label_en", "guidance_fr", "guidance_en")


class InvalidStandard(Exception):
    """The file is not a usable standard. `errors`: one French sentence each."""

    def __init__(self, errors: list[str]) -> None:
        self.errors = errors
        super().__init__("\n".join(errors))


class Entry(dict[str, Any]):
    """A mapping of the file, which knows its line."""

    line = 0


class _StrictLoader(yaml.SafeLoader):
    """PyYAML keeps the last of two equal keys without a word; a standard must not lose a line that way. Nor may a few
    lines stand for a million: no alias."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem="les renvois (*) ne sont pas admis", problem_mark=self.peek_event().start_mark
            )
        return super().compose_node(parent, index)


def _mapping(loader: _StrictLoader, node: yaml.MappingNode, deep: bool = False) -> Entry:
    keys = [loader.construct_object(key, deep=True) for key, _value in node.value]
    twice = [str(key) for key, count in Counter(map(str, keys)).items() if count > 1]
    if twice:
        raise yaml.MarkedYAMLError(
            problem=f"clé en double : {', '.join(twice)}", problem_mark=node.start_mark
        )
    entry = Entry(
        {
            str(key): loader.construct_object(value, deep=True)
            for key, (_key, value) in zip(keys, node.value, strict=True)
        }
    )
    entry.line = node.start_mark.line + 1
    return entry


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_yaml(name: str, data: bytes, *schemas: str) -> dict[str, Any]:
    """What a YAML file of ours holds, of one of these schemas. Raises InvalidStandard with the place of what is wrong."""
    try:
        content = yaml.load(data.decode("utf-8-sig"), _StrictLoader)  # noqa: S506 – a subclass of SafeLoader
    except UnicodeDecodeError as problem:
        raise InvalidStandard(
            [f"{name} : le fichier doit être en UTF-8 (octet {problem.start})."]
        ) from problem
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        raise InvalidStandard([f"{place} : {problem.problem}"]) from problem
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as problem:
        raise InvalidStandard([f"{name} : ce fichier n’est pas du YAML lisible."]) from problem
    if not isinstance(content, dict) or content.get("schema") not in schemas:
        expected = " ou ".join(f"« schema: {schema} »" for schema in schemas)
        raise InvalidStandard([f"{name} : {expected} est attendu en tête du fichier."])
    return content


def expand(name: str, content: dict[str, Any]) -> tuple[Standard | None, dict[str, Any]]:
    """(the version that it comes from, if it names one; all, with every domain). 3 queries. Raises InvalidStandard."""
    if content.get("base") is None and content["schema"] == WHOLE:
        return None, content
    base = _base_of(name, content.get("base"))
    if content["schema"] == WHOLE:
        return base, content
    own, drops = content.get("domains") or [], content.get("drops") or []
    if not isinstance(own, list) or not isinstance(drops, list):
        raise InvalidStandard([f"{name} : « domains » et « drops » sont des listes."])
    old = list(base.domains.select_related("core_subject"))
    codes = {domain.code for domain in old}
    own_entries = [row for row in own if isinstance(row, dict)]
    gone = {str(code) for code in drops} | {code for row in own_entries for code in taken_by(row, ())}
    if unknown := sorted(gone - codes):
        raise InvalidStandard([f"{name} : {base} n’a pas de domaine {', '.join(unknown)}."])
    subjects = list(base.core_subjects.all())
    place = {subject.code: subject.order for subject in subjects}
    kept = [_domain_entry(domain) for domain in old if domain.code not in gone]
    rows: list[Any] = [*own, *kept]
    if all(isinstance(row, dict) and isinstance(row.get("order"), int) for row in rows):
        rows.sort(key=lambda row: (place.get(str(row.get("core_subject")), 0), row["order"]))
        for order, row in enumerate(rows, start=1):
            row["order"] = order
    whole = {
        **content,
        "core_subjects": [_entry(subject, ("code", "order", *SUBJECT_TEXTS)) for subject in subjects],
        "domains": rows,
    }
    if isinstance(whole.get("version"), dict):
        for key, value in (
            ("national_standard", base.national_name),
            ("copyright_note", base.copyright_note),
        ):
            whole["version"][key] = whole["version"].get(key) or value
    whole["mappings"] = whole.get("mappings") or base.mappings
    return base, whole


def _base_of(name: str, base: Any) -> Standard:
    if not isinstance(base, dict) or not base.get("id") or not base.get("version"):
        raise InvalidStandard(
            [f"{name} : « base » porte l’« id » et la « version » d’une norme déjà chargée."]
        )
    found = Standard.objects.filter(code=str(base["id"]), version=str(base["version"])).first()
    if found is None:
        raise InvalidStandard(
            [
                f"{name} : chargez d’abord la version {base['version']} de « {base['id']} », dont celle-ci part."
            ]
        )
    return found


def taken_by(row: dict[str, Any], known: Collection[str]) -> list[str]:
    """Codes of the base that a domain takes up: those that it names, else its own."""
    takes = row.get("takes")
    if takes is None:
        return [row["code"]] if row.get("code") in known else []
    return [str(code) for code in takes] if isinstance(takes, list) else []


def _entry(row: CoreSubject | Domain, names: tuple[str, ...]) -> Entry:
    return Entry({name: getattr(row, name) for name in names})


def _domain_entry(domain: Domain) -> Entry:
    names = ("code", "order", "kind", "human_rights_default", "sdgs", "esrs", "gri", *DOMAIN_TEXTS)
    entry = _entry(domain, names)
    return Entry(entry | {"core_subject": domain.core_subject.code, "label_fr_status": domain.label_status})


def check_standard(content: dict[str, Any]) -> list[str]:
    """What is wrong with it, in French; empty when it may be loaded."""
    version, subjects, domains = (content.get(name) for name in ("version", "core_subjects", "domains"))
    if not isinstance(version, dict) or not isinstance(subjects, list) or not isinstance(domains, list):
        return ["« version », « core_subjects » et « domains » sont attendus."]
    errors = [
        f"version : « {name} » manque." for name in ("id", "version", "standard") if not version.get(name)
    ]
    errors += _check_version(version) + _check_kept(content)
    rows = [("question", row, SUBJECT_TEXTS) for row in subjects] + [
        ("domaine", row, DOMAIN_TEXTS) for row in domains
    ]
    for noun, row, texts in rows:
        if not isinstance(row, dict) or not isinstance(row.get("code"), str):
            errors.append(
                f"{_at(row)}{noun} : chaque entrée porte un « code » entre guillemets ({str(row)[:60]})."
            )
            continue
        missing = [name for name in texts if not isinstance(row.get(name), str) or not row[name].strip()]
        missing += [] if isinstance(row.get("order"), int) else ["order"]
        errors += [f"{_at(row)}{noun} {row['code']} : « {name} » manque." for name in missing]
        errors += [] if missing else _check_fit(noun, row, CoreSubject if noun == "question" else Domain)
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


def _check_version(version: dict[str, Any]) -> list[str]:
    fields = {"id": "code", "version": "version", "standard": "name", "national_standard": "national_name"}
    errors = []
    for name, field in fields.items():
        longest: Any = Standard._meta.get_field(field).max_length  # type: ignore[union-attr]
        if len(str(version.get(name, ""))) > longest:
            errors.append(f"version : « {name} » compte {longest} signes au plus.")
    if not CODE.fullmatch(str(version.get("id") or "x")):
        errors.append(
            "version : « id » ne contient que des lettres sans accent, des chiffres, des points et des traits."
        )
    if version.get("date") is not None and not _is_day(str(version["date"])):
        errors.append("version : « date » s’écrit 2026-11-23.")
    return errors


def _check_kept(content: dict[str, Any]) -> list[str]:
    """What is kept as it is, and what no database keeps; a row says which of its fields."""
    parts = ("version", "reading", "reading_of_45", "mappings")
    return [
        f"« {name} » contient un caractère nul, ou ce qui n’est pas un nombre."
        for name in parts
        if _cannot_be_kept(content.get(name))
    ]


def _cannot_be_kept(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_cannot_be_kept, (*value, *value.values())))
    if isinstance(value, list):
        return any(map(_cannot_be_kept, value))
    if isinstance(value, float):
        return not math.isfinite(value)
    return isinstance(value, str) and "\0" in value


def _is_day(text: str) -> bool:
    try:
        return bool(DAY.fullmatch(text)) and date.fromisoformat(text) is not None
    except ValueError:
        return False


def _check_fit(noun: str, row: dict[str, Any], model: type[models.Model]) -> list[str]:
    """What the columns hold, and what an address may contain."""
    said = f"{_at(row)}{noun} {row['code']} :"
    errors = []
    for field in model._meta.concrete_fields:
        value = row.get(field.name)
        if not isinstance(value, str):
            continue
        if "\0" in value:
            errors.append(f"{said} « {field.name} » contient un caractère nul.")
        if field.max_length and len(value) > field.max_length:
            errors.append(f"{said} « {field.name} » compte {field.max_length} signes au plus.")
    if not CODE.fullmatch(row["code"]):
        errors.append(
            f"{said} un code ne contient que des lettres sans accent, des chiffres, des points et des traits."
        )
    if isinstance(row["order"], bool) or not 0 <= row["order"] <= 32_767:
        errors.append(f"{said} « order » va de 0 à 32767.")
    return errors


def _at(row: Any) -> str:
    """« ligne 129 : » where the entry is one of the file."""
    return f"ligne {row.line} : " if isinstance(row, Entry) and row.line else ""


def check_links(content: dict[str, Any], base: Standard | None) -> list[str]:
    """What is wrong with the codes that its domains take up. 1 query."""
    takers = [row for row in content["domains"] if "takes" in row]
    if base is None:
        return [f"{_at(row)}domaine {row['code']} : « takes » demande une « base »." for row in takers]
    known = set(base.domains.order_by().values_list("code", flat=True))
    errors = []
    for row in takers:
        if not isinstance(row["takes"], list):
            errors.append(f"{_at(row)}domaine {row['code']} : « takes » est une liste.")
        taken = taken_by(row, known)
        if unknown := sorted(set(taken) - known):
            errors.append(
                f"{_at(row)}domaine {row['code']} : {base} n’a pas de domaine {', '.join(unknown)}."
            )
        if len(set(taken)) < len(taken):
            errors.append(f"{_at(row)}domaine {row['code']} : « takes » nomme deux fois le même.")
    return errors


def _check_domain(row: dict[str, Any], subjects: set[str]) -> list[str]:
    errors = []
    subject = row.get("core_subject")
    if not isinstance(subject, str) or subject not in subjects:
        errors.append(f"{_at(row)}domaine {row['code']} : la question centrale « {subject} » n’existe pas.")
    if row.get("kind") not in DomainKind.values:
        errors.append(f"{_at(row)}domaine {row['code']} : « kind » vaut {', '.join(DomainKind.values)}.")
    if row.get("label_fr_status") not in LabelStatus.values:
        errors.append(
            f"{_at(row)}domaine {row['code']} : « label_fr_status » vaut {', '.join(LabelStatus.values)}."
        )
    for name in ("sdgs", "esrs", "gri"):
        codes = row.get(name, [])
        if not isinstance(codes, list) or not all(isinstance(code, (str, int)) for code in codes):
            errors.append(f"{_at(row)}domaine {row['code']} : « {name} » est une liste de codes.")
    return errors

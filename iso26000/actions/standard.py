"""Load a version of a standard from its YAML file: validated whole, then published, then never changed."""

import hashlib
import json
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from accounts.actions.journal import record
from accounts.models import User
from iso26000.models import CoreSubject, Correspondence, Domain, Standard
from iso26000.standard_files import (
    SCHEMAS,
    InvalidStandard,
    check_links,
    check_standard,
    expand,
    read_yaml,
    taken_by,
)
from rse_portal.common.typography import typo

__all__ = [
    "InvalidStandard",
    "check_standard",
    "fingerprint",
    "load_standard",
    "load_version",
    "read_standard",
]


def read_standard(path: Path) -> dict[str, Any]:
    """The content of the file. Raises InvalidStandard with the place of what cannot be read."""
    return read_yaml(path.name, path.read_bytes(), *SCHEMAS)


def fingerprint(content: dict[str, Any]) -> str:
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, ensure_ascii=False, default=str).encode()
    ).hexdigest()


def load_standard(*, path: Path, by: User | None) -> tuple[Standard, bool]:
    """`load_version` of a file of this machine."""
    return load_version(name=path.name, data=path.read_bytes(), by=by)


@transaction.atomic
def load_version(*, name: str, data: bytes, by: User | None) -> tuple[Standard, bool]:
    """Load and publish the version that a file holds. Returns (standard, loaded); loading the same content twice does
    nothing.

    Raises InvalidStandard if the file is wrong or differs from the published version of the same number.
    """
    content = read_yaml(name, data, *SCHEMAS)
    digest = fingerprint(content)
    base, whole = expand(name, content)
    errors = check_standard(whole) or check_links(whole, base)
    if errors:
        raise InvalidStandard([f"{name} : {error}" for error in errors])
    version = whole["version"]
    known = Standard.objects.filter(code=version["id"], version=str(version["version"])).first()
    if known is not None:
        if known.content_sha256 != digest:
            raise InvalidStandard(
                [
                    f"{name} : la version {known.version} de « {known.code} » est déjà publiée avec un autre contenu. "
                    "Changez le numéro de version."
                ]
            )
        return known, False
    standard = _write(whole, digest)
    if base is not None:
        _write_links(standard, base, whole)
    record(action="standard.published", by=by, target=standard, code=standard.code, version=standard.version)
    return standard, True


def _write_links(standard: Standard, base: Standard, content: dict[str, Any]) -> None:
    old = dict(base.domains.order_by().values_list("code", "pk"))
    new = dict(standard.domains.order_by().values_list("code", "pk"))
    Correspondence.objects.bulk_create(
        Correspondence(old_id=old[taken], new_id=new[row["code"]])
        for row in content["domains"]
        for taken in taken_by(row, old)
    )


def _write(content: dict[str, Any], digest: str) -> Standard:
    version = content["version"]
    standard = Standard.objects.create(
        code=version["id"],
        version=str(version["version"]),
        name=version["standard"],
        national_name=version.get("national_standard") or "",
        issued_on=version.get("date"),
        reading=_jsonable(content.get("reading") or content.get("reading_of_45") or {}),
        mappings=_jsonable(content.get("mappings") or {}),
        copyright_note=version.get("copyright_note") or "",
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

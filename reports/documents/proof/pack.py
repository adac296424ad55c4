"""Write the proof pack of a run: what was computed, from what, with which formulas, what was decided of it, and the journal.

The manifest lists every other file with its SHA-256; the signature is an HMAC of the manifest under a key of this portal,
which `verify` knows again. Files carry the date of the run: the same run and the same facts give the same bytes.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

import method
from accounts.models import JournalEntry
from commitments.models import ReferentialVersion
from iso26000.models import AssessmentCycle, Evidence
from iso26000.models.practice import EvidenceFile
from method import FORMULA_VERSION
from priorities.exports import ranking_json
from priorities.models import Decision, RankingRun

SCHEMA = "rse.dossier-de-preuves/2"
MANIFEST, SIGNATURE = "MANIFESTE.json", "MANIFESTE.signature"
HERE = Path(__file__).parent
FORMULAS = Path(method.__file__).parent
Tell = Callable[[float, str], None]


SIGNED = ("decision", "referentiel")  # parts that have a fingerprint of their own, when there is one


class NotAPack(ValueError):
    """The file is no proof pack, or a damaged one."""


@dataclass(frozen=True)
class Adopted:
    """What was decided of the run. decision: adopted, of this very run; version: the newest published of its cycle."""

    decision: Decision | None
    version: ReferentialVersion | None

    @classmethod
    def of(cls, run: RankingRun) -> "Adopted":
        """2 queries."""
        published = ReferentialVersion.objects.published().filter(cycle=run.cycle)
        return cls(Decision.objects.adopted().filter(run=run).first(), published.newest_first().first())

    @property
    def parts(self) -> dict[str, dict[str, Any]]:
        """What the manifest says of each: its file, the fingerprint that was written on the day, which one it is."""
        found: dict[str, dict[str, Any]] = {}
        if self.decision is not None:
            found["decision"] = {
                "fichier": "decision/decision.json",
                "empreinte": self.decision.fingerprint,
                "identifiant": str(self.decision.pk),
            }
        if self.version is not None:
            found["referentiel"] = {
                "fichier": "referentiel/contenu.json",
                "empreinte": self.version.fingerprint,
                "identifiant": str(self.version.pk),
                "numero": self.version.number,
            }
        return found

    @property
    def files(self) -> Iterator[tuple[str, bytes]]:
        """The bytes that the fingerprints are taken of."""
        for part, row in zip(SIGNED, (self.decision, self.version), strict=True):
            if row is not None:
                yield self.parts[part]["fichier"], row.content.encode()

    @property
    def journal(self) -> Q:
        """The lines that tell of them and do not name the cycle."""
        found = Q()
        for row, told in ((self.decision, "decision"), (self.version, "referential")):
            if row is not None:
                target = Q(target_type=row._meta.label_lower, target_id=str(row.pk))
                found |= target | Q(**{f"details__{told}": str(row.pk)})
        return found


def write(run: RankingRun, path: Path, tell: Tell) -> str:
    """Write the ZIP to `path`; returns the SHA-256 of its manifest. 6 queries, whatever the size.

    run: with its cycle and standard. Raises OSError when a file of evidence is missing from the disk.
    """
    listed: dict[str, str] = {}
    adopted = Adopted.of(run)
    moment = run.compiled_at.timetuple()[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, content: bytes) -> None:
            archive.writestr(_entry(name, moment), content)

        for step, (name, content) in enumerate(_contents(run, adopted)):
            tell(min(0.9, step / 100), name)
            listed[name] = hashlib.sha256(content).hexdigest()
            add(name, content)
        manifest = _json(
            {
                "schema": SCHEMA,
                "portail": settings.PUBLIC_URL,
                "organisation": str(settings.ORGANISATION_NAME),
                "exercice": run.cycle.slug,
                "classement": str(run.pk),
                **adopted.parts,
                "fichiers": dict(sorted(listed.items())),
            }
        )
        add(MANIFEST, manifest)
        add(SIGNATURE, f"{signature_of(manifest)}\n".encode())
    return hashlib.sha256(manifest).hexdigest()


def verify(path: Path) -> dict[str, Any]:
    """The manifest of a pack that this portal signed and nobody changed since. Raises NotAPack, with why in French."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            manifest = archive.read(MANIFEST)
            if not constant_time_compare(signature_of(manifest), archive.read(SIGNATURE).decode().strip()):
                raise NotAPack(_("La signature n’est pas celle de ce portail."))
            found: dict[str, Any] = json.loads(manifest)
            listed = found["fichiers"]
            if sorted(names) != sorted([*listed, MANIFEST, SIGNATURE]):
                raise NotAPack(_("Des fichiers manquent, ou ont été ajoutés."))
            for name, digest in listed.items():
                if hashlib.sha256(archive.read(name)).hexdigest() != digest:
                    raise NotAPack(_("Ce fichier a été modifié : %s.") % name)
            for part in SIGNED:
                if part in found and listed[found[part]["fichier"]] != found[part]["empreinte"]:
                    raise NotAPack(_("Ce texte ne répond pas à son empreinte : %s.") % found[part]["fichier"])
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError, json.JSONDecodeError) as problem:
        raise NotAPack(_("Ce fichier n’est pas un dossier de preuves.")) from problem
    return found


def signature_of(manifest: bytes) -> str:
    return salted_hmac("reports.proof", manifest, algorithm="sha256").hexdigest()


def _entry(name: str, moment: tuple[int, ...]) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, moment)  # type: ignore[arg-type]
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return entry


def _contents(run: RankingRun, adopted: Adopted) -> Iterator[tuple[str, bytes]]:
    yield "LISEZMOI.txt", _read_me(run).encode()
    yield "rejouer.py", (HERE / "replay.py").read_bytes()
    for source in sorted(FORMULAS.glob("*.py")):
        yield f"method/{source.name}", source.read_bytes()
    yield "methode.md", (Path(settings.BASE_DIR) / "docs/methode.md").read_bytes()
    with run.inputs_file.open("rb") as stream:
        yield "classement/donnees.npz", stream.read()
    yield "classement/parametres.json", _json(run.parameters)
    yield "classement/resultat.json", run.result_json.encode()
    yield "classement/classement.json", ranking_json(run).encode()
    yield "norme.json", _json(_standard(run.cycle))
    yield from adopted.files
    yield from _evidence(run.cycle)
    yield "journal.json", _json(_journal(run.cycle, adopted))


def _read_me(run: RankingRun) -> str:
    lines = (
        _("Dossier de preuves – %s") % run.cycle.label,
        _("Classement %(id)s, formules %(version)s.") % {"id": run.pk, "version": FORMULA_VERSION},
        _("rejouer.py refait le calcul sans le portail et compare au dernier octet :"),
        "    python3 -m pip install numpy krippendorff\n    python3 rejouer.py",
        _("classement/ : les données lues, les paramètres, le résultat publié. method/ : les formules."),
        _(
            "decision/ : la liste adoptée, domaine par domaine, avec ses écarts motivés, son quorum et son vote. "
            "referentiel/ : la version publiée. Chacun y est, s’il existe, dans les octets mêmes de son empreinte."
        ),
        _("methode.md : ce que les formules disent, en mots. norme.json : les domaines et leur intitulé."),
        _(
            "preuves/ : les pièces du diagnostic, et leur empreinte. journal.json : qui a fait quoi, par numéros."
        ),
        _("MANIFESTE.json : l’empreinte de chaque fichier ; le portail reconnaît sa signature."),
        _(
            "Évaluateurs et votants n’ont qu’un code. Seuls la décision et le référentiel nomment : les personnes élues y "
            "répondent de ce qu’elles ont adopté, et d’un écart."
        ),
    )
    return "\n\n".join(lines) + "\n"


def _standard(cycle: AssessmentCycle) -> dict[str, Any]:
    standard = cycle.standard
    return {
        "norme": f"{standard.code} {standard.version}",
        "sha256": standard.content_sha256,
        "domaines": {domain.code: domain.label_fr for domain in cycle.domains},
    }


def _evidence(cycle: AssessmentCycle) -> Iterator[tuple[str, bytes]]:
    """The files, then the index that tells of every piece, with or without a file."""
    pieces = list(
        Evidence.objects.filter(cycle=cycle).select_related("domain").order_by("domain__order", "pk")
    )
    files = EvidenceFile.objects.filter(evidence__cycle=cycle).order_by("evidence", "number")
    kept: dict[int, list[dict[str, Any]]] = {}
    codes = {piece.pk: piece.domain.code for piece in pieces}
    for file in files:
        name = f"preuves/{codes[file.evidence_id]}/{file.evidence_id}-v{file.number}-{_plain(file.name)}"
        with file.file.open("rb") as stream:
            yield name, stream.read()
        kept.setdefault(file.evidence_id, []).append(
            {"fichier": name, "version": file.number, "sha256": file.sha256}
        )
    index = [
        {
            "domaine": piece.domain.code,
            "nature": piece.kind,
            "intitule": piece.label,
            "valeur": piece.value,
            "valable_jusqu_au": piece.expires_on and piece.expires_on.isoformat(),
            "fichiers": kept.get(piece.pk, []),
        }
        for piece in pieces
    ]
    yield "preuves/index.json", _json(index)


def _journal(cycle: AssessmentCycle, adopted: Adopted) -> list[dict[str, Any]]:
    """What the journal tells of the cycle and of what was adopted, oldest first; who did it is a number."""
    told = Q(details__cycle=cycle.slug) | Q(details__cycle=cycle.pk) | adopted.journal
    rows = JournalEntry.objects.filter(told).order_by("pk")
    return [
        {
            "numero": row.pk,
            "date": row.at.isoformat(),
            "compte": row.actor_id,
            "action": row.action,
            "objet": f"{row.target_type} {row.target_id}".strip(),
            "details": row.details,
        }
        for row in rows
    ]


def _plain(name: str) -> str:
    """A name that every system unpacks: letters, digits, dots and dashes."""
    return re.sub(r"[^\w.-]+", "-", name)[-80:].lstrip(".-") or "fichier"


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()

"""What the experts concluded in the open cycle: files behind the evidence, findings, validated levels; what is taken from
the cycle before and still waits."""

import hashlib
import uuid
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from iso26000.actions.evidence import FOLDER
from iso26000.enums import CarriedKind, EvidenceKind, FindingKind
from iso26000.models import (
    AssessmentCycle,
    Carried,
    Domain,
    Evidence,
    EvidenceFile,
    Finding,
    PracticeAssessment,
    PracticeValidation,
)
from iso26000.queries.practice import practices_of
from rse_portal.common.files import write_whole
from stakeholders.queries.carried import candidates

FILED, VERSIONS = 8, 2  # documents with a file; the first of them has so many versions
SOON = (9, 24)  # days in which some evidence expires
VALIDATED, CARRIED = 6, {CarriedKind.IMPACT: 6, CarriedKind.EVIDENCE: 3}


class Told(NamedTuple):
    domain: str
    kind: FindingKind
    text: str
    root_cause: str = ""
    owned: bool = True


FINDINGS = (
    Told(
        "4.2", FindingKind.STRENGTH, "Le rapport annuel dit ce qui n’a pas marché, et il est lu en assemblée."
    ),
    Told(
        "4.3",
        FindingKind.SENSITIVE,
        "Les critères de choix des fournisseurs sont publiés, les notes obtenues ne le sont pas.",
        "Les acheteurs craignent des recours.",
    ),
    Told(
        "6.4.4",
        FindingKind.GAP,
        "Les entretiens annuels ne parlent de la charge de travail que dans une agence sur trois.",
        "La trame d’entretien date de 2019 et personne n’en est chargé.",
    ),
    Told(
        "6.4.6", FindingKind.STRENGTH, "Chaque accident est analysé dans le mois, avec la personne concernée."
    ),
    Told(
        "6.5.4",
        FindingKind.GAP,
        "Les consommations des agences louées ne sont pas relevées.",
        "Les baux n’obligent pas le propriétaire à transmettre les factures.",
        owned=False,
    ),
    Told(
        "6.6.6",
        FindingKind.SENSITIVE,
        "Les délais de paiement sont tenus, sauf pour les plus petits fournisseurs.",
        "Leurs factures arrivent sur papier et passent par deux services.",
    ),
    Told(
        "6.7.8",
        FindingKind.GAP,
        "Les personnes qui n’ont pas d’accès à Internet attendent leur carte deux fois plus longtemps.",
        "Le parcours papier n’a pas de délai cible.",
    ),
    Told(
        "6.8.3",
        FindingKind.STRENGTH,
        "Les délégués rencontrent les élus locaux deux fois par an, avec compte rendu.",
    ),
)


def conclude_expertise(
    cycle: AssessmentCycle, past: AssessmentCycle, users: dict[str, User], today: date, rng: Random
) -> tuple[int, int]:
    """The findings, the files, some validations and what waits for a confirmation. The ranking of the cycle stays the one
    that it is. Returns (findings, files)."""
    manager, rapporteur = users["responsable@demo.example"], users["rapporteur@demo.example"]
    domains = {domain.code: domain for domain in cycle.domains}
    files = _file_evidence(cycle, domains, rapporteur, today, rng)
    pieces = {piece.domain_id: piece for piece in Evidence.objects.filter(cycle=cycle).order_by("-pk")}
    findings = [
        Finding(
            cycle=cycle,
            domain=domains[told.domain],
            kind=told.kind,
            text=told.text,
            root_cause=told.root_cause,
            owner=rapporteur if told.owned else None,
            evidence=pieces.get(domains[told.domain].pk),
        )
        for told in FINDINGS
        if told.domain in domains
    ]
    Finding.objects.bulk_create(findings)
    _validate(cycle, manager, rapporteur)
    _carry(past, cycle, domains)
    return len(findings), files


def _file_evidence(
    cycle: AssessmentCycle, domains: dict[str, Domain], by: User, today: date, rng: Random
) -> int:
    """Tiny documents, two that expire soon, and one that has expired and counts for nothing."""
    Evidence.objects.create(
        cycle=cycle,
        domain=domains["6.7.8"],
        kind=EvidenceKind.EXTERNAL_REVIEW,
        label="Audit de l’accueil, 2022",
        expires_on=today - timedelta(days=40),
    )
    documents = list(
        Evidence.objects.filter(cycle=cycle, kind=EvidenceKind.DOCUMENT).order_by("domain__order", "pk")
    )
    chosen = rng.sample(documents, min(FILED, len(documents)))
    for piece, days in zip(chosen[1:], SOON, strict=False):
        piece.expires_on = today + timedelta(days=days)
    Evidence.objects.bulk_update(chosen, ["expires_on"])
    files = [
        _file(piece, number, by, timezone.now() - timedelta(days=90 - 60 * (number - 1)))
        for rank, piece in enumerate(chosen)
        for number in range(1, (VERSIONS if rank == 0 else 1) + 1)
    ]
    EvidenceFile.objects.bulk_create(files)
    return len(files)


def _file(piece: Evidence, number: int, by: User, at: datetime) -> EvidenceFile:
    content = tiny_pdf(f"{piece.label} – version {number}")
    digest = hashlib.sha256(content).hexdigest()
    name = f"{FOLDER}/{uuid.uuid5(uuid.NAMESPACE_OID, f'{piece.pk} {number} {digest}').hex}.pdf"
    write_whole(Path(settings.MEDIA_ROOT) / name, content)
    return EvidenceFile(
        evidence=piece,
        number=number,
        file=name,
        name=f"piece-{piece.pk}-v{number}.pdf",
        size=len(content),
        sha256=digest,
        added_at=at,
        added_by=by,
    )


def _validate(cycle: AssessmentCycle, manager: User, rapporteur: User) -> None:
    """Domains on which the rapporteur answered: nothing that is left to give rests already."""
    given = PracticeAssessment.objects.filter(cycle=cycle, assessor__user=rapporteur)
    answered = set(given.values_list("domain", flat=True))
    held = [
        (domain, practice.effective)
        for domain, practice in sorted(practices_of(cycle).items())
        if domain in answered and practice.effective is not None and not practice.capped
    ]
    PracticeValidation.objects.bulk_create(
        PracticeValidation(
            cycle=cycle,
            domain_id=domain,
            level=level,
            decided_at=timezone.now() - timedelta(days=12),
            decided_by=manager,
        )
        for domain, level in held[:VALIDATED]
    )


def _carry(past: AssessmentCycle, cycle: AssessmentCycle, domains: dict[str, Domain]) -> None:
    """A few judgements of the last cycle wait to be confirmed. They count nowhere."""
    Carried.objects.bulk_create(
        Carried(cycle=cycle, source=past, kind=kind, origin=row.pk, domain=domains[row.domain.code])
        for kind, most in CARRIED.items()
        for row in candidates(kind, past, cycle).select_related("domain")[:most]
    )


def tiny_pdf(text: str) -> bytes:
    """One page with one line. Same text, same bytes."""
    line = (
        text.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    )
    stream = b"BT /F1 14 Tf 60 780 Td (" + line + b") Tj ET"
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n%btrailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            table,
            len(out),
        )
    )

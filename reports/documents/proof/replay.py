#!/usr/bin/env python3
"""Rejoue le classement de ce dossier, et vérifie qu’aucun de ses fichiers n’a changé. Ni Django, ni réseau.

    python3 -m pip install numpy krippendorff
    python3 rejouer.py

Il lit `classement/donnees.npz` et `classement/parametres.json`, refait le calcul avec les formules de `method/`, et
compare au dernier octet avec `classement/resultat.json`. La décision et le référentiel, s’ils y sont, doivent répondre à
l’empreinte que le journal a gardée, et la décision à ce classement. Code de retour : 0 si tout concorde, 1 sinon.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MANIFEST = "MANIFESTE.json"


def read(name: str) -> bytes:
    return (HERE / name).read_bytes()


def sha256(name: str) -> str:
    return hashlib.sha256(read(name)).hexdigest()


def changed_files() -> list[str]:
    """What the manifest does not recognise: a file changed, one that is missing, one that was added."""
    listed: dict[str, str] = json.loads(read(MANIFEST))["fichiers"]
    found = {
        path.relative_to(HERE).as_posix()
        for path in HERE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    wrong = [f"{name} : absent" for name in sorted(set(listed) - found)]
    wrong += [f"{name} : ajouté" for name in sorted(found - set(listed) - {MANIFEST, "MANIFESTE.signature"})]
    same = sorted(set(listed) & found)
    return wrong + [f"{name} : modifié" for name in same if sha256(name) != listed[name]]


def replayed() -> bytes:
    """The ranking computed again, in the bytes that the portal keeps."""
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(HERE))
    from method.inputs import RankingInputs
    from method.parameters import Parameters
    from method.ranking import rank

    inputs = RankingInputs.from_bytes(read("classement/donnees.npz"))
    parameters = Parameters.from_dict(json.loads(read("classement/parametres.json")))
    figures: dict[str, Any] = rank(inputs, parameters).to_dict()
    return json.dumps(figures, ensure_ascii=False, separators=(",", ":")).encode()


def broken_parts(manifest: dict[str, Any], result: dict[str, Any]) -> list[str]:
    """What does not answer to the fingerprint of its day, in the manifest and the journal; a decision on other ranks."""
    journal, wrong = json.loads(read("journal.json")), []
    for part, action in (("decision", "decision.adopted"), ("referentiel", "referential.published")):
        if told := manifest.get(part):
            digest = sha256(told["fichier"])
            kept = {line["details"].get("fingerprint") for line in journal if line["action"] == action}
            wrong += [] if digest == told["empreinte"] and digest in kept else [f"{part} : autre empreinte"]
            print(f"Adopté     : sha256 {digest}, {told['fichier']}")
    if "decision" in manifest:
        decision = json.loads(read(manifest["decision"]["fichier"]))
        ranks = {row["code"]: row["significance_rank"] for row in result["domains"]}
        same = decision["run"]["result_sha256"] == sha256("classement/resultat.json")
        if not same or any(ranks[row["code"]] != row["computed_rank"] for row in decision["domains"]):
            wrong.append("decision : autre classement")
    return wrong


def first_difference(ours: bytes, theirs: bytes) -> int:
    return next(
        (place for place, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other),
        min(len(ours), len(theirs)),
    )


def main() -> int:
    wrong = changed_files()
    print(*wrong, sep="\n", end="\n" if wrong else "")
    kept, computed = read("classement/resultat.json"), replayed()
    print(f"Manifeste  : sha256 {sha256(MANIFEST)}")
    print(f"Publié     : sha256 {hashlib.sha256(kept).hexdigest()}, {len(kept)} octets")
    print(f"Recalculé  : sha256 {hashlib.sha256(computed).hexdigest()}, {len(computed)} octets")
    if computed != kept:
        print(f"Le classement diffère à partir de l’octet {first_difference(computed, kept)}.")
        return 1
    print("Le classement est identique, au dernier octet.")
    broken = broken_parts(json.loads(read(MANIFEST)), json.loads(computed))
    print(*broken, sep="\n", end="\n" if broken else "")
    return 1 if wrong or broken else 0


if __name__ == "__main__":
    sys.exit(main())

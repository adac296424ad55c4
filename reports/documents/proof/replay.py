#!/usr/bin/env python3
"""Rejoue le classement de ce dossier, et vérifie qu’aucun de ses fichiers n’a changé. Ni Django, ni réseau.

    python3 -m pip install numpy krippendorff
    python3 rejouer.py

Il lit `classement/donnees.npz` et `classement/parametres.json`, refait le calcul avec les formules de `method/`, et
compare au dernier octet avec `classement/resultat.json`. Code de retour : 0 si tout est identique, 1 sinon.
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
    wrong += [
        f"{name} : modifié"
        for name in sorted(set(listed) & found)
        if hashlib.sha256(read(name)).hexdigest() != listed[name]
    ]
    return wrong


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


def first_difference(ours: bytes, theirs: bytes) -> int:
    return next(
        (place for place, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other),
        min(len(ours), len(theirs)),
    )


def main() -> int:
    wrong = changed_files()
    for line in wrong:
        print(line)
    kept, computed = read("classement/resultat.json"), replayed()
    print(f"Manifeste  : sha256 {hashlib.sha256(read(MANIFEST)).hexdigest()}")
    print(f"Publié     : sha256 {hashlib.sha256(kept).hexdigest()}, {len(kept)} octets")
    print(f"Recalculé  : sha256 {hashlib.sha256(computed).hexdigest()}, {len(computed)} octets")
    if computed != kept:
        print(f"Le classement diffère à partir de l’octet {first_difference(computed, kept)}.")
        return 1
    print("Le classement est identique, au dernier octet.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

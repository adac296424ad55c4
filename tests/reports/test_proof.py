"""The proof pack: a third party replays the ranking from the ZIP alone, and sees whatever changed."""

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import JournalEntry
from jobs.actions.run import run_job
from jobs.enums import JobState
from priorities.models import RankingRun
from reports.actions.report import OldFormulas, compile_report, request_report
from reports.documents.proof.pack import MANIFEST, SIGNATURE
from tests.factories.iso26000 import make_evidence
from tests.factories.practice import make_file
from tests.reports.reporting import make_ranking

NO_DJANGO = (
    "import runpy, sys; sys.modules['django'] = None; runpy.run_path('rejouer.py', run_name='__main__')"
)
CHECK = "/rapports/verifier/"


@pytest.fixture
def run(cycle, media):
    return make_ranking(cycle, draws=50)


@pytest.fixture
def pack(run, tmp_path: Path) -> Path:
    return compile_report(cycle=run.cycle, format="zip", by=None, path=tmp_path / "preuves.zip")


def unpacked(pack: Path) -> Path:
    folder = pack.parent / "ouvert"
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(folder)
    return folder


def replay(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", NO_DJANGO],
        check=False,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_ranking_is_replayed_from_the_pack_alone_to_the_last_byte(run, pack):
    found = replay(unpacked(pack))
    assert (found.returncode, found.stderr) == (0, "")
    assert f"Recalculé  : sha256 {run.result_sha256}" in found.stdout
    assert "identique, au dernier octet" in found.stdout


def test_replay_script_is_short():
    assert len(Path("reports/documents/proof/replay.py").read_text("utf-8").splitlines()) <= 100


@pytest.mark.parametrize("name", ["classement/parametres.json", "method/priority.py", "journal.json"])
def test_whatever_changes_is_told(pack, name):
    folder = unpacked(pack)
    (folder / name).write_text((folder / name).read_text("utf-8") + "\n", "utf-8")
    found = replay(folder)
    assert found.returncode == 1
    assert f"{name} : modifié" in found.stdout


def test_another_result_is_told(pack):
    folder = unpacked(pack)
    kept = folder / "classement/resultat.json"
    kept.write_bytes(kept.read_bytes().replace(b"0.", b"1.", 1))
    found = replay(folder)
    assert found.returncode == 1
    assert "diffère à partir de l’octet" in found.stdout


def test_pack_holds_the_evidence_its_files_and_the_journal(cycle, media, tmp_path):
    file = make_file(evidence=make_evidence(cycle=cycle, label="Charte"))
    run = make_ranking(cycle, draws=10)
    pack = compile_report(cycle=cycle, format="zip", by=None, path=tmp_path / "preuves.zip")
    with zipfile.ZipFile(pack) as archive:
        index = json.loads(archive.read("preuves/index.json"))
        (piece,) = [one for one in index if one["fichiers"]]
        (kept,) = piece["fichiers"]
        assert hashlib.sha256(archive.read(kept["fichier"])).hexdigest() == kept["sha256"] == file.sha256
        actions = [line["action"] for line in json.loads(archive.read("journal.json"))]
        assert archive.read("classement/resultat.json").decode() == run.result_json
    assert "ranking.compiled" in actions


def test_pack_names_nobody(chloe, run, pack):
    with zipfile.ZipFile(pack) as archive:
        texts = b"".join(archive.read(name) for name in archive.namelist() if not name.startswith("method"))
    for secret in (chloe.email, chloe.last_name):
        assert secret.encode() not in texts


def test_portal_knows_its_own_pack_again(pack, capsys):
    call_command("verify_proof", str(pack))
    assert "Signé par ce portail" in capsys.readouterr().out


@pytest.mark.parametrize("damage", ["content", "added", "signature", "not a zip"])
def test_portal_refuses_any_other(pack, tmp_path, damage):
    other = tmp_path / "autre.zip"
    with zipfile.ZipFile(pack) as archive, zipfile.ZipFile(other, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name)
            if (damage == "content" and name == "norme.json") or (
                damage == "signature" and name == SIGNATURE
            ):
                content = b"0" * 64
            copy.writestr(name, content)
        if damage == "added":
            copy.writestr("plus.txt", "")
    if damage == "not a zip":
        other.write_text("rien", "utf-8")
    with pytest.raises(CommandError):
        call_command("verify_proof", str(other))


def test_anybody_checks_a_fingerprint(run, pack, eve):
    with zipfile.ZipFile(pack) as archive:
        digest = hashlib.sha256(archive.read(MANIFEST)).hexdigest()
    assert JournalEntry.objects.get(action="proof.compiled").details["manifest"] == digest
    assert "vient de ce portail." in eve.get(CHECK, {"empreinte": digest.upper()}).content.decode()
    assert "Aucun dossier" in eve.get(CHECK, {"empreinte": "0" * 64}).content.decode()
    answer = eve.get(CHECK, {"empreinte": "abc"})
    assert answer.status_code == 422
    assert "64 signes" in answer.content.decode()


def test_pack_is_for_the_responsable(run, chloe, fanny, client_of):
    assert "Dossier de preuves" in client_of(chloe).get("/rapports/").content.decode()
    assert "Dossier de preuves" not in client_of(fanny).get("/rapports/").content.decode()
    assert client_of(fanny).post("/rapports/compiler/", {"format": "zip"}).status_code == 422
    job, _created = request_report(cycle=run.cycle, format="zip", by=chloe)
    run_job(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.error, job.file_name) == (JobState.DONE, "", "dossier-de-preuves-2026.zip")


def test_run_of_older_formulas_is_not_packed(run, tmp_path):
    RankingRun.objects.filter(pk=run.pk).update(formula_version="0")
    with pytest.raises(OldFormulas):
        compile_report(cycle=run.cycle, format="zip", by=None, path=tmp_path / "preuves.zip")

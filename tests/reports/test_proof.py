"""The proof pack: a third party replays the ranking from the ZIP alone, and sees whatever changed."""

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import JournalEntry
from jobs.actions.run import run_job
from jobs.enums import JobState
from priorities.actions.decision import settle_domain
from priorities.enums import Standing
from priorities.models import RankingRun
from reports.actions.report import OldFormulas, compile_report, request_report
from reports.documents.proof.pack import MANIFEST, SIGNATURE, signature_of
from tests.factories.commitments import make_published
from tests.factories.iso26000 import make_evidence
from tests.factories.practice import make_file
from tests.factories.priorities import adopt, make_decision, make_run
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


@pytest.fixture
def adopted(run, chloe, fanny):
    """The run is adopted, one domain otherwise than computed; a later run is not decided on; a version is published."""
    decision = make_decision(run=run, by=chloe)
    row = decision.domains.order_by("computed_rank").first()
    settle_domain(
        row=row, standing=Standing.WATCHED, asked_rank=None, reason="Déjà tenu.", version=None, by=fanny
    )
    adopt(decision, by=fanny)
    make_run(cycle=run.cycle, compiled_at=timezone.now())
    decision.refresh_from_db()
    return decision, make_published(cycle=run.cycle, by=chloe, decider=fanny)


@pytest.fixture
def whole(adopted, tmp_path):
    decision, _version = adopted
    return compile_report(cycle=decision.cycle, format="zip", by=None, path=tmp_path / "adopte.zip")


def test_pack_holds_the_decision_and_the_published_version(adopted, whole, capsys):
    decision, version = adopted
    with zipfile.ZipFile(whole) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        assert manifest["classement"] == str(decision.run_id)
        assert archive.read("decision/decision.json").decode() == decision.content
        assert archive.read("referentiel/contenu.json").decode() == version.content
        (told,) = [
            row for row in json.loads(archive.read("decision/decision.json"))["domains"] if row["reason"]
        ]
        journal = [line["action"] for line in json.loads(archive.read("journal.json"))]
    assert (told["reason"], told["standing"]) == ("Déjà tenu.", "watched")
    assert {"decision.settled", "decision.adopted", "referential.published"} <= set(journal)
    assert (manifest["decision"]["empreinte"], manifest["referentiel"]["empreinte"]) == (
        decision.fingerprint,
        version.fingerprint,
    )
    call_command("verify_proof", str(whole))
    told_by = capsys.readouterr().out
    assert decision.fingerprint in told_by and version.fingerprint in told_by


def test_pack_with_a_decision_replays_to_the_last_byte(adopted, whole):
    decision, version = adopted
    found = replay(unpacked(whole))
    assert (found.returncode, found.stderr) == (0, "")
    assert f"Recalculé  : sha256 {decision.run.result_sha256}" in found.stdout
    for kept in (decision, version):
        assert f"Adopté     : sha256 {kept.fingerprint}" in found.stdout


def rewritten(pack, part, change):
    """The same pack, one text of which was changed by somebody who also mended the manifest and signed it again."""
    other = pack.with_name("autre.zip")
    with zipfile.ZipFile(pack) as archive, zipfile.ZipFile(other, "w") as copy:
        manifest = json.loads(archive.read(MANIFEST))
        name = manifest[part]["fichier"]
        content = change(archive.read(name))
        manifest["fichiers"][name] = hashlib.sha256(content).hexdigest()
        sealed = json.dumps(manifest).encode()
        for each in archive.namelist():
            kept = {name: content, MANIFEST: sealed, SIGNATURE: signature_of(sealed).encode()}
            copy.writestr(each, kept.get(each, archive.read(each)))
    return other


@pytest.mark.parametrize(
    ("part", "old", "new"), [("decision", b"tenu", b"vu"), ("referentiel", b"adopte", b"refuse")]
)
def test_text_that_is_not_the_one_adopted_is_told(whole, part, old, new):
    other = rewritten(whole, part, lambda content: content.replace(old, new))
    with pytest.raises(CommandError, match="empreinte"):
        call_command("verify_proof", str(other))
    found = replay(unpacked(other))
    assert found.returncode == 1
    assert f"{part} : autre empreinte" in found.stdout


def test_decision_on_another_ranking_is_told(whole):
    def other_rank(content):
        told = json.loads(content)
        told["domains"][0]["computed_rank"] = 99
        return json.dumps(told).encode()

    found = replay(unpacked(rewritten(whole, "decision", other_rank)))
    assert found.returncode == 1
    assert "decision : autre classement" in found.stdout


def test_decision_that_is_not_adopted_is_left_out(run, chloe, tmp_path):
    make_decision(run=run, by=chloe)
    pack = compile_report(cycle=run.cycle, format="zip", by=None, path=tmp_path / "preuves.zip")
    with zipfile.ZipFile(pack) as archive:
        assert "decision" not in json.loads(archive.read(MANIFEST))


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

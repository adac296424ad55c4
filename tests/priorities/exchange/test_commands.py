from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line

from tests.priorities.exchange.support import EXAMPLE, folder_of, picture


def run(*arguments: str) -> tuple[str, str, CommandError | None]:
    out, err = StringIO(), StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except CommandError as problem:
        return out.getvalue(), err.getvalue(), problem
    return out.getvalue(), err.getvalue(), None


@pytest.mark.django_db
def test_import_data_command_tells_what_it_did() -> None:
    out, err, problem = run("import_data", str(EXAMPLE), "--cycle", "2026")
    assert problem is None
    assert err == ""
    assert "impacts.csv : 7\u00a0lignes lues, 7\u00a0créées, 0\u00a0modifiée, 0\u00a0inchangée\n" in out
    assert out.endswith("Exercice 2026 créé.\n")


@pytest.mark.django_db
def test_import_data_command_only_tries() -> None:
    before = picture()
    out, _err, problem = run("import_data", str(EXAMPLE), "--cycle", "2026", "--dry-run")
    assert problem is None
    assert out.endswith("rien n’a été écrit dans l’exercice 2026.\n")
    assert picture() == before


@pytest.mark.django_db
def test_import_data_command_lists_errors_and_returns_1(tmp_path: Path) -> None:
    out, err, problem = run(
        "import_data", str(folder_of(tmp_path, {"criteria": ["6.7.8,time,9"]})), "--cycle", "2026"
    )
    assert err == "criteria.csv:2: value: un nombre entier de 0 à 4 est attendu, «\u202f9\u202f» reçu\n"
    assert str(problem) == "1\u00a0erreur, rien n’a été écrit."
    assert problem is not None
    assert problem.returncode == 1
    assert out == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("import_data", "/nulle/part", "--cycle", "2026"), "n’existe pas"),
        (("import_data", str(EXAMPLE), "--cycle", "é"), "identifiant d’exercice"),
        (("export_data", "/nulle/part", "--cycle", "1999"), "n’existe pas"),
    ],
)
def test_commands_refuse_with_a_message(arguments: tuple[str, ...], message: str) -> None:
    _out, _err, problem = run(*arguments)
    assert problem is not None
    assert message in str(problem)
    assert problem.returncode == 1


@pytest.mark.django_db
def test_export_data_command_writes_the_files(tmp_path: Path) -> None:
    run("import_data", str(EXAMPLE), "--cycle", "2026")
    out, _err, problem = run("export_data", str(tmp_path / "out"), "--cycle", "2026")
    assert problem is None
    assert "impacts.csv : 7\u00a0lignes\n" in out
    assert (tmp_path / "out/impacts.csv").read_bytes() == (EXAMPLE / "impacts.csv").read_bytes()


@pytest.mark.parametrize(
    "arguments", [["import_data"], ["import_data", "x"], ["export_data", "x", "--cycles", "2026"]]
)
def test_commands_return_2_when_misused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        execute_from_command_line(["manage.py", *arguments])
    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("usage: ")


@pytest.mark.parametrize("command", ["import_data", "export_data"])
def test_commands_explain_themselves(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        call_command(command, "--help")
    assert stopped.value.code == 0
    assert "--cycle IDENTIFIANT" in capsys.readouterr().out

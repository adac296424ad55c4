"""The questionnaire: all the domains, in words of every day, in both languages."""

import re
from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils import translation

from iso26000.actions.questionnaire import check_questionnaire, load_questionnaire
from iso26000.actions.standard import InvalidStandard
from iso26000.models import Questionnaire, Statement
from tests.factories.campaign import FILE, the_questionnaire

CONTENT = yaml.safe_load(FILE.read_text("utf-8"))
JARGON = re.compile(
    r"\b(RSE|ISO|parties? prenantes?|gouvernance|redevabilité|diligence|vigilance|gouvernance|compliance|reporting"
    r"|inclusi\w+|durabilité|chaîne de valeur|éthique|impacts?|externalit\w+)\b",
    re.I,
)


def test_every_domain_is_asked_once_or_twice(standard):
    the_questionnaire()
    asked = list(Statement.objects.values_list("domain__code", flat=True))
    assert set(asked) == set(standard.domains.values_list("code", flat=True))
    assert max(map(asked.count, asked)) <= 2


def test_words_are_those_of_every_day():
    for row in CONTENT["statements"]:
        words = f"{row['text_fr']} {row.get('example_fr', '')}"
        assert not JARGON.search(words), words
        assert len(row["text_fr"].split()) <= 24, words
        assert row["text_fr"].endswith(".") and row["text_en"].endswith(".")


def test_statements_read_in_french_typography_and_in_english(db):
    the_questionnaire()
    statement = Statement.objects.get(code="4.2-a")
    assert "'" not in Statement.objects.get(code="4.3-a").text
    with translation.override("en"):
        assert statement.text.startswith("When an important decision")


def test_steps_follow_the_standard(db):
    orders = list(the_questionnaire().statements.order_by("order").values_list("domain__order", flat=True))
    assert orders == sorted(orders)


def test_loading_twice_changes_nothing(db, capsys):
    call_command("load_diagnostic", str(FILE))
    call_command("load_diagnostic", str(FILE))
    assert "Déjà chargé" in capsys.readouterr().out
    assert Questionnaire.objects.count() == 1


def changed(tmp_path: Path, change) -> Path:
    content = deepcopy(CONTENT)
    change(content)
    path = tmp_path / "autre.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda content: content["statements"].pop(0), "aucune affirmation ne porte sur 4.2"),
        (lambda content: content["statements"][0].update(domain="9.9"), "le domaine « 9.9 » n’existe pas"),
        (lambda content: content["statements"][0].update(text_en=""), "« text_en » manque"),
        (lambda content: content["statements"][1].update(code="4.2-a"), "en double"),
        (lambda content: content["statements"][0].pop("example_en"), "dans les deux langues"),
        (lambda content: content["statements"][0].update(text_fr="a" * 201), "dépasse 200 signes"),
        (lambda content: content["version"].update(standard="iso-1"), "n’est pas chargée"),
        (lambda content: content.update(schema="autre/1"), "est attendu en tête"),
        (lambda content: content.update(statements=[]), "liste d’affirmations"),
    ],
)
def test_a_wrong_file_is_refused_whole(db, tmp_path, change, said):
    with pytest.raises(InvalidStandard) as refused:
        load_questionnaire(path=changed(tmp_path, change), by=None)
    assert said in str(refused.value).replace("\u00a0", " ")
    assert not Questionnaire.objects.exists()


def test_a_loaded_version_never_changes(db, tmp_path):
    the_questionnaire()
    path = changed(tmp_path, lambda content: content["statements"][0].update(text_fr="Autre chose."))
    with pytest.raises(CommandError, match="autre contenu"):
        call_command("load_diagnostic", str(path))


def test_what_is_wrong_is_told_for_each_statement():
    errors = check_questionnaire({"statements": [{"code": "a"}, 3]}, {"4.2"})
    assert any("le domaine" in error for error in errors) and any("« code »" in error for error in errors)

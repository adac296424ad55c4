"""Looking for words without minding accents: Python and the database agree, on SQLite and on PostgreSQL."""

import pytest

from rse_portal.common.folding import Folded, fold
from stakeholders.models import Stakeholder
from tests.factories.stakeholders import make_stakeholder

TEXTS = [
    "Élus et déléguées",
    "ÂÊÎÔÛ àéèùç ÀÉÈÙÇ ÿŸ ñÑ",
    "L’œuvre des ŒUVRES, curriculum vitæ",
    "Assureurs\u00a0: 100\u202f% mutualistes",
    "E\u0301crit de\u0301compose\u0301",
    "Łódź, Gdańsk, Straße",
    "50 % d'adhérents_actifs",
    "",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_database_folds_as_python_does(db, text):
    row = make_stakeholder(label_fr=text or " ")
    Stakeholder.objects.filter(pk=row.pk).update(label_fr=text)
    assert Stakeholder.objects.annotate(folded=Folded("label_fr")).get(pk=row.pk).folded == fold(text)


@pytest.mark.parametrize("words", ["elus", "ÉLUS", "e\u0301lus", "ELUS et", "l'oeuvre", "L’Œuvre", "OEUVRE"])
def test_words_are_found_whatever_their_accents(db, words):
    wanted = make_stakeholder(label_fr="L’œuvre des Élus et élues")
    make_stakeholder(label_fr="Fournisseurs")
    assert list(Stakeholder.objects.filter(label_fr__folded__contains=fold(words))) == [wanted]


def test_signs_that_sql_reads_are_only_text(db):
    wanted = make_stakeholder(label_fr="100 % bio_logique")
    make_stakeholder(label_fr="100 et biologique")
    for words in ("100 %", "bio_"):
        assert list(Stakeholder.objects.filter(label_fr__folded__contains=fold(words))) == [wanted]


def test_fold_keeps_what_is_not_there(db):
    assert Stakeholder.objects.annotate(folded=Folded("parent__label_fr")).filter(folded=None).count() == 0
    make_stakeholder()
    assert Stakeholder.objects.annotate(folded=Folded("parent__label_fr")).filter(folded=None).count() == 1

"""Text as one looks for it: « Édith » and « edith », « l’œuvre » and « l'oeuvre » are the same words.

The database folds as Python does, on SQLite and on PostgreSQL, without any extension:

    Stakeholder.objects.filter(label_fr__folded__contains=fold(words))
"""

import unicodedata
from typing import Any

from django.db.models import CharField, Func, Transform

SQLITE_NAME = "rse_fold"
TWO_LETTERS = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"}
SAME_SIGN = {"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\u2011": "-"}
COMBINING = [chr(point) for point in range(0x300, 0x370)]  # accents written apart from their letter: dropped


def _plain_letters() -> dict[str, str]:
    """Each accented Latin letter (Latin-1, Latin Extended-A) with its plain small letter."""
    plain = {}
    for point in range(0xC0, 0x180):
        letter = unicodedata.normalize("NFD", chr(point))[0].lower()
        if letter.isascii():
            plain[chr(point)] = letter
    return plain


ONE_LETTER = {**_plain_letters(), **SAME_SIGN}
_TABLE = str.maketrans({**ONE_LETTER, **TWO_LETTERS, **dict.fromkeys(COMBINING)})


def fold(text: str) -> str:
    """Without accents, in small letters, with straight apostrophes and plain spaces.

    >>> fold("L’Œuvre Éphémère")
    "l'oeuvre ephemere"
    """
    return text.translate(_TABLE).lower()


class Folded(Transform):
    """`fold` as a lookup of text columns, and as an expression to sort by.

    Accents go before `lower`, which would leave them alone under the C collation of PostgreSQL. Beyond the Latin
    alphabet the case is as well handled as the database does.
    """

    lookup_name = "folded"
    function = SQLITE_NAME
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        folded: Any = self.source_expressions[0]
        for letter, letters in TWO_LETTERS.items():
            folded = Func(folded, template=f"replace(%(expressions)s, '{letter}', '{letters}')")
        # translate() drops the characters of its second argument that have none opposite in the third.
        before = "".join(ONE_LETTER) + "".join(COMBINING)
        before, after = _quoted(before), _quoted("".join(ONE_LETTER.values()))
        folded = Func(folded, template=f"lower(translate(%(expressions)s, '{before}', '{after}'))")
        return compiler.compile(folded)  # type: ignore[no-any-return]


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def teach_sqlite(connection: Any, **_signal: Any) -> None:
    """Each new connection to SQLite learns `fold`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(SQLITE_NAME, 1, _fold_or_null, deterministic=True)


def _fold_or_null(text: str | None) -> str | None:
    return None if text is None else fold(text)

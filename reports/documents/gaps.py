"""The page « Trois regards » as a workbook: the same figures, the same ones withheld."""

from pathlib import Path

from django.utils.translation import gettext as _

from reports.queries.gaps import LOOKS, Gap, Gaps
from rse_portal.common.xlsx import Workbook


def write_gaps(gaps: Gaps, path: Path) -> None:
    """One row per domain, in the order of the page. Empty: not known, or too few people to be shown."""
    looks = [str(name).capitalize() for name in LOOKS.values()]
    head = [
        _("Domaine"),
        _("Intitulé"),
        *looks,
        _("Écart"),
        _("Groupes comptés"),
        _("Groupes de moins de cinq votes"),
        _("Que faire"),
    ]
    book = Workbook(path, title=_("Trois regards"))
    book.table(
        _("Trois regards"),
        head,
        (_row(row) for row in gaps.rows),
        widths=(10, 48, 10, 10, 10, 10, 12, 14, 70),
    )
    book.close()


def _row(row: Gap) -> list[object]:
    values = [row.values.get(look) for look in LOOKS]
    figures = [None if value is None else round(value, 2) for value in (*values, row.spread)]
    return [
        row.domain.code,
        row.domain.label,
        *figures,
        row.expectation.groups,
        row.expectation.hidden,
        row.advice.words,
    ]

"""A run as documents: JSON (docs/contrats.md), flat table for CSV and XLSX, text table for the terminal."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from priorities.models import RankingRun
from priorities.queries.reading import STATUS_WORDS, RankingReading
from rse_portal.common.charts.verdicts import verdict_word
from rse_portal.common.xlsx import Workbook

SCHEMA = "rse-ranking/1"
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
FIELDS = (
    "code",
    "core_subject",
    "status",
    "coverage",
    "negative",
    "positive",
    "impact",
    "importance",
    "maturity",
    "feasibility",
    "bounds_low",
    "bounds_high",
    "critical",
    "significance",
    "significance_rank",
    "priority",
    "priority_rank",
)
ROBUSTNESS_FIELDS = ("rank_low", "rank_high", "probability", "verdict")
COLUMNS = FIELDS + tuple(
    f"{name}_{field}" for name in ("significance", "priority") for field in ROBUSTNESS_FIELDS
)


def ranking_document(run: RankingRun) -> dict[str, Any]:
    """The run as the public contract describes it."""
    head = {
        "schema": SCHEMA,
        "cycle": run.cycle.slug,
        "compiled_at": run.compiled_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return head | run.result


def ranking_json(run: RankingRun) -> str:
    return json.dumps(ranking_document(run), ensure_ascii=False, indent=1) + "\n"


def ranking_rows(run: RankingRun) -> list[dict[str, Any]]:
    """One flat row per domain in clause order, keys = COLUMNS; None where unknown, never 0."""
    return [_flat(domain) for domain in run.result["domains"]]


def ranking_csv(run: RankingRun, *, delimiter: str = ",", decimal: str = ".") -> str:
    """Codes, words and numbers only: nothing a spreadsheet could take for a formula."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    for row in ranking_rows(run):
        writer.writerow({name: _plain(value, decimal) for name, value in row.items()})
    return stream.getvalue()


def ranking_xlsx(reading: RankingReading, path: Path) -> None:
    """Three sheets: the domains, the groups of each domain, the parameters that make it possible to replay."""
    run, book = reading.run, Workbook(path, title=str(reading.run))
    rows = zip(reading.domains, ranking_rows(run), strict=True)
    book.table(
        _("Classement"),
        ("code", "label", *COLUMNS[1:]),
        ((row["code"], domain.label, *(row[name] for name in COLUMNS[1:])) for domain, row in rows),
        widths=(8, 48, 12, 14),
    )
    names = ("code", "scored", "negative", "positive", "importance", "votes", "impacts")
    book.table(
        _("Groupes"),
        ("domain", *names),
        (
            (domain["code"], *(group[name] for name in names))
            for domain in run.result["domains"]
            for group in domain["groups"]
        ),
    )
    book.table(_("Paramètres"), (_("réglage"), _("valeur")), settings_rows(run), widths=(32, 70))
    book.close()


def settings_rows(run: RankingRun) -> Iterator[tuple[str, Any]]:
    """Name and value of all that makes it possible to compute the run again."""
    document = ranking_document(run)
    for name in ("schema", "cycle", "compiled_at", "inputs_sha256", "formula_version"):
        yield name, document[name]
    yield "result_sha256", run.result_sha256
    for name, value in document["parameters"].items():
        if isinstance(value, dict):
            yield from ((f"{name}.{key}", number) for key, number in value.items())
        else:
            yield name, value
    for row in document["stakeholders"]:
        yield f"weight.{row['code']}", row["weight"]


def _plain(value: Any, decimal: str) -> Any:
    if isinstance(value, bool):
        return int(value)
    return str(value).replace(".", decimal) if isinstance(value, float) else value


def ranking_table(run: RankingRun) -> str:
    """For a terminal: ranked domains by significance, then those that cannot be ranked, with their status."""
    rows = ranking_rows(run)
    ranked = sorted(
        (row for row in rows if row["significance_rank"]), key=lambda row: row["significance_rank"]
    )
    lines = [f"{'rang':>4} {'5–95 %':>7} {'domaine':8} {'signif.':>8} {'axe':>4} {'priorité':>8}  verdict"]
    for row in ranked:
        interval = f"{row['significance_rank_low'] or '–'}–{row['significance_rank_high'] or '–'}"
        lines.append(
            f"{row['significance_rank']:>4} {interval:>7} {row['code']:8} {row['significance']:>8.2f} "
            f"{row['priority_rank']:>4} {row['priority']:>8.2f}  {verdict_word(row['significance_verdict'])}"
            f"{' [critique]' if row['critical'] else ''}"
        )
    unranked = [row for row in rows if not row["significance_rank"]]
    lines += [f"   – {'':7} {row['code']:8} {STATUS_WORDS[row['status']]}" for row in unranked]
    return "\n".join(lines) + "\n"


def _flat(domain: dict[str, Any]) -> dict[str, Any]:
    low, high = domain["bounds"] or (None, None)
    flat = {name: domain[name] for name in FIELDS if name in domain} | {
        "bounds_low": low,
        "bounds_high": high,
    }
    for name in ("significance", "priority"):
        found = (domain["robustness"] or {}).get(name) or {}
        flat |= {f"{name}_{field}": found.get(field) for field in ROBUSTNESS_FIELDS}
    return {name: flat[name] for name in COLUMNS}

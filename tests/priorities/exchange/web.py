"""The web path of exchanges: what a person downloads, changes in a workbook, sends back and confirms."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from priorities.models import ImportDraft

LIST, IMPORT = "/echanges/", "/echanges/importer/"


def told(answer: HttpResponse) -> str:
    """What a page says in its column, without its tags."""
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode().partition("<main")[2]).split())[:2000]


def export(client: Client, name: str, format: str = "xlsx", query: str = "") -> bytes:
    answer = client.post(f"/echanges/{name}.{format}?exercice=2026&{query}")
    assert answer.status_code == 200, told(answer)
    return answer.content


def sheet_of(content: bytes, name: str) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def table_of(content: bytes, name: str) -> list[dict[str, Any]]:
    """The rows of a workbook, by the names of its columns."""
    head, *rows = sheet_of(content, name).iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows if any(cell is not None for cell in row)]


def csv_table_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def edited(content: bytes, name: str, changes: Mapping[tuple[str, str], Any], key: str = "impact") -> bytes:
    """The workbook with some cells changed: (key of the row, column) → value."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[name]
    head = [cell.value for cell in sheet[1]]
    rows = {sheet.cell(row, head.index(key) + 1).value: row for row in range(2, sheet.max_row + 1)}
    for (row, column), value in changes.items():
        cell = sheet.cell(rows[row], head.index(column) + 1)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # openpyxl alone would make a formula of « =1+1 »
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def send(client: Client, name: str, content: bytes, cycle: str = "2026", **fields: Any) -> HttpResponse:
    upload = SimpleUploadedFile(name, content)
    return client.post(f"{IMPORT}?exercice={cycle}", {"upload": upload, **fields})  # type: ignore[return-value]


def preview(client: Client, name: str, content: bytes, **fields: Any) -> ImportDraft:
    """Send a file that is accepted; its draft."""
    answer = send(client, name, content, **fields)
    assert answer.status_code == 302, told(answer)
    return ImportDraft.objects.get(pk=answer["Location"].rstrip("/").rsplit("/", 1)[1])


def confirm(client: Client, draft: ImportDraft, **choices: str) -> HttpResponse:
    return client.post(f"/echanges/imports/{draft.pk}/confirmer/", choices)  # type: ignore[return-value]


def bring(client: Client, name: str, content: bytes, **fields: Any) -> ImportDraft:
    """Send, preview, confirm."""
    draft = preview(client, name, content, **fields)
    answer = confirm(client, draft)
    assert answer.status_code == 302, told(answer)
    draft.refresh_from_db()
    return draft

"""A sheet with a row per domain: ballots, shows of hands, criteria (templates/iso26000/_sheet.html)."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from iso26000.cells import cell_name
from iso26000.models import Domain
from rse_portal.common.forms import SheetForm, Values


class DomainSheet(SheetForm):
    """columns: name → label; the name may be empty when there is one. domains: with their core subject, in order.

    notes: domain code → a figure to show at the end of its row.
    """

    notes: Mapping[str, float] = {}

    def __init__(
        self,
        data: Any = None,
        *,
        domains: Sequence[Domain],
        columns: Mapping[str, str],
        now: Values,
        high: int,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.domains, self.columns, self.high = domains, columns, high
        cells = {
            cell_name(domain.code, column): f"{domain.code} {domain.label} – {label}"
            for domain in domains
            for column, label in columns.items()
        }
        super().__init__(data, cells=cells, now=now, high=high, initial=initial)

    def options(self) -> dict[str, Any]:
        return {"domains": self.domains, "columns": self.columns, "high": self.high}

    def groups(self) -> Iterator[dict[str, Any]]:
        """The rows under their core subject, each with its cells: {field, clash}."""
        for subject, domains in groupby(self.domains, key=lambda domain: domain.core_subject):
            yield {
                "subject": subject,
                "rows": [
                    {
                        "domain": domain,
                        "note": self.notes.get(domain.code),
                        "cells": [self._cell(cell_name(domain.code, column)) for column in self.columns],
                    }
                    for domain in domains
                ],
            }

    def _cell(self, name: str) -> dict[str, Any]:
        return {"field": self[name], "clash": self.clashes.get(name)}

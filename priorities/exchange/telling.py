"""The changes of an import in words: which line, which column, before and after, who wrote meanwhile."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps

from accounts.models import Change, ChangeKind
from accounts.queries.history import Words
from priorities.exchange.cells import same_lines
from priorities.exchange.checking import Checked
from priorities.exchange.reach import Reach
from priorities.exchange.trail import Told
from rse_portal.common.typography import moment

LONGEST = 300  # characters of a text in a preview
AT_ONCE = 500  # keys in one query: SQLite limits the variables of a statement

Entry = dict[str, Any]


def entries_of(told: Sequence[Told], files: Mapping[str, Checked], reach: Reach) -> list[Entry]:
    """One entry per line of the files, in their order. Call it while the changes are written: they may name new rows.

    {"file", "line", "key", "kind", "columns": [[name, before, after], …]}; what is empty is "". One query per model
    that the changes refer to.
    """
    by_model: dict[str, list[Change]] = defaultdict(list)
    for one in told:
        by_model[one.change.target_type].append(one.change)
    words = {
        label: Words(
            apps.get_model(label), (values for change in changes for values in (change.before, change.after))
        )
        for label, changes in by_model.items()
    }
    entries: dict[tuple[str, int], Entry] = {}
    for one in told:
        line = files[one.file].lines[one.index]
        entry = entries.setdefault(
            (one.file, line),
            {
                "file": one.file,
                "line": line,
                "key": _key(files[one.file], one.index, one.file in reach.own),
                "kind": str(one.change.kind),
                "columns": [],
            },
        )
        entry["columns"] += _columns(words[one.change.target_type], one)
    order = list(files)
    return sorted(entries.values(), key=lambda entry: (order.index(entry["file"]), entry["line"]))


def _key(checked: Checked, index: int, own: bool) -> str:
    """The codes by which the line names its row; whoever brings only their own lines knows who they are."""
    names = [name for name in checked.table.spec.key if not (own and name == "assessor")]
    return " · ".join(str(getattr(checked.rows[index], name)) for name in names)


def _columns(words: Words, told: Told) -> Iterator[list[str]]:
    change = told.change
    for name in change.after or change.before:
        before, after = change.before.get(name), change.after.get(name)
        field = words.fields[name]
        alone = change.kind != ChangeKind.UPDATED
        if alone and (name in told.key or field.get_default() in (before, after)):
            continue  # of a whole row, what goes without saying
        yield [words.label(name), _short(words.of(name, before)), _short(words.of(name, after))]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


class Meanwhile:
    """What was written in the portal to the rows that a file meets. One query per 500 rows."""

    def __init__(self, changes: Iterable[Change]) -> None:
        wanted: dict[str, list[str]] = defaultdict(list)
        for change in changes:
            wanted[change.target_type].append(change.target_id)
        self.history: dict[tuple[str, str], list[Change]] = defaultdict(list)  # newest first
        for label, keys in wanted.items():
            for start in range(0, len(keys), AT_ONCE):
                found = Change.objects.filter(target_type=label, target_id__in=keys[start : start + AT_ONCE])
                for change in found.select_related("by").order_by("-pk"):
                    self.history[(label, change.target_id)].append(change)

    def touched_only_here(self, change: Change, read: int) -> bool:
        """Whether the line says what the row said when the file was written (version `read`, 0: there was none).

        The file has nothing to say then, and the portal keeps what was written since.
        """
        if change.kind != ChangeKind.UPDATED or read == 0:
            return change.kind == ChangeKind.DELETED and read == 0
        then = dict(change.before)
        for later in self.history[(change.target_type, change.target_id)]:
            if later.version > read:
                then |= later.before  # each takes one step back
        return all(same_lines(then[name]) == same_lines(value) for name, value in change.after.items())

    def last(self, change: Change) -> dict[str, str]:
        """Who wrote the row last, and when; empty when no change of it was kept."""
        newest = next(iter(self.history[(change.target_type, change.target_id)]), None)
        if newest is None:
            return {"who": "", "when": ""}
        return {"who": str(newest.by or ""), "when": moment(newest.at)}

"""The changes of an import in words: which line, which column, before and after, who wrote meanwhile."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps

from accounts.models import Change, ChangeKind, User
from accounts.queries.history import Words
from iso26000.models import AssessmentCycle
from priorities.exchange.files import BY_NAME, STAKEHOLDERS, TERRITORIES
from priorities.exchange.reach import Reach
from priorities.exchange.trail import Told
from priorities.models import ImportDraft
from rse_portal.common.exchange.cells import same_lines
from rse_portal.common.exchange.checking import Checked
from rse_portal.common.typography import moment
from stakeholders.models import Impact, Stakeholder

LONGEST = 300  # characters of a text in a preview
AT_ONCE = 500  # keys in one query: SQLite limits the variables of a statement

Entry = dict[str, Any]


def entries_of(
    told: Sequence[Told], files: Mapping[str, Checked], reach: Reach, cycle: AssessmentCycle
) -> list[Entry]:
    """One entry per line of the files, in their order. Call it while the changes are written: they may name new rows.

    {"file", "line", "key", "name", "kind", "columns": [[name, before, after], …]}; what is empty is "". name: what the
    codes of the key stand for. One query per model that the changes or the keys refer to.
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
    rows = [(one.file, files[one.file].rows[one.index]) for one in told]
    names = _names(rows, cycle)
    entries: dict[tuple[str, int], Entry] = {}
    for one in told:
        line = files[one.file].lines[one.index]
        entry = entries.setdefault(
            (one.file, line),
            {
                "file": one.file,
                "line": line,
                "key": _key(files[one.file], one.index, one.file in reach.own),
                "name": _short(_name(one.file, files[one.file].rows[one.index], names)),
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


def _names(rows: Sequence[tuple[str, Any]], cycle: AssessmentCycle) -> dict[str, dict[str, str]]:
    """Column of a key → code → what it stands for."""
    codes = {
        column: {getattr(row, column) for file, row in rows if column in BY_NAME[file].key}
        for column in ("domain", "stakeholder", "impact")
    }
    sources = {
        "domain": (cycle.domains, "label_fr"),
        "stakeholder": (Stakeholder.objects.all(), "label_fr"),
        "impact": (Impact.objects.filter(cycle=cycle), "description"),
    }
    return {
        column: dict(source.filter(code__in=codes[column]).order_by().values_list("code", label))
        for column, (source, label) in sources.items()
        if codes[column]
    }


def _name(file: str, row: Any, names: Mapping[str, Mapping[str, str]]) -> str:
    own = getattr(row, "label", "") if file in (STAKEHOLDERS.name, TERRITORIES.name) else ""
    parts = [
        names.get(column, {}).get(getattr(row, column), "") for column in BY_NAME[file].key if column in names
    ]
    return own or ", ".join(filter(None, parts))


def _columns(words: Words, told: Told) -> Iterator[list[str]]:
    change = told.change
    for name in change.after or change.before:
        before, after = change.before.get(name), change.after.get(name)
        field = words.fields[name]
        whole = None if change.kind == ChangeKind.UPDATED else change.after or change.before
        if whole and (name in told.key or whole[name] in (None, "", field.get_default())):
            continue  # of a whole row, what goes without saying
        yield [words.label(name), _short(words.of(name, before)), _short(words.of(name, after))]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


class Meanwhile:
    """What was written in the portal to the rows that a file meets. One query per 500 rows."""

    def __init__(self, changes: Iterable[Change], by: User) -> None:
        self.own = set(ImportDraft.objects.visible_to(by).used().values_list("operation", flat=True))
        wanted: dict[str, list[str]] = defaultdict(list)
        for change in changes:
            wanted[change.target_type].append(change.target_id)
        self.history: dict[tuple[str, str], list[Change]] = defaultdict(list)  # newest first
        for label, keys in wanted.items():
            for start in range(0, len(keys), AT_ONCE):
                found = Change.objects.filter(target_type=label, target_id__in=keys[start : start + AT_ONCE])
                for change in found.select_related("by").order_by("-pk"):
                    self.history[(label, change.target_id)].append(change)

    def _later(self, change: Change, read: int) -> list[Change]:
        history = self.history[(change.target_type, change.target_id)]
        return [later for later in history if later.version > read]

    def came_from_own_files(self, change: Change, read: int) -> bool:
        """Whether all that was written since the file came from imports of the same person."""
        later = self._later(change, read)
        return bool(later) and all(one.operation in self.own for one in later)

    def says_what_it_read(self, change: Change, read: int) -> bool:
        """Whether the line says what the row said when the file was written (version `read`, 0: there was none).

        The file has nothing to say then, and the portal keeps what was written since.
        """
        if change.kind != ChangeKind.UPDATED or read == 0:
            return change.kind == ChangeKind.DELETED and read == 0
        then = dict(change.before)
        for later in self._later(change, read):
            then |= later.before  # each takes one step back
        return all(same_lines(then[name]) == same_lines(value) for name, value in change.after.items())

    def last(self, change: Change) -> dict[str, str]:
        """Who wrote the row last, and when; empty when no change of it was kept."""
        newest = next(iter(self.history[(change.target_type, change.target_id)]), None)
        if newest is None:
            return {"who": "", "when": ""}
        return {"who": str(newest.by or ""), "when": moment(newest.at)}

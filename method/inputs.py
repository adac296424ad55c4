"""What a ranking is computed from: the rows of a cycle, as arrays (docs/methode.md §1)."""

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any, Self

import numpy as np

from method.arrays import Ints, Rows

NONE, NEGATIVE, POSITIVE = 0, 1, 2  # polarity; NONE is « aucun impact identifié », an explicit zero
UNKNOWN, NOT_APPLICABLE = -1, -2  # practice levels that are not numbers: nsp, na
EVIDENCE_KINDS = ("statement", "document", "indicator", "trend", "external_review")
CRITERIA = ("objectives", "resources", "time", "cost_of_delay", "ease")

# Little-endian and packed, so that the same content has the same bytes on every machine.
IMPACT_DTYPE = np.dtype(
    [
        ("domain", "<i2"),
        ("group", "<i2"),
        ("polarity", "i1"),
        ("potential", "?"),
        ("human_rights", "?"),
        ("life_health", "?"),
        ("environmental_harm", "?"),
        ("non_compliance", "?"),
    ]
)
SCORE_DTYPE = np.dtype(
    [
        ("impact", "<i4"),
        ("assessor", "<i4"),
        ("scale", "u1"),
        ("scope", "u1"),
        ("irremediability", "u1"),
        ("likelihood", "u1"),
    ]
)
VOTE_DTYPE = np.dtype([("domain", "<i2"), ("group", "<i2"), ("respondent", "<i4"), ("importance", "i1")])
PRACTICE_DTYPE = np.dtype([("domain", "<i2"), ("assessor", "<i4"), ("level", "i1"), ("reasoned", "?")])
EVIDENCE_DTYPE = np.dtype([("domain", "<i2"), ("kind", "i1"), ("has_value", "?")])
CRITERION_DTYPE = np.dtype([("domain", "<i2"), ("criterion", "i1"), ("value", "i1")])
FEEDBACK_DTYPE = np.dtype("<i4")

SNAPSHOT_SCHEMA = "rse-ranking-inputs/1"
ARRAYS = ("impacts", "scores", "votes", "practices", "evidence", "criteria", "feedback")


@dataclass(frozen=True)
class Domain:
    """A domain of action and the core subject (« question centrale ») it belongs to."""

    code: str
    core_subject: str


@dataclass(frozen=True)
class Group:
    """An expected stakeholder group, top level. Scores 0–4, None = not assessed (never 0)."""

    code: str
    power: int | None
    legitimacy: int | None
    urgency: int | None
    dependency: int | None
    disadvantaged: bool


@dataclass(frozen=True, eq=False)
class RankingInputs:
    """Everything a ranking reads. Rows point at domains, groups, people… by index.

    domains are in clause order. people are the assessors of impacts and practices; respondents those who
    voted.
    impacts, scores, votes, practices, evidence, criteria: arrays of the dtypes above, one record per row.
    scores: criteria 1–5, 0 = missing.  feedback: shape (len(domains),), entries coded to each domain.
    Raises ValueError on a wrong dtype, an index or a value out of range, or a code given twice.
    """

    domains: tuple[Domain, ...]
    groups: tuple[Group, ...]
    people: tuple[str, ...]
    impacts: Rows
    impact_codes: tuple[str, ...]
    scores: Rows
    votes: Rows
    respondents: tuple[str, ...]
    practices: Rows
    evidence: Rows
    criteria: Rows
    feedback: Ints

    def __post_init__(self) -> None:
        domain, group = (0, len(self.domains) - 1), (0, len(self.groups) - 1)
        assessor, score, level = (0, len(self.people) - 1), (0, 5), (0, 4)
        self._check("impacts", IMPACT_DTYPE, domain=domain, group=group, polarity=(NONE, POSITIVE))
        self._check(
            "scores",
            SCORE_DTYPE,
            impact=(0, len(self.impacts) - 1),
            assessor=assessor,
            scale=score,
            scope=score,
            irremediability=score,
            likelihood=score,
        )
        respondent = (0, len(self.respondents) - 1)
        self._check("votes", VOTE_DTYPE, domain=domain, group=group, respondent=respondent, importance=level)
        self._check("practices", PRACTICE_DTYPE, domain=domain, assessor=assessor, level=(NOT_APPLICABLE, 4))
        self._check("evidence", EVIDENCE_DTYPE, domain=domain, kind=(0, len(EVIDENCE_KINDS) - 1))
        self._check("criteria", CRITERION_DTYPE, domain=domain, criterion=(0, len(CRITERIA) - 1), value=level)
        self._check("feedback", FEEDBACK_DTYPE)
        if self.feedback.shape != (len(self.domains),) or len(self.impact_codes) != len(self.impacts):
            raise ValueError("feedback must have one figure per domain, impact_codes one code per impact")
        for name in ("domains", "groups", "people", "impact_codes", "respondents"):
            codes = [getattr(entry, "code", entry) for entry in getattr(self, name)]
            if len(set(codes)) != len(codes):
                raise ValueError(f"{name}: a code is given twice")

    def _check(self, name: str, dtype: np.dtype[Any], **bounds: tuple[int, int]) -> None:
        rows = getattr(self, name)
        if rows.dtype != dtype or rows.ndim != 1:
            raise ValueError(f"{name}: expected one dimension of {dtype}, got {rows.ndim} of {rows.dtype}")
        for field, (lowest, highest) in bounds.items():
            if rows.size and not lowest <= rows[field].min() <= rows[field].max() <= highest:
                raise ValueError(f"{name}: {field} outside {lowest}..{highest}")

    def canonical(self) -> Self:
        """The same inputs in the one order that row order and database keys cannot change.

        Groups, people and respondents by code, impacts by (domain, group, code), all other rows by their
        fields. People and respondents who appear in no row are dropped.
        Raises ValueError if someone scored an impact, or assessed a practice, twice.
        """
        groups = sorted(range(len(self.groups)), key=lambda index: self.groups[index].code)
        people = _in_use(self.people, self.scores["assessor"], self.practices["assessor"])
        respondents = _in_use(self.respondents, self.votes["respondent"])
        new_group, new_person = _new_index(groups, len(self.groups)), _new_index(people, len(self.people))
        impacts = _renumbered(self.impacts, group=new_group)
        keys = list(
            zip(impacts["domain"].tolist(), impacts["group"].tolist(), self.impact_codes, strict=True)
        )
        order = sorted(range(len(keys)), key=keys.__getitem__)
        new_impact, new_respondent = (
            _new_index(order, len(keys)),
            _new_index(respondents, len(self.respondents)),
        )
        scores = _sorted(
            _renumbered(self.scores, impact=new_impact, assessor=new_person), "impact", "assessor"
        )
        practices = _sorted(_renumbered(self.practices, assessor=new_person), "domain", "assessor")
        _refuse_twice(scores, "impact", "assessor")
        _refuse_twice(practices, "domain", "assessor")
        return replace(
            self,
            groups=tuple(self.groups[index] for index in groups),
            people=tuple(self.people[index] for index in people),
            respondents=tuple(self.respondents[index] for index in respondents),
            impacts=impacts[order],
            impact_codes=tuple(self.impact_codes[index] for index in order),
            scores=scores,
            votes=_sorted(_renumbered(self.votes, group=new_group, respondent=new_respondent)),
            practices=practices,
            evidence=_sorted(self.evidence),
            criteria=_sorted(self.criteria),
        )

    def sha256(self) -> str:
        """Digest of the canonical content: same facts, same digest, in whatever order they came."""
        inputs = self.canonical()
        digest = hashlib.sha256(inputs._header())
        for name in ARRAYS:
            digest.update(memoryview(getattr(inputs, name).view(np.uint8)))
        return digest.hexdigest()

    def to_bytes(self) -> bytes:
        """A snapshot (.npz) of the canonical content, from which the ranking can be replayed."""
        inputs = self.canonical()
        arrays = {name: getattr(inputs, name) for name in ARRAYS}
        buffer = io.BytesIO()
        np.savez(buffer, header=np.frombuffer(inputs._header(), np.uint8), **arrays)
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The inputs of a snapshot. Raises ValueError if `data` is damaged or is not one."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as archive:
                header = json.loads(archive["header"].tobytes())
                arrays = {name: archive[name] for name in ARRAYS}
        except (zipfile.BadZipFile, KeyError, EOFError, AttributeError, TypeError) as problem:
            raise ValueError("not a snapshot of ranking inputs") from problem
        if header.pop("schema") != SNAPSHOT_SCHEMA:
            raise ValueError(f"a snapshot of another format than {SNAPSHOT_SCHEMA}")
        header.pop("rows")
        codes: dict[str, Any] = {name: tuple(values) for name, values in header.items()}
        codes["domains"] = tuple(Domain(*fields) for fields in codes["domains"])
        codes["groups"] = tuple(Group(*fields) for fields in codes["groups"])
        return cls(**codes, **arrays)

    def _header(self) -> bytes:
        """What the arrays do not hold, as JSON; and their lengths: no two contents share their bytes."""
        header = {
            "schema": SNAPSHOT_SCHEMA,
            "rows": [len(getattr(self, name)) for name in ARRAYS],
            "domains": [astuple(domain) for domain in self.domains],
            "groups": [astuple(group) for group in self.groups],
            "people": self.people,
            "impact_codes": self.impact_codes,
            "respondents": self.respondents,
        }
        return json.dumps(header, separators=(",", ":")).encode()


def _in_use(codes: Sequence[str], *columns: Ints) -> list[int]:
    """Indices of the codes that some column mentions, in the order of their codes."""
    used = np.zeros(len(codes), bool)
    for column in columns:
        used[column] = True
    return sorted(np.flatnonzero(used).tolist(), key=codes.__getitem__)


def _new_index(order: list[int], size: int) -> Ints:
    """Old index → position in `order`."""
    positions = np.zeros(size, np.int32)
    positions[order] = np.arange(len(order), dtype=np.int32)
    return positions


def _renumbered(rows: Rows, **new_index: Ints) -> Rows:
    rows = rows.copy()
    for field, positions in new_index.items():
        rows[field] = positions[rows[field]]
    return rows


def _sorted(rows: Rows, *fields: str) -> Rows:
    """Rows in ascending order of the given fields (none negative), of all fields if none is given.

    One whole-number key per row sorts a million rows in a fraction of the time of a sort field by field; the
    spans of the fields multiply to far less than 2**63. Rows with equal keys must be identical: the sort need
    not be stable.
    """
    key = np.zeros(len(rows), np.int64)
    for name in fields or rows.dtype.names or ():
        key *= int(rows[name].max(initial=0)) + 1
        key += rows[name]
    return (
        rows if (key[1:] >= key[:-1]).all() else rows.take(np.argsort(key))
    )  # five times as fast as [order]


def _refuse_twice(rows: Rows, first: str, second: str) -> None:
    same = (rows[first][1:] == rows[first][:-1]) & (rows[second][1:] == rows[second][:-1])
    if same.any():
        raise ValueError(f"two rows for the same {first} and {second}")

"""Two rankings side by side: who moves, who crosses the line, what goes beyond the uncertainty, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from priorities.queries.reading import RANKED, DomainReading, RankingReading
from rse_portal.common.typography import joined, nombre
from rse_portal.common.words import capitalised, in_words

LISTS = ("significance", "priority")
NOTICEABLE = 0.5  # points of a score out of 100 under which a cause is not worth a word


@dataclass(frozen=True)
class Side:
    """One of the two. result: as docs/contrats.md describes it; url: where it is read, "" for what has no page.

    is_tried: other settings than those of a run; what it moves, whoever tries it knows.
    """

    label: str
    result: Mapping[str, Any]
    url: str = ""
    is_tried: bool = False

    @cached_property
    def domains(self) -> dict[str, dict[str, Any]]:
        return {row["code"]: row for row in self.result["domains"]}


@dataclass(frozen=True)
class Place:
    """One domain on one side. rank: None where it is not ranked; low, high: 90 % of the draws, None without draws."""

    rank: int | None
    low: int | None
    high: int | None

    def holds(self, rank: int | None) -> bool:
        """Whether a rank lies within the uncertainty of this one; without draws only the same rank does."""
        if rank is None or self.rank is None:
            return rank is self.rank
        if self.low is None or self.high is None:
            return rank == self.rank
        return self.low <= rank <= self.high


@dataclass(frozen=True)
class Move:
    """What one domain does from one side to the other. crosses: "in" or "out" of the first ones, "" otherwise.

    beyond: the change is more than the uncertainty of either ranking. why: the causes in words, largest first.
    """

    code: str
    label: str
    subject: int
    before: Place
    after: Place
    crosses: str
    beyond: bool
    why: str
    href: str = ""

    @property
    def step(self) -> int:
        """Ranks gained, negative when lost; 0 where one of the two is unknown."""
        if self.before.rank is None or self.after.rank is None:
            return 0
        return self.before.rank - self.after.rank

    @property
    def moves(self) -> bool:
        return self.before.rank != self.after.rank


@dataclass(frozen=True)
class Comparison:
    """moves: in the order of the second side, those that it does not rank last. top: the line."""

    before: Side
    after: Side
    ranking: str
    top: int
    moves: tuple[Move, ...]

    @cached_property
    def entering(self) -> list[Move]:
        return [move for move in self.moves if move.crosses == "in"]

    @cached_property
    def leaving(self) -> list[Move]:
        return [move for move in self.moves if move.crosses == "out"]

    @cached_property
    def notable(self) -> list[Move]:
        """Those that cross the line or go beyond the uncertainty, the longest way first."""
        found = [move for move in self.moves if move.crosses or (move.beyond and move.moves)]
        return sorted(found, key=lambda move: (not move.crosses, -abs(move.step)))

    @cached_property
    def ranked(self) -> list[Move]:
        return [move for move in self.moves if move.before.rank or move.after.rank]

    @property
    def sentence(self) -> str:
        """« Deux domaines entrent parmi les dix premiers, deux en sortent ; trente gardent leur rang. »"""
        if not any(move.before.rank for move in self.moves) or not any(
            move.after.rank for move in self.moves
        ):
            return _("L’un des deux ne classe aucun domaine : il n’y a rien à comparer.")
        entering, leaving = len(self.entering), len(self.leaving)
        still = sum(not move.moves for move in self.ranked)
        parts = []
        if entering or leaving:
            if entering:
                parts.append(
                    ngettext(
                        "%(words)s domaine entre parmi les %(top)s premiers",
                        "%(words)s domaines entrent parmi les %(top)s premiers",
                        entering,
                    )
                    % {"words": in_words(entering), "top": self.top}
                )
            if leaving:
                parts.append(
                    ngettext(
                        "%(words)s sort des %(top)s premiers",
                        "%(words)s sortent des %(top)s premiers",
                        leaving,
                    )
                    % {"words": in_words(leaving), "top": self.top}
                )
        else:
            parts.append(_("les %(top)s premiers restent les mêmes") % {"top": self.top})
        if still == len(self.ranked):
            parts.append(_("aucun rang ne change"))
        else:
            parts.append(
                ngettext("%(words)s garde son rang", "%(words)s gardent leur rang", still)
                % {"words": in_words(still)}
            )
        return capitalised(joined(parts)) + "."


def compare(
    before: Side,
    after: Side,
    names: Iterable[DomainReading],
    *,
    ranking: str = "significance",
    top: int | None = None,
    hrefs: Mapping[str, str] | None = None,
) -> Comparison:
    """names: the domains to compare; one that a side does not know is not ranked there. top: the line, that of `after`
    unless told. hrefs: where a code leads. No query."""
    top = top or after.result["parameters"]["top"]
    moves = [_move(name, before, after, ranking, top, (hrefs or {}).get(name.code, "")) for name in names]
    moves.sort(key=lambda move: (move.after.rank is None, move.after.rank or 0, move.before.rank or 999))
    return Comparison(before, after, ranking, top, tuple(moves))


def names_of(*readings: RankingReading) -> list[DomainReading]:
    """The domains of several readings, each once, as the last one names it."""
    return list({domain.code: domain for reading in readings for domain in reading.domains}.values())


def place_of(figures: Mapping[str, Any] | None, ranking: str) -> Place:
    if figures is None or figures["status"] not in RANKED:
        return Place(None, None, None)
    drawn = (figures["robustness"] or {}).get(ranking) or {}
    return Place(figures[f"{ranking}_rank"], drawn.get("rank_low"), drawn.get("rank_high"))


def _move(name: DomainReading, before: Side, after: Side, ranking: str, top: int, href: str) -> Move:
    was, now = before.domains.get(name.code), after.domains.get(name.code)
    first, second = place_of(was, ranking), place_of(now, ranking)
    high_before, high_after = _among(first, top), _among(second, top)
    crosses = "" if high_before == high_after else "in" if high_after else "out"
    if second.rank is None and not high_before:
        crosses = ""
    return Move(
        code=name.code,
        label=name.label,
        subject=name.subject,
        before=first,
        after=second,
        crosses=crosses,
        beyond=not first.holds(second.rank) and (second.low is None or not second.holds(first.rank)),
        why=_why(was, now, before, after, ranking),
        href=href,
    )


def _among(place: Place, top: int) -> bool:
    return place.rank is not None and place.rank <= top


def _why(
    was: Mapping[str, Any] | None,
    now: Mapping[str, Any] | None,
    before: Side,
    after: Side,
    ranking: str,
) -> str:
    """« impact de 2,1 à 3,0, importance de 2,4 à 3,1 »: at most two causes, in the order of what they weigh."""
    if was is None or was["status"] not in RANKED:
        return _("n’était pas classé") if now is not None and now["status"] in RANKED else ""
    if now is None or now["status"] not in RANKED:
        return _("n’est plus classé : il manque des données")
    settings = after.result["parameters"]
    weights = settings["weights"]
    causes = [
        (_("impact"), was["impact"], now["impact"], 20 * weights["impact"], 1),
        (_("importance"), was["importance"], now["importance"], 25 * weights["importance"], 1),
    ]
    if ranking == "priority":
        # What one level of practice, or the whole of the feasibility, moves of the score of this domain.
        causes += [
            (
                _("pratique"),
                was["maturity"],
                now["maturity"],
                now["significance"] * (1 - settings["gap_floor"]) / 4,
                1,
            ),
            (
                _("faisabilité"),
                was["feasibility"],
                now["feasibility"],
                now["significance"] * settings["feasibility_span"],
                2,
            ),
        ]
    told = [
        (abs(new - old) * worth, name, nombre(old, decimals), nombre(new, decimals))
        for name, old, new, worth, decimals in causes
        if old is not None and new is not None
    ]
    told = [cause for cause in sorted(told, reverse=True) if cause[0] >= NOTICEABLE and cause[2] != cause[3]]
    if told:
        return ", ".join(
            _("%(name)s de %(old)s à %(new)s") % {"name": name, "old": old, "new": new}
            for _weight, name, old, new in told[:2]
        )
    moved = place_of(was, ranking).rank != place_of(now, ranking).rank
    return _("les autres domaines ont bougé") if moved and not (before.is_tried or after.is_tried) else ""

"""A run as one reads it: rows in display order, with the names of the domains, and a sentence that sums it up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from iso26000.models import Domain
from priorities.models import RankingRun
from rse_portal.common.typography import joined
from rse_portal.common.words import capitalised, in_words
from stakeholders.enums import Salience
from stakeholders.models import Stakeholder

RANKED = ("evaluated", "partial")
KEPT = 16  # readings and pictures kept per process, some 0.5 MB each
STATUS_WORDS = {
    "evaluated": _lazy("évalué"),
    "partial": _lazy("partiel"),
    "insufficient": _lazy("insuffisant"),
    "not_evaluated": _lazy("non évalué"),
    "not_applicable": _lazy("non applicable"),
}
MISSING_WORDS = {
    "everything": _lazy("tout : personne n’a rien saisi"),
    "coverage": _lazy("des impacts cotés pour la moitié des parties prenantes"),
    "practice": _lazy("un niveau de pratique"),
    "importance": _lazy("des votes d’importance"),
}
AGREEMENT_WORDS = {
    "reliable": _lazy("fiable"),
    "tentative": _lazy("à prendre avec réserve"),
    "low": _lazy("faible : discuter et recoter"),
}
SALIENCE_WORDS = dict(Salience.choices)


@dataclass(frozen=True)
class DomainReading:
    """One domain of a run. figures: its entry in the result (docs/contrats.md); subject: 1..n, the hue."""

    code: str
    label: str
    subject: int
    subject_code: str
    subject_label: str
    figures: dict[str, Any]

    @property
    def is_ranked(self) -> bool:
        return self.figures["status"] in RANKED

    @property
    def status_word(self) -> str:
        return str(STATUS_WORDS[self.figures["status"]])

    @property
    def missing_words(self) -> list[str]:
        return [str(MISSING_WORDS.get(word, word)) for word in self.figures["missing"]]

    @property
    def missing_sentence(self) -> str:
        if not self.missing_words:
            return _("Ce domaine est déclaré non applicable, avec motif.")
        return _("Il manque : %s.") % ", ".join(self.missing_words)

    @property
    def interval_words(self) -> str:
        """« de 1 à 4 dans 90 % des tirages », empty without draws."""
        found = self.significance_robustness
        if not found:
            return ""
        return _("de %(rank_low)s à %(rank_high)s dans 90 %% des tirages") % found

    @property
    def coverage_percent(self) -> float:
        return 100 * self.figures["coverage"]

    @property
    def top_percent(self) -> float:
        """Share of the draws in which the domain is among the first, in percent."""
        return 100 * self.significance_robustness.get("probability", 0)

    def robustness(self, ranking: str) -> dict[str, Any]:
        """rank_low, rank_high, probability, verdict of « significance » or « priority »; empty without draws."""
        return (self.figures["robustness"] or {}).get(ranking) or {}

    @property
    def significance_robustness(self) -> dict[str, Any]:
        return self.robustness("significance")

    @property
    def depends_on_weights(self) -> bool:
        """Robust as long as the weights of the groups hold, no longer when they move."""
        assessors_only = self.robustness("assessors_only").get("significance", {})
        return (
            assessors_only.get("verdict") == "robust"
            and self.significance_robustness.get("verdict") != "robust"
        )

    def display_key(self, ranking: str) -> tuple[Any, ...]:
        """Order on screen. Equal ranks: critical first, then higher impact, higher importance, lower practice."""
        figures = self.figures
        return (
            figures[f"{ranking}_rank"],
            not figures["critical"],
            -(figures["negative"] or 0),
            -(figures["importance"] or 0),
            figures["maturity"] or 0,
        )


@dataclass(frozen=True)
class GroupReading:
    """A stakeholder group of a run: its weight, and what it says of one domain when `figures` is given."""

    code: str
    label: str
    weight: float | None
    salience: str
    figures: dict[str, Any]

    @property
    def percent(self) -> float | None:
        return None if self.weight is None else 100 * self.weight


@dataclass(frozen=True)
class RunKey:
    """What a reading depends on: the run, which never changes (docs/adr/0006), and the language of its words."""

    pk: UUID
    result_sha256: str
    language: str | None
    run: RankingRun = field(compare=False)


@dataclass(frozen=True)
class RankingReading:
    """A run and its domains in clause order. Two readings of one run in one language are equal: what was drawn of one
    serves for the other (`lru_cache` in priorities.pictures)."""

    key: RunKey
    domains: tuple[DomainReading, ...] = field(compare=False)

    @property
    def run(self) -> RankingRun:
        return self.key.run

    @cached_property
    def group_labels(self) -> dict[str, str]:
        """One query, asked only by the pages that show the groups."""
        codes = [row["code"] for row in self.run.result["stakeholders"]]
        return {group.code: group.label for group in Stakeholder.objects.filter(code__in=codes)}

    def domain(self, code: str) -> DomainReading:
        return next(domain for domain in self.domains if domain.code == code)

    @cached_property
    def significance(self) -> list[DomainReading]:
        return sorted(filter(_ranked, self.domains), key=lambda domain: domain.display_key("significance"))

    @cached_property
    def priority(self) -> list[DomainReading]:
        return sorted(filter(_ranked, self.domains), key=lambda domain: domain.display_key("priority"))

    @cached_property
    def unranked(self) -> list[DomainReading]:
        """Those that lack something; a domain declared not applicable lacks nothing."""
        return [d for d in self.domains if not d.is_ranked and d.figures["status"] != "not_applicable"]

    @cached_property
    def not_applicable(self) -> list[DomainReading]:
        return [domain for domain in self.domains if domain.figures["status"] == "not_applicable"]

    @cached_property
    def critical(self) -> list[DomainReading]:
        """To be dealt with whatever the score, ranked or not."""
        return [domain for domain in self.domains if domain.figures["critical"]]

    def groups(self, domain: DomainReading | None = None) -> list[GroupReading]:
        """The expected groups with their weight; with what they say of `domain`, if given."""
        said = {row["code"]: row for row in domain.figures["groups"]} if domain else {}
        return [
            GroupReading(
                code=row["code"],
                label=self.group_labels.get(row["code"], row["code"]),
                weight=row["weight"],
                salience=str(SALIENCE_WORDS.get(row["salience"], "")),
                figures=said.get(row["code"], {}),
            )
            for row in self.run.result["stakeholders"]
        ]

    @property
    def method(self) -> dict[str, float]:
        """The numbers of the formula of the priority: (floor + rest × …) × (low + span × …)."""
        settings = self.run.result["parameters"]
        floor, span = settings["gap_floor"], settings["feasibility_span"]
        return {"floor": floor, "rest": 1 - floor, "low": 1 - span / 2, "span": span}

    @property
    def agreement_words(self) -> str:
        return str(AGREEMENT_WORDS.get(self.run.result["agreement"]["reading"], _("non calculable")))

    @property
    def robust_count(self) -> int:
        return len(self.with_verdict("robust"))

    @property
    def top_words(self) -> str:
        return _("sur %s") % self.top

    @property
    def indicative(self) -> bool:
        """Too few assessors for the intervals to be wide enough."""
        return any((domain.figures["robustness"] or {}).get("indicative") for domain in self.domains)

    @property
    def top(self) -> int:
        return self.run.result["parameters"]["top"]

    def with_verdict(self, *verdicts: str) -> list[DomainReading]:
        return [d for d in self.significance if d.significance_robustness.get("verdict") in verdicts]

    @cached_property
    def sentence(self) -> str:
        """The page in one sentence, for someone who reads nothing else."""
        if not self.significance:
            return _("Aucun domaine ne peut encore être classé : chacun dit plus bas ce qui lui manque.")
        robust = len(self.with_verdict("robust"))
        weights = sum(domain.depends_on_weights for domain in self.with_verdict("probable", "uncertain"))
        uncertain = len(self.with_verdict("probable", "uncertain")) - weights
        parts = []
        if any(domain.significance_robustness for domain in self.significance):
            parts.append(
                ngettext(
                    "%(words)s domaine est solidement prioritaire",
                    "%(words)s domaines sont solidement prioritaires",
                    robust,
                )
                % {"words": in_words(robust)}
            )
        else:
            count = len(self.significance)
            parts.append(
                ngettext(
                    "%(words)s domaine est classé, sans intervalle",
                    "%(words)s domaines sont classés, sans intervalle",
                    count,
                )
                % {"words": in_words(count)}
            )
        if weights:
            parts.append(
                ngettext(
                    "%(words)s dépend du poids donné aux parties prenantes",
                    "%(words)s dépendent du poids donné aux parties prenantes",
                    weights,
                )
                % {"words": in_words(weights)}
            )
        if uncertain:
            parts.append(
                ngettext(
                    "%(words)s reste incertain selon qui a coté",
                    "%(words)s restent incertains selon qui a coté",
                    uncertain,
                )
                % {"words": in_words(uncertain)}
            )
        if missing := len(self.unranked):
            parts.append(
                ngettext(
                    "%(words)s ne peut pas être classé", "%(words)s ne peuvent pas être classés", missing
                )
                % {"words": in_words(missing)}
            )
        return capitalised(joined(parts)) + "."


def _ranked(domain: DomainReading) -> bool:
    return domain.is_ranked


def read_ranking(run: RankingRun) -> RankingReading:
    """The run with the names of its domains. One query the first time in this process and language, none after."""
    key = RunKey(run.pk, run.result_sha256, get_language(), run)
    return RankingReading(key, _domains(key))


@lru_cache(maxsize=KEPT)
def _domains(key: RunKey) -> tuple[DomainReading, ...]:
    names = {domain.code: domain for domain in key.run.cycle.domains}
    return tuple(_named(names, key.run.result["domains"]))


def _named(names: dict[str, Domain], entries: list[dict[str, Any]]) -> Iterator[DomainReading]:
    for figures in entries:
        domain = names[figures["code"]]
        yield DomainReading(
            code=domain.code,
            label=domain.label,
            subject=domain.core_subject.order,
            subject_code=domain.core_subject.code,
            subject_label=domain.core_subject.label,
            figures=figures,
        )

"""Where those who spoke of a domain differ, in words: the map of a run, and what its decision should discuss."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from method.disagreement import DomainDisagreement, apart, disagreements
from method.variation import vary
from priorities.queries.reading import DomainReading, RankingReading, RunKey
from priorities.queries.trial import as_compiled, inputs_of
from rse_portal.common.typography import joined, nombre
from rse_portal.common.words import capitalised, in_words

KEPT = 8
READINGS = {
    "split": (_lazy("avis partagés"), "amber"),
    "nuanced": (_lazy("nuances"), "neutral"),
    "consensus": (_lazy("consensus"), "accent"),
    "": (_lazy("trop peu d’avis"), "neutral"),
}
ORDER = ("split", "nuanced", "consensus", "")


@dataclass(frozen=True)
class Measure:
    """One way to differ. levels: None where nobody, or one person only, spoke. text: « 1,3 niveau »."""

    name: str
    levels: float | None
    reading: str
    detail: str = ""

    @property
    def text(self) -> str:
        return nombre(self.levels, 1)

    @property
    def is_split(self) -> bool:
        return self.reading == "split"

    @property
    def sentence(self) -> str:
        """« parties prenantes entre elles : 2,0 niveaux »."""
        return _("%(name)s : écart de %(levels)s") % {"name": self.name, "levels": self.text}


@dataclass(frozen=True)
class DisagreementRow:
    domain: DomainReading
    reading: str
    measures: tuple[Measure, ...]

    @property
    def word(self) -> str:
        return str(READINGS[self.reading][0])

    @property
    def tone(self) -> str:
        return READINGS[self.reading][1]

    @property
    def is_split(self) -> bool:
        return self.reading == "split"

    @property
    def sources(self) -> list[str]:
        """Who differs: « évaluateurs et évaluatrices », « parties prenantes entre elles »…"""
        return [measure.name for measure in self.measures if measure.is_split]

    @property
    def sources_words(self) -> str:
        return joined(self.sources)

    @property
    def widest(self) -> float:
        return max((measure.levels or 0 for measure in self.measures if measure.is_split), default=0)


@dataclass(frozen=True)
class DisagreementMap:
    """rows: split first, the widest of them first."""

    rows: tuple[DisagreementRow, ...]

    def read(self, reading: str) -> list[DisagreementRow]:
        return [row for row in self.rows if row.reading == reading]

    @property
    def split(self) -> list[DisagreementRow]:
        return self.read("split")

    @property
    def sentence(self) -> str:
        split, consensus, unknown = (len(self.read(name)) for name in ("split", "consensus", ""))
        parts = [
            ngettext("%(words)s domaine partage les avis", "%(words)s domaines partagent les avis", split)
            % {"words": in_words(split)}
            if split
            else _("aucun domaine ne partage les avis"),
            ngettext("%(words)s fait consensus", "%(words)s font consensus", consensus)
            % {"words": in_words(consensus)},
        ]
        if unknown:
            parts.append(
                ngettext(
                    "%(words)s a trop peu d’avis pour le dire",
                    "%(words)s ont trop peu d’avis pour le dire",
                    unknown,
                )
                % {"words": in_words(unknown)}
            )
        return capitalised(joined(parts)) + "."


def disagreement_map(reading: RankingReading) -> DisagreementMap:
    """Read from the facts kept with the run. Raises NoTrial, OtherFormulas. 1 query, none of the scores."""
    found = _measured(reading.key)
    labels = reading.group_labels
    rows = [_row(domain, found[domain.code], labels) for domain in reading.domains]
    rows.sort(key=lambda row: (ORDER.index(row.reading), -row.widest))
    return DisagreementMap(tuple(rows))


@lru_cache(maxsize=KEPT)
def _measured(key: RunKey) -> Mapping[str, DomainDisagreement]:
    inputs = inputs_of(key.run)
    ranking = vary(inputs, as_compiled(key.run))
    return dict(zip((domain.code for domain in inputs.domains), disagreements(ranking), strict=True))


def _row(domain: DomainReading, found: DomainDisagreement, labels: Mapping[str, str]) -> DisagreementRow:
    between = ""
    if found.colleges:
        between = _("de « %(lowest)s » à « %(highest)s »") % {
            "lowest": labels.get(found.lowest, found.lowest),
            "highest": labels.get(found.highest, found.highest),
        }
    measures = (
        Measure(_("cotation des impacts"), found.assessors, apart(found.assessors)),
        Measure(_("niveau de pratique"), found.practice, apart(found.practice)),
        Measure(_("votes d’une même partie prenante"), found.voters, apart(found.voters)),
        Measure(_("parties prenantes entre elles"), found.colleges, found.colleges_reading, between),
    )
    return DisagreementRow(domain, found.reading, measures)

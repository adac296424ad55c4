"""Small exercises made at random, with everything that may be missing missing somewhere."""

from random import Random
from typing import Any

from hypothesis import strategies as st

from method.inputs import CRITERIA, EVIDENCE_KINDS, RankingInputs
from tests.support.ranking_inputs import build

Tables = dict[str, list[dict[str, Any]]]


def codes(prefix: str, count: int) -> list[str]:
    """prefix + number, in an order that is not that of the numbers."""
    return [f"{prefix}{(7 * index + 3) % 11:02}-{index}" for index in range(count)]


def domain_codes(count: int) -> list[str]:
    return [f"6.{2 + index // 3}.{index % 3}" for index in range(count)]


def make_world(seed: int, *, domains: int, groups: int, assessors: int, full: bool = False) -> Tables:
    """Tables as `import_data` would read them. full: nothing is missing, so that every domain is ranked."""
    random = Random(seed)
    people, group_codes, voters = codes("P", assessors), codes("G", groups), codes("V", 6)

    def sometimes(probability: float) -> bool:
        return not full and random.random() < probability

    def salience() -> Any:
        return "" if sometimes(0.05) else random.randint(0, 4)

    world: Tables = {name: [] for name in ("impacts", "impact_scores", "importance", "practices")}
    world["stakeholders"] = [
        {
            "code": code,
            **{name: salience() for name in ("power", "legitimacy", "urgency", "dependency")},
            "disadvantaged": random.randint(0, 1),
        }
        for code in group_codes
    ]
    world |= {"evidence": [], "criteria": [], "feedback": []}
    for domain in domain_codes(domains):
        if sometimes(0.15):
            continue  # nobody looked at this one
        for group in group_codes:
            if not sometimes(0.25):
                _impacts(world, random, domain, group, people, full)
            for voter in voters:
                if full or random.random() < 0.4:
                    vote = {"domain": domain, "stakeholder": group, "respondent": voter}
                    world["importance"].append(vote | {"importance": random.randint(0, 4)})
        only_na = sometimes(0.05)
        for person in people:
            if sometimes(0.3):
                continue
            level = random.choice([0, 1, 2, 3, 4] if full else [0, 1, 2, 3, 4, "nsp", "na"])
            reason = random.choice(["", "motif"])
            practice = {
                "domain": domain,
                "assessor": person,
                "level": "na" if only_na else level,
                "reason": reason,
            }
            world["practices"].append(practice)
        for kind in EVIDENCE_KINDS:
            if random.random() < 0.4:
                value = random.choice(["", "12"])
                world["evidence"].append({"domain": domain, "kind": kind, "value": value})
        for criterion in CRITERIA:
            if random.random() < 0.3:
                world["criteria"].append(
                    {"domain": domain, "criterion": criterion, "value": random.randint(0, 4)}
                )
        if random.random() < 0.3:
            world["feedback"].append({"domains": domain})
    return world


def _impacts(world: Tables, random: Random, domain: str, group: str, people: list[str], full: bool) -> None:
    for _ in range(random.randint(1, 3)):
        code = f"I{len(world['impacts']):03}"
        polarity = random.choice(["negative", "negative", "positive", "none"])
        nature = random.choice(["actual", "potential"])
        flags = {
            name: random.randint(0, 1) if polarity != "none" and random.random() < 0.4 else 0
            for name in ("human_rights", "life_health", "environmental_harm", "non_compliance")
        }
        impact = {
            "impact": code,
            "domain": domain,
            "stakeholder": group,
            "polarity": polarity,
            "nature": nature,
        }
        world["impacts"].append(impact | flags)
        for person in people if polarity != "none" else []:
            if not full and random.random() < 0.3:
                continue
            score: dict[str, Any] = {"impact": code, "assessor": person}
            criteria = ["scale", "scope"]
            criteria += ["irremediability"] * (polarity == "negative")
            criteria += ["likelihood"] * (nature == "potential")
            for criterion in criteria:
                draft = not full and random.random() < 0.05
                score[criterion] = "" if draft else random.randint(1, 5)
            world["impact_scores"].append(score)


@st.composite
def worlds(draw: st.DrawFn, *, full: bool = False) -> tuple[Tables, list[str]]:
    """(tables, domain codes) of a small exercise."""
    domains = draw(st.integers(1, 6))
    tables = make_world(
        draw(st.integers(0, 2**20)),
        domains=domains,
        groups=draw(st.integers(1, 4)),
        assessors=draw(st.integers(1, 5)),
        full=full,
    )
    return tables, domain_codes(domains)


def inputs_of(world: tuple[Tables, list[str]]) -> RankingInputs:
    return build(*world)

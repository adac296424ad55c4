"""The formulas of the ISO 26000 ranking: plain Python and NumPy, no Django, no clock, no global random state.

Reading order, which is also the order of imports and of docs/methode.md:

    inputs, parameters        what is ranked, and with which settings
    weights, maturity, severity, aggregation, priority, agreement
                              one formula each, on plain numbers or arrays
    panels                    who rated what: rows turned into ratings on five levels
    figures, status           what each group says of each domain, what the domain is worth, may it be ranked
    draws, resampling, acceptability, robustness
                              the same computation again, with other assessors and other weights
    ranking, result           `rank(inputs, parameters)`, and what its JSON says
    variation, disagreement   the same facts weighed otherwise; where those who spoke differ
"""

# Changes whenever the same inputs and parameters would give other numbers: a stored ranking says which
# formulas made it.
FORMULA_VERSION = "1"

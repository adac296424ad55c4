"""The examples in the docstrings of `method/` are true."""

import doctest
import importlib
import pkgutil

import pytest

import method

MODULES = sorted(module.name for module in pkgutil.iter_modules(method.__path__, "method."))
WITH_EXAMPLES = {
    "acceptability",
    "aggregation",
    "agreement",
    "closing",
    "disagreement",
    "disclosure",
    "emergence",
    "financial",
    "maturity",
    "priority",
    "quarters",
    "severity",
    "terms",
    "weights",
}


@pytest.mark.parametrize("name", MODULES)
def test_doctests_of_a_module_pass(name):
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert failed == 0
    assert (tried > 0) == (name.removeprefix("method.") in WITH_EXAMPLES)

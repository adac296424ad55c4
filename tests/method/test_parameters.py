"""The settings of a ranking."""

import pytest

from method.parameters import Parameters


def test_parameters_print_as_the_contract_says():
    assert Parameters().to_dict() == {
        "draws": 2000,
        "seed": 1,
        "concentration": 50,
        "top": 10,
        "weights": {"impact": 0.6, "importance": 0.4},
        "positive_discount": 0.8,
        "gap_floor": 0.25,
        "feasibility_span": 0.2,
        "aggregation": "median",
    }
    assert list(Parameters().to_dict())[:5] == ["draws", "seed", "concentration", "top", "weights"]


def test_parameters_come_back_from_what_they_print():
    parameters = Parameters(draws=10, seed=7, weight_impact=0.7, weight_importance=0.3, aggregation="mean")
    assert Parameters.from_dict(parameters.to_dict()) == parameters
    assert Parameters.from_dict({}) == Parameters()
    assert Parameters.from_dict({"top": 3}) == Parameters(top=3)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"draws": -1}, "draws"),
        ({"draws": 2.5}, "draws"),
        ({"draws": True}, "draws"),
        ({"seed": "1"}, "seed"),
        ({"top": 0}, "top"),
        ({"concentration": 0}, "concentration"),
        ({"concentration": float("inf")}, "concentration"),
        ({"weight_impact": 0.7}, "add up"),
        ({"weight_impact": 1.5, "weight_importance": -0.5}, "weight_impact"),
        ({"positive_discount": float("nan")}, "positive_discount"),
        ({"gap_floor": 2}, "gap_floor"),
        ({"feasibility_span": -0.1}, "feasibility_span"),
        ({"aggregation": "mode"}, "aggregation"),
    ],
)
def test_parameters_refuse_what_makes_no_sense(wrong, message):
    with pytest.raises(ValueError, match=message):
        Parameters(**wrong)


@pytest.mark.parametrize("settings", [{"drows": 5}, {"weights": {"impcat": 1}}])
def test_parameters_refuse_an_unknown_setting(settings):
    with pytest.raises(ValueError, match="unknown settings"):
        Parameters.from_dict(settings)

import pytest
from django.urls import NoReverseMatch

from rse_portal.common.addresses import Address


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (Address("home"), "/"),
        (Address("reports:domain-detail", ("6.7.8",)), "/norme/domaines/6.7.8/"),
        (
            Address("priorities:ranking-current", query={"exercice": "2026", "q": "à & b"}),
            "/priorites/?exercice=2026&q=%C3%A0+%26+b",
        ),
    ],
)
def test_address_is_drawn_with_its_query(address, url):
    assert address.url == url


def test_address_of_no_page_is_an_error():
    with pytest.raises(NoReverseMatch):
        assert Address("nowhere:at-all").url

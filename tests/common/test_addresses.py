import pytest

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
        (Address("nowhere:at-all", query={"exercice": "2026"}), ""),
    ],
)
def test_address_is_drawn_or_empty_where_there_is_no_such_page(address, url):
    assert address.url == url

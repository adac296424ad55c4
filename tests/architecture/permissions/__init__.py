"""Who may open what: one row per address, method and object, room by room. An address absent from here fails the tests."""

from tests.architecture.permissions import (
    answers,
    api,
    campaign,
    capture,
    commitments,
    consultation,
    contacts,
    cycle,
    decisions,
    diagnostic,
    emergence,
    exchange,
    frame,
    impacts,
    places,
    practice,
    rankings,
    registry,
    scores,
    search,
    sessions,
    thread,
)
from tests.architecture.permissions.row import Row

ROWS = [
    *frame.ROWS,
    *answers.ROWS,
    *api.ROWS,
    *rankings.ROWS,
    *registry.ROWS,
    *contacts.ROWS,
    *scores.ROWS,
    *impacts.ROWS,
    *diagnostic.ROWS,
    *campaign.ROWS,
    *exchange.ROWS,
    *cycle.ROWS,
    *capture.ROWS,
    *consultation.ROWS,
    *places.ROWS,
    *sessions.ROWS,
    *thread.ROWS,
    *search.ROWS,
    *emergence.ROWS,
    *practice.ROWS,
    *commitments.ROWS,
    *decisions.ROWS,
]

__all__ = ["ROWS", "Row"]

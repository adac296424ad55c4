"""A domain on which opinions differ goes to the agenda of an assembly."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.journal import record
from accounts.models import User
from dialogue.actions.session import change_session, hold_session
from dialogue.models import DialogueSession
from iso26000.models import Domain
from rse_portal.common.errors import Conflict


class AgendaIsFull(Conflict):
    default = _("L’ordre du jour de cette séance est plein : choisissez-en une autre.")


@transaction.atomic
def put_on_agenda(
    *, session: DialogueSession, domain: Domain, reasons: Sequence[str], by: User
) -> uuid.UUID | None:
    """Add one line to the agenda: the domain, and where opinions differ. Returns the operation; None when the domain is
    there already.

    reasons: in words. Raises SessionIsOver, AgendaIsFull, Stale. Some 8 queries.
    """
    now = hold_session(session)
    if any(domain.code in point.split() for point in now.agenda_items):
        return None
    line = _("%(code)s %(label)s – avis partagés") % {"code": domain.code, "label": domain.label}
    if reasons:
        line += f" ({', '.join(reasons)})"
    agenda = f"{now.agenda.rstrip()}\n{line}".lstrip("\n")
    longest = DialogueSession._meta.get_field("agenda").max_length
    if longest and len(agenda) > longest:
        raise AgendaIsFull
    operation = change_session(session=now, by=by, version=now.version, agenda=agenda)
    record(action="decision.put_on_agenda", by=by, target=now, domain=domain.code)
    return operation

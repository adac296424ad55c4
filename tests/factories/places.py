from datetime import date, timedelta
from itertools import count

from accounts.models import Mandate, Territory, Training, User
from accounts.models.mandate import MemberCategory
from accounts.models.territory import Level
from accounts.models.training import Topic
from accounts.roles import Role
from dialogue.enums import AssemblyKind, SeatFunction
from dialogue.models import Assembly, DelegateImport, Membership
from tests.factories.accounts import LONG_AGO, make_mandate, make_territory, make_user

_next = count(1)


def make_department(code: str = "D35", label: str = "", region: Territory | None = None) -> Territory:
    """A department of Bretagne, unless a region is given."""
    return make_territory(
        code, label or f"Département {code}", Level.DEPARTMENT, parent=region or make_territory()
    )


def make_delegate(
    first_name: str = "",
    *,
    territory: Territory | None = None,
    starts_on: date = LONG_AGO,
    ends_on: date | None = None,
    category: str = MemberCategory.RETIRED,
    **fields: object,
) -> Mandate:
    """The mandate of somebody new, who holds the right of a delegate as well."""
    user = make_user(first_name or f"Délégué{next(_next)}", role=None)
    return mandate_for(user, territory, starts_on, ends_on, category=category, **fields)


def mandate_for(
    user: User,
    territory: Territory | None = None,
    starts_on: date = LONG_AGO,
    ends_on: date | None = None,
    **fields: object,
) -> Mandate:
    mandate = make_mandate(user=user, territory=territory, starts_on=starts_on, ends_on=ends_on)
    user.role_assignments.get_or_create(role=Role.DELEGATE, defaults={"starts_on": LONG_AGO})
    user.__dict__.pop("access", None)  # computed once per request, and a test is many requests
    if fields:
        Mandate.objects.filter(pk=mandate.pk).update(**fields)
        mandate.refresh_from_db()
    return mandate


def make_commission(
    code: str = "", *, label: str = "", territory: Territory | None = None, **fields: object
) -> Assembly:
    code = code or f"COM-{next(_next)}"
    return Assembly.objects.create(
        code=code,
        label=label or f"Commission {code}",
        kind=AssemblyKind.COMMISSION,
        territory=territory or make_territory(),
        **fields,
    )


def make_seat(
    *,
    mandate: Mandate,
    assembly: Assembly,
    starts_on: date | None = None,
    function: SeatFunction = SeatFunction.MEMBER,
    **fields: object,
) -> Membership:
    return Membership.objects.create(
        mandate=mandate,
        assembly=assembly,
        function=function,
        starts_on=starts_on or mandate.starts_on,
        **fields,
    )


def make_training(
    *,
    user: User,
    topic: Topic = Topic.FUNCTIONS,
    due_on: date | None = None,
    offered_on: date | None = None,
    attended_on: date | None = None,
) -> Training:
    """Due in a year, unless told."""
    return Training.objects.create(
        user=user,
        topic=topic,
        due_on=due_on or date.today() + timedelta(days=365),
        offered_on=offered_on,
        attended_on=attended_on,
    )


def make_delegate_import(*, owner: User) -> DelegateImport:
    """A file that waits; its bytes are not there."""
    draft = DelegateImport(owner=owner, name="delegates.csv", sha256="0" * 64, preview={"digest": ""})
    draft.preview |= dict.fromkeys(("read", "accounts", "opened", "changed", "seats", "writes", "left"), 0)
    draft.preview |= {"kept_names": 0, "changes": [], "notices": []}
    draft.upload.name = "imports/nothing.csv"
    draft.save()
    return draft

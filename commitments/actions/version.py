"""A version of the référentiel, from its draft to its publication. The words of the draft are held open here."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from accounts.roles import Role
from commitments.enums import VersionState
from commitments.models import Action, Commitment, Decider, Indicator, ReferentialVersion
from commitments.models.version import fingerprint_of
from commitments.queries.content import canonical, living
from iso26000.models import AssessmentCycle
from rse_portal.common.errors import Conflict

DEFAULTS = Path("fixtures/commitments.yaml")


class VersionStillOpen(Conflict):
    default = gettext_lazy("La version précédente n’est pas encore publiée.")


class NoDraft(Conflict):
    default = gettext_lazy("Aucune version n’est en projet : ouvrez la suivante pour modifier les textes.")


class WrongState(Conflict):
    default = gettext_lazy("Cette version n’en est plus à cette étape : rechargez la page.")


class NothingToSubmit(Conflict):
    default = gettext_lazy("Le référentiel n’a encore aucun engagement.")


class FingerprintBroken(Conflict):
    default = gettext_lazy(
        "Le texte de cette version ne répond plus à son empreinte : elle ne peut pas être publiée."
    )


def hold_draft() -> ReferentialVersion:
    """Keep the draft open until the end of this transaction. 1 query. Raises NoDraft."""
    version = ReferentialVersion.objects.select_for_update().newest_first().first()
    if version is None or not version.is_draft:
        raise NoDraft
    return version


def hold_numbers() -> None:
    """Whoever gives an action or an indicator its number does it alone, until the end of its transaction. 1 query."""
    ReferentialVersion.objects.select_for_update().order_by("number").values_list("pk", flat=True).first()


@transaction.atomic
def start_version(*, cycle: AssessmentCycle, by: User | None) -> ReferentialVersion:
    """Open the next version: it starts from the last, as commitments, axes, actions and indicators live on.

    The very first takes the illustrative commitments, one per core subject. Raises VersionStillOpen.
    """
    last = ReferentialVersion.objects.select_for_update().newest_first().first()
    if last is not None and not last.is_published:
        raise VersionStillOpen
    label = _("Référentiel %s") % cycle.slug
    if already := ReferentialVersion.objects.filter(cycle=cycle).count():
        label = f"{label}-{already + 1}"
    try:
        with transaction.atomic():
            version = ReferentialVersion.objects.create(
                number=last.number + 1 if last else 1, label=label, cycle=cycle
            )
    except IntegrityError as problem:  # another click opened it between the two statements
        raise VersionStillOpen from problem
    if not Commitment.objects.exists():
        _take_defaults(cycle, by)
    record(action="referential.started", by=by, target=version, number=version.number, cycle=cycle.slug)
    return version


def _take_defaults(cycle: AssessmentCycle, by: User | None) -> None:
    subjects = {subject.code: subject for subject in cycle.standard.core_subjects.all()}
    rows = yaml.safe_load((Path(settings.BASE_DIR) / DEFAULTS).read_text("utf-8"))["commitments"]
    history.create_many(
        [
            Commitment(
                code=row["code"],
                core_subject=subjects[row["core_subject"]],
                label=row["label_fr"].replace("'", "’"),
                statement=row["statement_fr"].replace("'", "’"),
                is_illustrative=True,
            )
            for row in rows
            if row["core_subject"] in subjects
        ],
        by=by,
        operation=history.new_operation(),
    )


def _held(version: ReferentialVersion, state: VersionState) -> ReferentialVersion:
    """The version, locked, in this state. Raises WrongState."""
    found = ReferentialVersion.objects.select_for_update().get(pk=version.pk)
    if found.state != state:
        raise WrongState
    return found


@transaction.atomic
def submit_version(*, version: ReferentialVersion, by: User) -> ReferentialVersion:
    """Take the text as it stands, for the administrators to decide on. Raises WrongState, NothingToSubmit."""
    found = _held(version, VersionState.DRAFT)
    document = living(found)
    if not document["commitments"]:
        raise NothingToSubmit
    found.content = canonical(document)
    found.fingerprint = fingerprint_of(found.content)
    found.state = VersionState.SUBMITTED
    found.submitted_at, found.submitted_by = timezone.now(), by
    found.save()
    record(action="referential.submitted", by=by, target=found, fingerprint=found.fingerprint)
    return found


@transaction.atomic
def withdraw_version(*, version: ReferentialVersion, by: User) -> ReferentialVersion:
    """Back to a draft, to correct it before it is adopted. Raises WrongState."""
    found = _held(version, VersionState.SUBMITTED)
    found.content = found.fingerprint = ""
    found.state = VersionState.DRAFT
    found.submitted_at = found.submitted_by = None
    found.save()
    record(action="referential.withdrawn", by=by, target=found)
    return found


@transaction.atomic
def adopt_version(
    *,
    version: ReferentialVersion,
    decision: str,
    on: date,
    deciders: Sequence[User],
    read: str,
    by: User,
) -> ReferentialVersion:
    """The administrators adopt what was submitted, word for word. read: the fingerprint of what they read.

    Raises WrongState, also when another text was submitted meanwhile, and ValidationError, with the fields.
    """
    found = _held(version, VersionState.SUBMITTED)
    if read != found.fingerprint:
        raise WrongState(_("Un autre texte a été soumis depuis : relisez-le avant de l’adopter."))
    problems = {}
    if not decision.strip():
        problems["decision"] = _("Écrivez la décision telle qu’elle a été prise.")
    if on > timezone.localdate() or on < timezone.localdate(found.submitted_at):
        problems["on"] = _("La date de la décision est comprise entre la soumission et aujourd’hui.")
    if not deciders or any(not user.access.has(Role.ADMINISTRATOR) for user in deciders):
        problems["deciders"] = _("Nommez les administrateurs et administratrices en mandat qui ont décidé.")
    if problems:
        raise ValidationError(problems)
    Decider.objects.bulk_create(
        Decider(referential=found, user=user, name=user.get_full_name()) for user in deciders
    )
    found.state = VersionState.ADOPTED
    found.decision, found.adopted_on, found.adopted_by = decision.strip(), on, by
    found.save()
    record(action="referential.adopted", by=by, target=found, deciders=len(deciders))
    return found


@transaction.atomic
def publish_version(*, version: ReferentialVersion, by: User) -> ReferentialVersion:
    """Open the adopted text to everybody, with its adoption and its fingerprint; the database keeps it from then on.

    Actions and indicators that it shows for the first time are everybody's to read. Raises WrongState,
    FingerprintBroken.
    """
    found = _held(version, VersionState.ADOPTED)
    if not found.fingerprint_holds:
        raise FingerprintBroken
    assert found.adopted_on is not None
    adoption = {
        "decision": found.decision,
        "on": found.adopted_on.isoformat(),
        "by": list(found.deciders.values_list("name", flat=True)),
    }
    document = found.document | {"adoption": adoption}
    found.content = canonical(document)
    found.fingerprint = fingerprint_of(found.content)
    found.state = VersionState.PUBLISHED
    found.published_at, found.published_by = timezone.now(), by
    found.save()
    _open_to_everybody(found, document)
    record(action="referential.published", by=by, target=found, fingerprint=found.fingerprint)
    return found


def _open_to_everybody(version: ReferentialVersion, document: dict) -> None:  # type: ignore[type-arg]
    """A mark of the portal, not somebody's words: the rows keep their version and their history. 2 queries."""
    parts = [part for row in document["commitments"] for part in (row, *row["axes"])]
    actions = [row["code"] for part in parts for row in part.get("actions", ())]
    indicators = [row["code"] for part in parts for row in part["indicators"]]
    Action.objects.filter(code__in=actions, published_in=None).update(published_in=version)
    Indicator.objects.filter(definition__code__in=indicators, published_in=None).update(published_in=version)

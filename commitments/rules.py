"""Rights on the référentiel: everybody signed in reads what is published; drafts are the team's and the administrators'."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import grant, name_actions, scope_of, track
from accounts.roles import EVERYONE, Role
from commitments.enums import VersionState
from commitments.models import (
    Action,
    ActionDependency,
    ActionDocument,
    ActionPartner,
    ActionStep,
    Commitment,
    GoodPractice,
    ImprovementAxis,
    Indicator,
    IndicatorDefinition,
    PracticeShare,
    ReferentialVersion,
    Sample,
)


def action_of(row: Any) -> Action | None:
    """The action that a row hangs on, itself included; None for one that is gone."""
    if row is None or isinstance(row, Action):
        return row
    try:
        return row.action  # type: ignore[no-any-return]
    except Action.DoesNotExist:
        return None


@rules.predicate
def is_manager(user: User, _row: Any = None) -> bool:
    return user.access.has(Role.MANAGER)


@rules.predicate
def owns_action(user: User, row: Any) -> bool:
    """Without an action at hand: whether this person may own one, which anybody with an account may."""
    action = action_of(row)
    return row is None or (action is not None and action.owner_id == user.pk)


@rules.predicate
def may_see_action(user: User, row: Any) -> bool:
    action = action_of(row)
    return row is None or (
        action is not None and Action.objects.visible_to(user).filter(pk=action.pk).exists()
    )


@rules.predicate
def measures(user: User, row: Any) -> bool:
    """The indicator of a sample, or itself, is this person's to measure."""
    indicator = row.indicator if isinstance(row, Sample) else row
    return row is None or indicator.owner_id == user.pk


@rules.predicate
def may_see_indicator(user: User, row: Any) -> bool:
    if row is None:
        return True
    key = row.indicator_id if isinstance(row, Sample) else row.pk
    return Indicator.objects.visible_to(user).filter(pk=key).exists()


@rules.predicate
def text_is_open(_user: User, _row: Any = None) -> bool:
    """The words of commitments and axes move only while a version is being drafted. 1 query."""
    last = ReferentialVersion.objects.newest_first().values_list("state", flat=True).first()
    return last == VersionState.DRAFT


@rules.predicate
def may_see_draft(user: User, row: Any = None) -> bool:
    return bool(scope_of(user, "commitments.view_draft"))


DRAFTERS = {Role.RAPPORTEUR, Role.MANAGER, Role.ADMINISTRATOR}
grant("commitments.view_referential", EVERYONE)
grant("commitments.view_draft", DRAFTERS)
grant("commitments.change_referential", {Role.MANAGER})
grant("commitments.change_text", {Role.MANAGER}, where=text_is_open)
grant("commitments.change_action", {Role.MANAGER})
grant("commitments.view_action", EVERYONE, where=may_see_action)
grant("commitments.update_action", EVERYONE, where=is_manager | owns_action)
grant("commitments.change_indicator", {Role.MANAGER})
grant("commitments.view_indicator", EVERYONE, where=may_see_indicator)
grant("commitments.record_sample", EVERYONE, where=is_manager | measures)
grant("commitments.adopt_version", {Role.ADMINISTRATOR})
grant("commitments.publish_version", {Role.MANAGER, Role.ADMINISTRATOR})
grant("commitments.send_reminders", {Role.MANAGER, Role.PLATFORM_ADMIN})

for text in (Commitment, ImprovementAxis):
    track(text, view="commitments.view_draft", change="commitments.change_text")
track(Action, view="commitments.view_action", change="commitments.change_action")
for part in (ActionStep, ActionPartner, ActionDependency):
    track(
        part,
        view="commitments.view_action",
        change="commitments.change_action",
        related=("action",),
        follows="action",
    )
track(
    ActionDocument,
    view="commitments.view_action",
    change="commitments.update_action",
    related=("action",),
    follows="action",
)
track(IndicatorDefinition, view="commitments.view_referential", change="commitments.change_indicator")
track(Indicator, view="commitments.view_indicator", change="commitments.change_indicator")
track(
    Sample,
    view="commitments.view_indicator",
    change="commitments.record_sample",
    related=("indicator",),
    follows="indicator",
)
track(GoodPractice, view="commitments.view_draft", change="commitments.change_referential")
track(
    PracticeShare,
    view="commitments.view_draft",
    change="commitments.change_referential",
    follows="practice",
)

name_actions(
    {
        "referential.started": _("Version du référentiel ouverte"),
        "referential.submitted": _("Version du référentiel soumise"),
        "referential.withdrawn": _("Version du référentiel reprise"),
        "referential.adopted": _("Version du référentiel adoptée"),
        "referential.published": _("Version du référentiel publiée"),
        "commitment.changed": _("Engagement modifié"),
        "axis.added": _("Axe d’amélioration ajouté"),
        "axis.changed": _("Axe d’amélioration modifié"),
        "axis.removed": _("Axe d’amélioration retiré"),
        "action.created": _("Action ajoutée"),
        "action.changed": _("Action modifiée"),
        "action.removed": _("Action retirée"),
        "action.moved": _("Avancement d’une action"),
        "action.partner": _("Partenaire d’une action"),
        "action.dependency": _("Dépendance entre actions"),
        "action.document": _("Preuve d’une action"),
        "action.reminded": _("Rappel d’échéance envoyé"),
        "indicator.created": _("Indicateur ajouté"),
        "indicator.changed": _("Indicateur modifié"),
        "sample.recorded": _("Valeur relevée"),
        "sample.removed": _("Relevé retiré"),
        "sample.imported": _("Relevés importés"),
        "good_practice.added": _("Bonne pratique ajoutée"),
        "good_practice.changed": _("Bonne pratique modifiée"),
        "good_practice.removed": _("Bonne pratique retirée"),
        "good_practice.shared": _("Bonne pratique partagée"),
        "good_practice.unshared": _("Partage d’une bonne pratique retiré"),
    }
)

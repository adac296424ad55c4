from django.urls import path

from commitments.views import (
    action,
    action_part,
    board,
    indicator,
    practice,
    referential,
    sample_import,
    version,
)

app_name = "commitments"

ROOM = "referentiel/"
ACTION = f"{ROOM}actions/<str:code>/"
INDICATOR = f"{ROOM}indicateurs/<str:code>/"
IMPORT = f"{ROOM}indicateurs/importer/<uuid:pk>/"
PRACTICE = f"{ROOM}bonnes-pratiques/<int:pk>/"
VERSION = f"{ROOM}versions/<int:number>/"
PUBLIC = f"{ROOM}public/"

texts = [
    path(ROOM, referential.referential_detail, name="referential-detail"),
    path(f"{ROOM}engagements/<str:code>/", referential.commitment_detail, name="commitment-detail"),
    path(f"{ROOM}engagements/<str:code>/modifier/", referential.commitment_edit, name="commitment-edit"),
    path(f"{ROOM}axes/nouvel/", referential.axis_create, name="axis-create"),
    path(f"{ROOM}axes/<str:code>/", referential.axis_detail, name="axis-detail"),
    path(f"{ROOM}axes/<str:code>/modifier/", referential.axis_edit, name="axis-edit"),
    path(f"{ROOM}axes/<str:code>/retirer/", referential.axis_delete, name="axis-delete"),
]
actions = [
    path(f"{ROOM}actions/", action.action_list, name="action-list"),
    path(f"{ROOM}actions/tableau/", board.action_board, name="action-board"),
    path(f"{ROOM}actions/calendrier/", board.action_timeline, name="action-timeline"),
    path(f"{ROOM}actions/dependances/", board.dependency_list, name="dependency-list"),
    path(f"{ROOM}actions/exporter.<str:kind>", action.action_export, name="action-export"),
    path(f"{ROOM}actions/nouvelle/", action.action_create, name="action-create"),
    path(ACTION, action.action_detail, name="action-detail"),
    path(f"{ACTION}modifier/", action.action_edit, name="action-edit"),
    path(f"{ACTION}retirer/", action.action_delete, name="action-delete"),
    path(f"{ACTION}avancement/", action.action_progress, name="action-progress"),
    path(f"{ACTION}deplacer/", board.action_move, name="action-move"),
    path(f"{ACTION}partenaires/", action_part.partner_create, name="partner-create"),
    path(f"{ACTION}partenaires/<int:pk>/retirer/", action_part.partner_delete, name="partner-delete"),
    path(f"{ACTION}attentes/", action_part.dependency_create, name="dependency-create"),
    path(f"{ACTION}attentes/<int:pk>/retirer/", action_part.dependency_delete, name="dependency-delete"),
    path(f"{ACTION}preuves/", action_part.document_create, name="document-create"),
    path(f"{ACTION}preuves/<int:pk>/", action_part.document_download, name="document-download"),
    path(f"{ACTION}preuves/<int:pk>/retirer/", action_part.document_delete, name="document-delete"),
]
indicators = [
    path(f"{ROOM}indicateurs/", indicator.indicator_list, name="indicator-list"),
    path(f"{ROOM}indicateurs/exporter.<str:kind>", indicator.indicator_export, name="indicator-export"),
    path(f"{ROOM}indicateurs/nouveau/", indicator.indicator_create, name="indicator-create"),
    path(f"{ROOM}indicateurs/importer/", sample_import.sample_import, name="sample-import"),
    path(
        f"{ROOM}indicateurs/importer/modele.xlsx",
        sample_import.sample_import_template,
        name="sample-import-template",
    ),
    path(IMPORT, sample_import.sample_import_detail, name="sample-import-detail"),
    path(f"{IMPORT}confirmer/", sample_import.sample_import_confirm, name="sample-import-confirm"),
    path(f"{IMPORT}oublier/", sample_import.sample_import_discard, name="sample-import-discard"),
    path(INDICATOR, indicator.indicator_detail, name="indicator-detail"),
    path(f"{INDICATOR}modifier/", indicator.indicator_edit, name="indicator-edit"),
    path(f"{INDICATOR}releves/", indicator.sample_create, name="sample-create"),
    path(f"{INDICATOR}releves/<int:pk>/retirer/", indicator.sample_delete, name="sample-delete"),
]
practices = [
    path(f"{ROOM}bonnes-pratiques/", practice.practice_list, name="practice-list"),
    path(f"{ROOM}bonnes-pratiques/nouvelle/", practice.practice_create, name="practice-create"),
    path(PRACTICE, practice.practice_edit, name="practice-edit"),
    path(f"{PRACTICE}partager/", practice.practice_share, name="practice-share"),
    path(f"{PRACTICE}partages/<int:share>/retirer/", practice.share_delete, name="share-delete"),
    path(f"{PRACTICE}retirer/", practice.practice_delete, name="practice-delete"),
]
versions = [
    path(f"{ROOM}versions/", version.version_list, name="version-list"),
    path(f"{ROOM}versions/ouvrir/", version.version_start, name="version-start"),
    path(VERSION, version.version_detail, name="version-detail"),
    path(f"{VERSION}soumettre/", version.version_submit, name="version-submit"),
    path(f"{VERSION}reprendre/", version.version_withdraw, name="version-withdraw"),
    path(f"{VERSION}adopter/", version.version_adopt, name="version-adopt"),
    path(f"{VERSION}publier/", version.version_publish, name="version-publish"),
    path(f"{VERSION}comparer/<int:other>/", version.version_compare, name="version-compare"),
    path(f"{VERSION}contenu.json", version.version_content, name="version-content"),
    # without an account
    path(PUBLIC, version.public_detail, name="public-current"),
    path(f"{PUBLIC}<int:number>/", version.public_detail, name="public-detail"),
    path(f"{PUBLIC}<int:number>/contenu.json", version.public_content, name="public-content"),
]

urlpatterns = [*texts, *actions, *indicators, *practices, *versions]

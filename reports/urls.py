from django.urls import include, path

from reports.views import (
    closing,
    crosswalk,
    cycle,
    dashboard,
    decision,
    gap,
    handover,
    home,
    letters,
    minutes,
    proof,
    referential,
    report,
    standard,
    template,
    territory_sheet,
    thread,
)

rooms = [
    path("tableau-de-bord/", dashboard.dashboard, name="dashboard"),
    path("tableau-de-bord/exporter.<str:kind>", dashboard.dashboard_export, name="dashboard-export"),
    path("norme/", standard.standard_detail, name="standard-detail"),
    path("norme/questions/<str:code>/", standard.core_subject_detail, name="core-subject-detail"),
    path("norme/domaines/<str:code>/", standard.domain_detail, name="domain-detail"),
    path("norme/correspondances/", crosswalk.crosswalk_list, name="crosswalk-list"),
    path("norme/correspondances/exporter/<str:kind>/", crosswalk.crosswalk_export, name="crosswalk-export"),
    path("exercice/", cycle.cycle_detail, name="cycle-detail"),
    path("exercice/controles/", closing.check_list, name="check-list"),
    path("exercice/clore/", closing.cycle_close, name="cycle-close"),
    path("exercice/panel/", cycle.seat_create, name="seat-create"),
    path("exercice/panel/<int:pk>/retirer/", cycle.seat_delete, name="seat-delete"),
    path("exercice/rappels/", cycle.reminder_create, name="reminder-create"),
    path("dialogue/mandats/<int:pk>/passation/", handover.handover_detail, name="handover-detail"),
    path("dialogue/mandats/<int:pk>/passation.pdf", handover.handover_pdf, name="handover-pdf"),
    path("dialogue/seances/<uuid:pk>/compte-rendu.pdf", minutes.minutes_pdf, name="minutes-pdf"),
    path("priorites/decisions/<uuid:pk>/decision.pdf", decision.decision_pdf, name="decision-pdf"),
    path(
        "dialogue/consultations/<uuid:pk>/lettres.pdf",
        letters.consultation_letters,
        name="consultation-letters",
    ),
    path("dialogue/territoires/<str:code>/fiche/", territory_sheet.territory_sheet, name="territory-sheet"),
    path(
        "dialogue/territoires/<str:code>/fiche.pdf",
        territory_sheet.territory_sheet_pdf,
        name="territory-sheet-pdf",
    ),
    path("diagnostic/ecarts/", gap.gap_list, name="gap-list"),
    path("diagnostic/ecarts/exporter/", gap.gap_export, name="gap-export"),
    path(
        "referentiel/public/<int:number>/referentiel.pdf", referential.referential_pdf, name="referential-pdf"
    ),
    path("fil/remontees/<uuid:pk>/", thread.thread_of_feedback, name="thread-of-feedback"),
    path("fil/domaines/<str:code>/", thread.thread_of_domain, name="thread-of-domain"),
    path("fil/engagements/<str:code>/", thread.thread_of_commitment, name="thread-of-commitment"),
    path("fil/actions/<str:code>/", thread.thread_of_action, name="thread-of-action"),
    path("fil/indicateurs/<str:code>/", thread.thread_of_indicator, name="thread-of-indicator"),
    path("rapports/", report.report_list, name="report-list"),
    path("rapports/verifier/", proof.proof_check, name="proof-check"),
    path("rapports/modele/", template.template_set, name="template-set"),
    path("rapports/modele/<int:pk>/", template.template_download, name="template-download"),
    path("rapports/modele/<int:pk>/retirer/", template.template_delete, name="template-delete"),
    path("rapports/compiler/", report.report_compile, name="report-compile"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("", include((rooms, "reports"))),
]

from django.urls import path

from iso26000.views import (
    campaign,
    campaign_answer,
    campaign_invitation,
    campaign_paper,
    campaign_results,
    evidence,
    finding,
    practice,
    reading,
    standard,
)

app_name = "iso26000"

CAMPAIGN = "diagnostic/campagnes/<uuid:pk>/"
ANSWER = "diagnostic/repondre/"
campaigns = [
    path("diagnostic/campagnes/", campaign.campaign_list, name="campaign-list"),
    path("diagnostic/campagnes/nouvelle/", campaign.campaign_create, name="campaign-create"),
    path(CAMPAIGN, campaign.campaign_detail, name="campaign-detail"),
    path(f"{CAMPAIGN}modifier/", campaign.campaign_edit, name="campaign-edit"),
    path(f"{CAMPAIGN}perimetre/", campaign.campaign_perimeter, name="campaign-perimeter"),
    path(f"{CAMPAIGN}ouvrir/", campaign.campaign_open, name="campaign-open"),
    path(f"{CAMPAIGN}clore/", campaign.campaign_close, name="campaign-close"),
    path(f"{CAMPAIGN}publier/", campaign.campaign_publish, name="campaign-publish"),
    path(f"{CAMPAIGN}invitations/", campaign_invitation.invitation_list, name="invitation-list"),
    path(f"{CAMPAIGN}invitations/codes/", campaign_invitation.invitation_print, name="invitation-print"),
    path(f"{CAMPAIGN}invitations/messages/", campaign_invitation.invitation_mail, name="invitation-mail"),
    path(f"{CAMPAIGN}invitations/envoyer/", campaign_invitation.invitation_send, name="invitation-send"),
    path(
        f"{CAMPAIGN}invitations/revenus/", campaign_invitation.invitation_returned, name="invitation-returned"
    ),
    path(
        f"{CAMPAIGN}invitations/<uuid:batch>/revoquer/",
        campaign_invitation.invitation_revoke,
        name="invitation-revoke",
    ),
    path(f"{CAMPAIGN}liens/<int:site>/", campaign_invitation.site_link_renew, name="site-link-renew"),
    path(f"{CAMPAIGN}relancer/", campaign_invitation.campaign_remind, name="campaign-remind"),
    path(f"{CAMPAIGN}papier/", campaign_paper.campaign_paper, name="campaign-paper"),
    path(f"{CAMPAIGN}papier/modele.xlsx", campaign_paper.campaign_sheet, name="campaign-sheet"),
    path(f"{CAMPAIGN}resultats/", campaign_results.campaign_results, name="campaign-results"),
    path(
        f"{CAMPAIGN}resultats/fichiers/<slug:format>/",
        campaign_results.campaign_export,
        name="campaign-export",
    ),
    path(f"{CAMPAIGN}resultats/<str:code>/", campaign_results.campaign_subject, name="campaign-subject"),
    path(f"{CAMPAIGN}commentaires/", campaign_results.comment_list, name="comment-list"),
    path(
        f"{CAMPAIGN}commentaires/<uuid:comment>/",
        campaign_results.comment_moderate,
        name="comment-moderate",
    ),
]
answers = [
    path(ANSWER, campaign_answer.answer_enter, name="answer-enter"),
    path(f"{ANSWER}etapes/<int:number>/", campaign_answer.answer_step, name="answer-step"),
    path(f"{ANSWER}pause/", campaign_answer.answer_pause, name="answer-pause"),
    path(f"{ANSWER}fin/", campaign_answer.answer_finish, name="answer-finish"),
    path(f"{ANSWER}profil/", campaign_answer.answer_profile, name="answer-profile"),
    path(f"{ANSWER}quitter/", campaign_answer.answer_leave, name="answer-leave"),
    path(f"{ANSWER}<str:code>/", campaign_answer.answer_welcome, name="answer-welcome"),
]
urlpatterns = [
    path("norme/lecture/", reading.reading_detail, name="reading-detail"),
    path("norme/versions/", standard.standard_list, name="standard-list"),
    path("norme/versions/charger/", standard.standard_load, name="standard-load"),
    *campaigns,  # before the domains, whose code may be any word
    *answers,
    path("diagnostic/", practice.practice_list, name="practice-list"),
    path("diagnostic/preuves/", evidence.evidence_list, name="evidence-list"),
    path("diagnostic/constats/", finding.finding_list, name="finding-list"),
    path("diagnostic/<str:code>/", practice.practice_edit, name="practice-edit"),
    path("diagnostic/<str:code>/preuves/", evidence.evidence_create, name="evidence-create"),
    path("diagnostic/<str:code>/preuves/<int:pk>/", evidence.evidence_edit, name="evidence-edit"),
    path("diagnostic/<str:code>/preuves/<int:pk>/retirer/", evidence.evidence_delete, name="evidence-delete"),
    path(
        "diagnostic/<str:code>/preuves/<int:pk>/versions/<int:number>/",
        evidence.evidence_download,
        name="evidence-download",
    ),
    path("diagnostic/<str:code>/constats/", finding.finding_create, name="finding-create"),
    path("diagnostic/<str:code>/constats/<int:pk>/", finding.finding_edit, name="finding-edit"),
    path("diagnostic/<str:code>/constats/<int:pk>/retirer/", finding.finding_delete, name="finding-delete"),
    path("diagnostic/<str:code>/valider/", finding.practice_validate, name="practice-validate"),
    path("diagnostic/<str:code>/rouvrir/", finding.practice_reopen, name="practice-reopen"),
]

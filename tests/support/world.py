"""A small portal where each role has something to see: for the tests that walk every page."""

from dataclasses import dataclass
from datetime import date

from django.test import Client

from accounts.actions import history
from accounts.models import Change, Mandate, Territory, Training, User
from accounts.models.territory import Level
from dialogue.actions.consultation import close_consultation, publish_consultation
from dialogue.enums import FeedbackStatus
from dialogue.models import (
    Assembly,
    CodingContest,
    Consultation,
    ConsultationInvitation,
    ConsultationQuestion,
    DelegateImport,
    DialogueSession,
    EffectCheck,
    EmergenceVerdict,
    Feedback,
    ImportanceVote,
    Membership,
    WatchedTheme,
)
from iso26000.actions.campaign import close_campaign
from iso26000.enums import CampaignAccess, CampaignState
from iso26000.models import (
    AssessmentCycle,
    Assessor,
    Campaign,
    CampaignComment,
    Carried,
    Evidence,
    Finding,
    Invitation,
    Standard,
)
from jobs.enums import JobState
from jobs.models import Job
from priorities.models import Decision, FinancialView, ImportDraft, RankingRun, Scenario
from reports.models import ReportTemplate
from stakeholders.models import (
    Acquaintance,
    Contact,
    ContactRole,
    Impact,
    ImpactScore,
    Stakeholder,
)
from tests.factories.annual import make_financial_view, make_template
from tests.factories.answers import make_answered, make_contest, make_effect
from tests.factories.campaign import make_campaign, make_comment, make_invitation
from tests.factories.commitments import ReferentialWorld, make_referential_world
from tests.factories.consultation import make_begun, make_consultation, make_consulted
from tests.factories.dialogue import (
    make_assembly,
    make_feedback,
    make_session,
    make_vote,
)
from tests.factories.emergence import AS_OF, make_reading
from tests.factories.iso26000 import (
    make_assessor,
    make_cycle,
    make_evidence,
    make_other_standard,
    make_practice,
    the_domain,
)
from tests.factories.jobs import make_job
from tests.factories.places import make_commission, make_delegate_import, make_seat, make_training
from tests.factories.practice import make_carried, make_file, make_finding, make_validation
from tests.factories.priorities import adopt, make_decision, make_draft, make_run, make_scenario
from tests.factories.sessions import SessionWorld, make_session_world
from tests.factories.stakeholders import (
    make_acquaintance,
    make_contact,
    make_impact,
    make_role,
    make_score,
    make_significance,
    make_stakeholder,
)

EVERYBODY = ("amel", "bruno", "chloe", "david", "fanny", "gilles", "hana", "eve")


@dataclass
class World:
    """Amel's feedback is in Bretagne, David's in another region; one cycle is open and one is closed."""

    people: dict[str, User]
    bretagne: Territory
    open_cycle: AssessmentCycle
    closed_cycle: AssessmentCycle
    other_standard: Standard
    open_run: RankingRun
    closed_run: RankingRun
    feedback: Feedback
    foreign_feedback: Feedback
    fresh_feedback: Feedback
    answered_feedback: Feedback
    foreign_session: DialogueSession
    job: Job
    foreign_job: Job
    running_job: Job
    changed_impact: Impact
    change: Change
    score_of_bruno: ImpactScore
    group: Stakeholder
    other_group: Stakeholder
    contact: Contact
    other_contact: Contact
    contact_role: ContactRole
    acquaintance: Acquaintance
    score_change: Change
    closed_impact: Impact
    open_group: Stakeholder
    evidence: Evidence
    vote: ImportanceVote
    draft_of_bruno: ImportDraft
    empty_seat: Assessor
    assembly: Assembly
    commission: Assembly
    mandate: Mandate
    board_mandate: Mandate
    seat: Membership
    training: Training
    import_of_chloe: DelegateImport
    sessions: SessionWorld
    answered: Feedback
    closed_feedback: Feedback
    contest: CodingContest
    effect: EffectCheck
    finding: Finding
    carried: Carried
    campaign: Campaign
    campaign_to_come: Campaign
    campaign_of_sites: Campaign
    campaign_over: Campaign
    comment: CampaignComment
    invitation: Invitation
    code: str
    referential: ReferentialWorld
    report_template: ReportTemplate
    financial_view: FinancialView
    submitted: Decision
    adopted: Decision
    scenario: Scenario
    consultation: Consultation
    consultation_to_come: Consultation
    consultation_over: Consultation
    consultation_published: Consultation
    question: ConsultationQuestion
    consulted: ConsultationInvitation
    consulted_code: str

    def client(self, name: str) -> Client:
        """The browser of one of EVERYBODY; Ève has no account."""
        client = Client()
        if name != "eve":
            client.force_login(self.people[name])
        return client


def make_world(people: dict[str, User], bretagne: Territory, elsewhere: Territory) -> World:
    open_cycle = make_cycle("2026", label="Exercice 2026")
    closed_cycle = make_cycle(
        "2025", label="Exercice 2025", opened_on=date(2025, 1, 6), closed_on=date(2025, 12, 19)
    )
    country = Territory.objects.get(level=Level.NATIONAL)
    Territory.objects.filter(level=Level.REGION).update(parent=country)
    domain = the_domain("6.7.8")
    assembly = make_assembly(territory=bretagne)
    session = make_session(assembly=assembly)
    mandate = Mandate.objects.get(user=people["amel"])
    commission = make_commission("COM-1", territory=bretagne)
    for cycle in (open_cycle, closed_cycle):
        group = make_stakeholder()
        make_significance(cycle=cycle, stakeholder=group)
        make_score(impact=make_impact(cycle=cycle, domain=domain, stakeholder=group))
        make_vote(cycle=cycle, domain=domain, stakeholder=group)
        make_practice(cycle=cycle, domain=domain)
        make_evidence(cycle=cycle, domain=domain)
    changed = make_impact(cycle=open_cycle, domain=domain, stakeholder=make_stakeholder())
    history.change(changed, by=people["chloe"], description="Effet précisé.")
    other_group = make_stakeholder()
    contact = make_contact("Édith Lefèvre")
    score = make_score(
        impact=changed, assessor=make_assessor("RSE-01", user=people["bruno"]), likelihood=None
    )
    history.change(score, by=people["bruno"], scale=4)
    answered = make_answered(cycle=open_cycle, territory=bretagne, author=people["amel"], domains=(domain,))
    make_reading(open_cycle)
    EmergenceVerdict.objects.create(
        cycle=open_cycle, theme="6.7.8", window_ends_on=AS_OF, outcome="followed", given_by=people["bruno"]
    )
    WatchedTheme.objects.create(stems="tier-pai", label="tiers payant")
    evidence = make_evidence(cycle=open_cycle, domain=domain)
    make_file(evidence=evidence)
    make_validation(cycle=open_cycle, domain=the_domain("6.8.3"), by=people["chloe"])
    campaign = make_campaign(cycle=open_cycle)
    invitation, code = make_invitation(campaign, email="salarie@test.example")
    over = make_campaign(cycle=open_cycle)
    make_comment(over)
    close_campaign(campaign=over, by=people["chloe"])
    open_run = make_run(cycle=open_cycle, compiled_by=people["chloe"])
    closed_run = make_run(cycle=closed_cycle, compiled_by=people["chloe"])
    consultations = [make_consultation(cycle=open_cycle, groups=[other_group]) for _each in range(4)]
    asking, to_come, closed, published = consultations
    Consultation.objects.filter(pk=to_come.pk).update(state=CampaignState.PREPARATION)
    to_come.refresh_from_db()
    consulted, consulted_code = make_consulted(asking, email="fournisseur@test.example")
    make_begun(asking, consulted_code, {"renonce": {"choices": ["c"], "other": ""}})
    for one in (closed, published):
        close_consultation(consultation=one, by=people["chloe"])
    publish_consultation(consultation=published, questions=["renonce"], by=people["chloe"])
    return World(
        submitted=make_decision(run=open_run, by=people["chloe"]),
        adopted=adopt(make_decision(run=closed_run, by=people["chloe"]), by=people["fanny"]),
        scenario=make_scenario(run=open_run, owner=people["chloe"]),
        consultation=asking,
        consultation_to_come=to_come,
        consultation_over=closed,
        consultation_published=published,
        question=to_come.questions.get(code="rangs"),
        consulted=consulted,
        consulted_code=consulted_code,
        campaign=campaign,
        campaign_to_come=make_campaign(cycle=open_cycle, state=CampaignState.PREPARATION),
        campaign_of_sites=make_campaign(cycle=open_cycle, access=CampaignAccess.SITE),
        campaign_over=over,
        comment=over.comments.get(),
        invitation=invitation,
        code=code,
        people=people,
        bretagne=bretagne,
        open_cycle=open_cycle,
        closed_cycle=closed_cycle,
        other_standard=make_other_standard(),
        open_run=open_run,
        closed_run=closed_run,
        feedback=make_feedback(
            cycle=open_cycle, territory=bretagne, author=people["amel"], session=session, domains=(domain,)
        ),
        foreign_feedback=make_feedback(
            cycle=open_cycle,
            territory=elsewhere,
            author=people["david"],
            text="CANARI-R84",
            domains=(domain,),
        ),
        fresh_feedback=make_feedback(cycle=open_cycle, territory=bretagne, author=people["amel"]),
        answered_feedback=make_feedback(
            cycle=open_cycle, territory=bretagne, author=people["amel"], status=FeedbackStatus.ANSWERED
        ),
        foreign_session=make_session(assembly=make_assembly(territory=elsewhere)),
        job=make_job(kind="compile_ranking", owner=people["chloe"], state=JobState.DONE),
        foreign_job=make_job(
            kind="compile_report", owner=people["bruno"], state=JobState.FAILED, error="Cause."
        ),
        running_job=make_job(kind="compile_report", owner=people["chloe"], state=JobState.RUNNING),
        changed_impact=changed,
        change=Change.objects.of(changed).get(),
        group=changed.stakeholder,
        other_group=other_group,
        contact=contact,
        other_contact=make_contact("Edith Lefevre"),
        contact_role=make_role(contact=contact, stakeholder=other_group),
        acquaintance=make_acquaintance(contact=contact, user=people["amel"]),
        score_of_bruno=score,
        score_change=Change.objects.of(score).get(),
        open_group=Stakeholder.objects.expected_in(open_cycle).get(),
        closed_impact=Impact.objects.get(cycle=closed_cycle),
        evidence=evidence,
        finding=make_finding(cycle=open_cycle, domain=domain),
        carried=make_carried(cycle=open_cycle, row=Evidence.objects.get(cycle=closed_cycle)),
        vote=make_vote(
            cycle=open_cycle, domain=domain, stakeholder=make_stakeholder(), respondent="P-7K3QX2"
        ),
        empty_seat=make_assessor("EV-1"),
        assembly=assembly,
        commission=commission,
        mandate=mandate,
        board_mandate=Mandate.objects.get(user=people["fanny"]),
        seat=make_seat(mandate=mandate, assembly=commission),
        training=make_training(user=people["amel"]),
        import_of_chloe=make_delegate_import(owner=people["chloe"]),
        answered=answered,
        closed_feedback=make_feedback(
            cycle=closed_cycle, territory=bretagne, author=people["amel"], domains=(domain,)
        ),
        contest=make_contest(feedback=answered, by=people["amel"]),
        effect=make_effect(feedback=answered, by=people["bruno"]),
        draft_of_bruno=make_draft(cycle=open_cycle, owner=people["bruno"]),
        sessions=make_session_world(people, bretagne, open_cycle),
        referential=make_referential_world(people, open_cycle, make_stakeholder()),
        report_template=make_template(),
        financial_view=make_financial_view(cycle=open_cycle),
    )

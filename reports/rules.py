from django.utils.translation import gettext_lazy as _

from accounts.rights import grant, name_actions, track
from accounts.roles import Role
from reports.models import ReportTemplate

# Whoever runs the cycle, decides on it or checks it sees who has scoring left: counts, never a score.
grant("reports.view_cycle", {Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR})
# Administrators ask for reports on what they may see; the compiled ranking is scoped in RankingRun.visible_to.
grant("reports.compile_report", {Role.RAPPORTEUR, Role.MANAGER, Role.ADMINISTRATOR})
# A proof pack holds each score under the code of who gave it, and the evidence itself.
grant("reports.compile_proof", {Role.MANAGER})

# The look of the report is the mutual's: one person sets it for everybody.
grant("reports.set_template", {Role.MANAGER})

track(ReportTemplate, view="reports.compile_report", change="reports.set_template")

name_actions(
    {
        "cycle.closed": _("Exercice clos"),
        "proof.compiled": _("Dossier de preuves compilé"),
        "report.template_set": _("Modèle de rapport déposé"),
        "report.template_removed": _("Modèle de rapport retiré"),
    }
)

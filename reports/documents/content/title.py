from django.utils.translation import gettext as _

from reports.documents.reading import Report


def title(report: Report) -> str:
    """« Rapport de l’exercice 2026 »; a cycle that is not called « Exercice… » keeps its own name."""
    label = report.run.cycle.label
    if label.lower().startswith("exercice"):
        return _("Rapport de l’%s") % (label[:1].lower() + label[1:])
    return _("Rapport – %s") % label

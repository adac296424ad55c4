from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Iso26000Config(AppConfig):
    name = "iso26000"
    verbose_name = _("norme et exercices")

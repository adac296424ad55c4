from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = _("traitements")

    def ready(self) -> None:
        """The web process must know the kinds too: a job is asked for, and run again, under the right of its kind."""
        autodiscover_modules("tasks")

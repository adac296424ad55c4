from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "api"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("API")

    def ready(self) -> None:
        from api.actions import webhook_events

        webhook_events.listen()

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "rse_portal.common"
    label = "common"

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "rse_portal.demo"
    label = "demo"

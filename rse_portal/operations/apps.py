from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Commands of whoever runs the portal."""

    name = "rse_portal.operations"
    label = "operations"

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "recherche"

    def ready(self) -> None:
        autodiscover_modules("search_sources")
        post_migrate.connect(_watch_sources, sender=self, dispatch_uid="search.triggers")


def _watch_sources(using: str, **_signal: Any) -> None:
    """After each `migrate`: SQLite makes a table anew when a column changes, and forgets what watched it."""
    from search.triggers import watch_sources

    watch_sources(using)

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models import CharField, TextField

from rse_portal.common import folding


class CommonConfig(AppConfig):
    name = "rse_portal.common"
    label = "common"

    def ready(self) -> None:
        connection_created.connect(folding.teach_sqlite, dispatch_uid="common.folding")
        CharField.register_lookup(folding.Folded)
        TextField.register_lookup(folding.Folded)

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WebConfig(AppConfig):
    name = "enforcement.web"

    def ready(self) -> None:
        """Each app says in its `desk` module which records queue on the desk and which the search box finds."""
        autodiscover_modules("desk")

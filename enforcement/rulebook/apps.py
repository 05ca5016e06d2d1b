from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class RulebookConfig(AppConfig):
    name = "enforcement.rulebook"
    label = "rulebook"
    verbose_name = _("规则库")

    def ready(self) -> None:
        """Each app says in its `listeners` module what it does when the rulebook or the calendar changes."""
        autodiscover_modules("listeners")

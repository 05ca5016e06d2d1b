from importlib import import_module

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"

    def ready(self) -> None:
        """Only jobs use these; the web site, which runs no jobs, knows the words for their acts as well."""
        for name in ("open_draws", "open_plans"):
            import_module(f"supervision.actions.{name}")

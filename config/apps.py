"""The app config."""

from django.apps import AppConfig
from django.core.checks import register

from config.checks import catalogues_are_compiled


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        register(catalogues_are_compiled)

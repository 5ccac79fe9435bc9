"""Django's configuration of the app config, and the system check that it adds."""

from django.apps import AppConfig
from django.core.checks import register

from config.checks import check_catalogues_are_compiled


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        register(check_catalogues_are_compiled)

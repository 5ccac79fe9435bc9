import sys
from pathlib import Path

from django.apps import AppConfig
from django.core.checks import register
from django.db.backends.signals import connection_created

from access.web import frames
from config.checks import check_catalogues_are_compiled, check_hosts

COMMANDS = "manage.py"


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        register(check_catalogues_are_compiled)
        register(check_hosts)
        if Path(sys.argv[0]).name == COMMANDS:
            connection_created.connect(frames.open_to_commands)

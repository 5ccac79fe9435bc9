"""Django's configuration of the app access."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "access"

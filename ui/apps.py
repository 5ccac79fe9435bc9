"""Django's configuration of the app ui."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "ui"

"""The app responses."""

from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "responses"

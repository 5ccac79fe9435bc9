"""Django's configuration of the app survey."""

from django.apps import AppConfig


class SurveyConfig(AppConfig):
    name = "survey"

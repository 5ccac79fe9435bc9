from django.db import models


class WayYear(models.Model):
    period = models.CharField(max_length=7, unique=True)
    """A year from April to March."""
    figures = models.JSONField()
    """As analytics.modes.counting packs them: only publishable figures."""

    def __str__(self) -> str:
        return self.period


class SupportYear(models.Model):
    period = models.CharField(max_length=7, unique=True)
    """A year from April to March."""
    figures = models.JSONField()
    """As analytics.support.counting packs them: only publishable figures."""

    def __str__(self) -> str:
        return self.period


class VoiceYear(models.Model):
    period = models.CharField(max_length=7, unique=True)
    """A year from April to March."""
    figures = models.JSONField()
    """As analytics.proxies.counting packs them: only publishable figures."""

    def __str__(self) -> str:
        return self.period

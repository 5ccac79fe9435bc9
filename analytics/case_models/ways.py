"""What is stored of the ways in which people answer."""

from django.db import models


class WayYear(models.Model):
    """How each way of answering was taken up in one year of the nation, what was said by it, and
    what it does to answers. Counted once, when the year's quarters have closed, and never again:
    two counts would tell what the people between them said."""

    period = models.CharField(max_length=7, unique=True)
    """A year from April to March."""
    figures = models.JSONField()
    """As analytics.ways.storing packs them: nothing in it that may not be shown."""

    def __str__(self) -> str:
        return self.period


class SupportYear(models.Model):
    """What victims with and without support say in one year, and how their cases end; the nation
    alone. Counted once, as ways of answering are."""

    period = models.CharField(max_length=7, unique=True)
    """A year from April to March."""
    figures = models.JSONField()
    """As analytics.support.storing packs them: nothing in it that may not be shown."""

    def __str__(self) -> str:
        return self.period


class VoiceYear(models.Model):
    """What relatives of someone who died, and those who answer in the place of a victim who cannot,
    said in one year of the nation. Counted once, as ways of answering are."""

    period = models.CharField(max_length=7, unique=True)
    """A year from April to March."""
    figures = models.JSONField()
    """As analytics.voices.storing packs them: nothing in it that may not be shown."""

    def __str__(self) -> str:
        return self.period

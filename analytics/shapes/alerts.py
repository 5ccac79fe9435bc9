from rest_framework import serializers

from access.systems.paging import PageOfRows
from analytics.shapes.figures import Stamped


class StatementShape(serializers.Serializer):
    en = serializers.CharField()
    cy = serializers.CharField()


class AlertWeekShape(serializers.Serializer):
    """A share needs at least ten answers."""

    week = serializers.DateField()
    share = serializers.FloatField(allow_null=True)
    lower = serializers.FloatField(allow_null=True)
    upper = serializers.FloatField(allow_null=True)
    is_of_alert = serializers.BooleanField()


class WeeksShape(serializers.Serializer):
    weeks_each = serializers.IntegerField()
    points = AlertWeekShape(many=True)


class AlertShape(serializers.Serializer):
    id = serializers.IntegerField()
    item = serializers.CharField()
    force = serializers.CharField(allow_null=True)
    dimension = serializers.CharField()
    level = serializers.CharField(allow_blank=True)
    first_week = serializers.DateField()
    last_week = serializers.DateField()
    is_rise = serializers.BooleanField()
    explained_by = serializers.CharField(allow_null=True)
    artefacts = serializers.ListField(child=serializers.JSONField())
    statement = StatementShape()
    state = serializers.CharField()
    verdict = serializers.CharField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    weeks = WeeksShape(allow_null=True)


class AlertsTold(Stamped, PageOfRows):
    alerts = AlertShape(many=True)


class ReleaseFileShape(serializers.Serializer):
    name = serializers.CharField()
    sha256 = serializers.CharField()


class ReleaseShape(serializers.Serializer):
    period = serializers.CharField()
    version = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    revision_note = serializers.CharField(allow_blank=True)
    stamp = serializers.CharField(allow_blank=True)
    files = ReleaseFileShape(many=True)


class ReleasesTold(PageOfRows):
    releases = ReleaseShape(many=True)

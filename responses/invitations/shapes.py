from rest_framework import serializers

from access.systems.shapes import ProblemShape
from responses.case_files.cells.readers import LONGEST_KEY


class OptOutRecords(serializers.Serializer):
    force = serializers.CharField(required=False, max_length=40)
    case_key = serializers.CharField(required=False, max_length=LONGEST_KEY)
    mobile = serializers.CharField(required=False, max_length=60)


class OptOutRow(serializers.Serializer):
    row = serializers.IntegerField()
    result = serializers.ChoiceField(choices=("stopped", "not_read"))
    reason = serializers.CharField(required=False)


class OptOutsTaken(serializers.Serializer):
    rows = OptOutRow(many=True)


class OptOutsRefused(ProblemShape):
    """Problem details. Rows that could be read have taken effect all the same."""

    rows = OptOutRow(many=True, required=False)

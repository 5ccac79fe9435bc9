from rest_framework import serializers


class ProblemField(serializers.Serializer):
    field = serializers.CharField()
    detail = serializers.CharField()


class ProblemShape(serializers.Serializer):
    """Problem details (RFC 9457): `detail` for a person, `code` for a program."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        """`errors` is an attribute of every serializer."""
        return {**super().get_fields(), "errors": ProblemField(many=True, required=False)}

from rest_framework import serializers


def share(*, optional: bool = True) -> serializers.FloatField:
    """0 to 1."""
    return serializers.FloatField(required=not optional)


class Stamped(serializers.Serializer):
    """`stamp` is SIMULATED if no real person is counted."""

    is_simulated = serializers.BooleanField()
    stamp = serializers.CharField(allow_blank=True)


class OfPeriod(serializers.Serializer):
    period = serializers.CharField(help_text="A quarter as 2026-Q3, or a year as 2025-26.")


class OfPlace(Stamped, OfPeriod):
    force = serializers.CharField(allow_null=True)


class FigurePeriodQuery(serializers.Serializer):
    force = serializers.CharField(required=False, allow_blank=True)
    period = serializers.CharField(
        required=False, allow_blank=True, help_text="A refusal names those that there are."
    )


class FiguresQuery(FigurePeriodQuery):
    dimension = serializers.CharField(required=False)


class QuestionsQuery(FigurePeriodQuery):
    agency = serializers.CharField(required=False, allow_blank=True)
    stage = serializers.CharField(required=False, allow_blank=True)


class IfDifferent(serializers.Serializer):
    lower = serializers.FloatField()
    upper = serializers.FloatField()


class ShareShape(serializers.Serializer):
    """A share with its interval and base, or only a mark.

    Shares are 0 to 1, in whole points: two decimals.
    """

    positive = share()
    neutral = share()
    negative = share()
    lower = share()
    upper = share()
    base = serializers.IntegerField(required=False)
    effective_base = serializers.FloatField(required=False)
    mark = serializers.CharField(allow_blank=True)


class ShareWithSilent(ShareShape):
    if_silent_as_late = serializers.FloatField(required=False, allow_null=True)
    if_silent_differ = IfDifferent(required=False)


class ModelledShape(serializers.Serializer):
    """In whole points: a model's estimate for the force, made from published figures."""

    share = serializers.IntegerField()
    lower = serializers.IntegerField()
    upper = serializers.IntegerField()
    mark = serializers.CharField()


class ItemShape(serializers.Serializer):
    item = serializers.CharField()
    force = ShareWithSilent(required=False)
    modelled = ModelledShape(required=False)
    nation = ShareWithSilent()


class ResponseShape(serializers.Serializer):
    share = serializers.FloatField(required=False, allow_null=True)
    mark = serializers.CharField(required=False)


class LevelShape(serializers.Serializer):
    level = serializers.CharField()
    coverage = serializers.FloatField(required=False, allow_null=True)
    response = ResponseShape(required=False)
    items = ItemShape(many=True)


class FiguresTold(OfPlace):
    is_provisional = serializers.BooleanField()
    dimension = serializers.CharField()
    levels = LevelShape(many=True)


class JudgedShape(serializers.Serializer):
    """A difference as judged on the pages; no number if too small to compare.

    In whole points; an end that would round to 0 and is not 0 is .005. `smallest_seen` is rounded
    up.
    """

    verdict = serializers.CharField()
    difference = serializers.FloatField(required=False)
    lower = serializers.FloatField(required=False)
    upper = serializers.FloatField(required=False)
    confidence = serializers.FloatField(required=False)
    smallest_seen = serializers.FloatField(required=False)


class GapShape(JudgedShape):
    other = serializers.FloatField(required=False)


class QuestionShape(serializers.Serializer):
    item = serializers.CharField()
    agency = serializers.CharField()
    module = serializers.CharField()
    right = serializers.CharField(allow_null=True)
    code_version = serializers.CharField(allow_null=True)
    base_of = serializers.CharField()
    force = ShareShape(required=False)
    nation = ShareShape()


class QuestionsTold(OfPlace):
    stage = serializers.CharField(allow_null=True)
    questions = QuestionShape(many=True)


class ComparedItem(serializers.Serializer):
    """A force less all others, its region, similar forces and its own past, as available."""

    item = serializers.CharField()
    others = GapShape(required=False)
    region = GapShape(required=False)
    similar = GapShape(required=False)
    quarter_before = GapShape(required=False)
    year_before = GapShape(required=False)


class VersionBegunShape(serializers.Serializer):
    version = serializers.IntegerField()
    began = serializers.DateField()


class BegunBesidePast(serializers.Serializer):
    """Question versions begun since each quarter of the force's own past; empty if no difference
    from it is clear.
    """

    quarter_before = VersionBegunShape(many=True)
    year_before = VersionBegunShape(many=True)


class ComparedForce(serializers.Serializer):
    force = serializers.CharField()
    versions_begun = BegunBesidePast()
    items = ComparedItem(many=True)


class ComparisonsTold(Stamped, OfPeriod):
    forces = ComparedForce(many=True)

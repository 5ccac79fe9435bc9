from rest_framework import serializers

from analytics.shapes.figures import (
    FigurePeriodQuery,
    GapShape,
    JudgedShape,
    OfPeriod,
    OfPlace,
    QuestionShape,
    ShareShape,
    Stamped,
    VersionBegunShape,
)


class GapsQuery(FigurePeriodQuery):
    region = serializers.CharField(required=False, allow_blank=True)


class PeriodQuery(serializers.Serializer):
    period = serializers.CharField(required=False, allow_blank=True)


class DriversAsked(PeriodQuery):
    stage = serializers.CharField(required=False, allow_blank=True)


class CombinedQuery(PeriodQuery):
    item = serializers.CharField(required=False)


class HabitShape(serializers.Serializer):
    """Control limits of a series, in whole points, and the rule that a quarter breaks."""

    centre = serializers.FloatField()
    lower = serializers.FloatField()
    upper = serializers.FloatField()
    signal = serializers.CharField(allow_null=True)


class NoteShape(serializers.Serializer):
    reason = serializers.CharField()
    is_rebase = serializers.BooleanField()
    by = serializers.CharField()


class QuarterOfTrend(ShareShape):
    period = serializers.CharField()
    is_provisional = serializers.BooleanField()
    habit = HabitShape(allow_null=True)
    notes = NoteShape(many=True)


class TrendShape(serializers.Serializer):
    item = serializers.CharField()
    change = GapShape()
    quarters = QuarterOfTrend(many=True)


class TrendsTold(OfPlace):
    is_provisional = serializers.BooleanField()
    quarter_before = serializers.CharField(allow_null=True)
    versions_begun = VersionBegunShape(many=True)
    items = TrendShape(many=True)


class StepShape(JudgedShape):
    item = serializers.CharField()
    to = serializers.CharField()
    from_share = serializers.FloatField()
    to_share = serializers.FloatField()

    def get_fields(self) -> dict[str, serializers.Field]:
        """Python does not allow a field named `from`."""
        return {**super().get_fields(), "from": serializers.CharField()}


class StageItem(ShareShape):
    item = serializers.CharField()
    made_of = serializers.ListField(child=serializers.CharField())
    hidden = serializers.DictField(child=serializers.CharField())
    step = StepShape(allow_null=True)
    nation = ShareShape(required=False)


class JourneyStageShape(serializers.Serializer):
    stage = serializers.CharField()
    levels = serializers.ListField(child=serializers.CharField())
    items = StageItem(many=True)
    questions = QuestionShape(many=True)


class JourneyTold(OfPlace):
    is_provisional = serializers.BooleanField()
    largest_fall = StepShape(allow_null=True)
    stages = JourneyStageShape(many=True)


class CardShape(serializers.Serializer):
    """A number with its interval, or a mark and a reason. Shares are in whole points."""

    value = serializers.FloatField(required=False, allow_null=True)
    lower = serializers.FloatField(required=False, allow_null=True)
    upper = serializers.FloatField(required=False, allow_null=True)
    base = serializers.IntegerField(required=False, allow_null=True)
    mark = serializers.CharField(allow_blank=True)
    why = serializers.CharField(required=False)
    verdict = serializers.CharField()
    change = serializers.FloatField(allow_null=True)
    quarters = serializers.ListField(child=serializers.FloatField(allow_null=True))


class CardRowShape(serializers.Serializer):
    row = serializers.CharField()
    cells = serializers.DictField(child=CardShape())


class ScorecardTold(OfPlace):
    is_provisional = serializers.BooleanField()
    version = serializers.JSONField()
    is_draft = serializers.BooleanField()
    quarters = serializers.ListField(child=serializers.CharField())
    versions_begun = VersionBegunShape(many=True)
    rows = CardRowShape(many=True)


class DifferenceShape(serializers.Serializer):
    """In whole points; an end that would round to 0 and is not 0 is .005."""

    difference = serializers.FloatField()
    lower = serializers.FloatField()
    upper = serializers.FloatField()


class GroupItem(serializers.Serializer):
    item = serializers.CharField()
    verdict = serializers.CharField()
    share = serializers.FloatField(required=False)
    base = serializers.IntegerField(required=False)
    reference_share = serializers.FloatField(required=False)
    reference_base = serializers.IntegerField(required=False)
    as_it_is = DifferenceShape(required=False)
    same_mix = DifferenceShape(required=False)
    confidence = serializers.FloatField(required=False)
    smallest_seen = serializers.FloatField(required=False)


class GroupShape(serializers.Serializer):
    characteristic = serializers.CharField()
    group = serializers.CharField()
    reference = serializers.CharField()
    items = GroupItem(many=True)


class GapsTold(OfPlace):
    region = serializers.CharField(allow_null=True)
    quarters = serializers.ListField(child=serializers.CharField())
    groups = GroupShape(many=True)


class CombinationShape(JudgedShape):
    sex = serializers.CharField()
    age_band = serializers.CharField()
    ethnicity = serializers.CharField()
    mark = serializers.CharField()
    people = serializers.IntegerField()
    share = serializers.FloatField()
    of_groups_apart = serializers.FloatField()


class CombinedTold(Stamped, OfPeriod):
    is_provisional = serializers.BooleanField()
    item = serializers.CharField()
    unstable = serializers.IntegerField()
    combinations = CombinationShape(many=True)


class BehindShape(serializers.Serializer):
    verdict = serializers.CharField()
    difference = serializers.FloatField()
    smallest_seen = serializers.FloatField()


class DriverShape(serializers.Serializer):
    item = serializers.CharField()
    share = serializers.FloatField()
    lower = serializers.FloatField()
    upper = serializers.FloatField()
    goes_with = serializers.ChoiceField(choices=("more", "less"))
    behind_first = BehindShape(allow_null=True)


class DriversFound(serializers.Serializer):
    people = serializers.IntegerField()
    r_squared = serializers.FloatField()
    drivers = DriverShape(many=True)


class DriversTold(Stamped, OfPeriod):
    stage = serializers.CharField()
    figures = DriversFound(allow_null=True)


class ThemeShape(serializers.Serializer):
    side = serializers.CharField()
    theme = serializers.CharField()
    dimension = serializers.CharField()
    level = serializers.CharField()
    people = serializers.IntegerField()
    share = serializers.FloatField()
    lower = serializers.FloatField()
    upper = serializers.FloatField()


class NewTermsShape(serializers.Serializer):
    language = serializers.CharField()
    terms = serializers.ListField(child=serializers.CharField())


class ThemesTold(OfPlace):
    frame = serializers.JSONField()
    is_draft = serializers.BooleanField()
    themes = ThemeShape(many=True)
    new_terms = NewTermsShape(many=True)


class ReachPointShape(serializers.Serializer):
    period = serializers.CharField()
    share = serializers.FloatField(required=False)
    mark = serializers.CharField(required=False)
    lower = serializers.FloatField(required=False)
    upper = serializers.FloatField(required=False)
    signal = serializers.CharField(required=False, allow_null=True)


class CheckedForceShape(serializers.Serializer):
    force = serializers.CharField()
    share = serializers.FloatField()
    of = serializers.IntegerField()
    lower = serializers.FloatField(allow_null=True)
    upper = serializers.FloatField(allow_null=True)
    place = serializers.ChoiceField(choices=("above", "below", "within"), allow_null=True)


class CheckShape(serializers.Serializer):
    check = serializers.CharField()
    all_forces = serializers.FloatField()
    forces = CheckedForceShape(many=True)


class ReachOfForce(serializers.Serializer):
    """Eligible, asked and answered, each as a share of the one before, by quarter."""

    force = serializers.CharField()
    could_be_asked = ReachPointShape(many=True)
    asked = ReachPointShape(many=True)
    answered = ReachPointShape(many=True)


class ReachTold(Stamped):
    quarters = serializers.ListField(child=serializers.CharField())
    provisional = serializers.ListField(child=serializers.CharField())
    forces = ReachOfForce(many=True)


class ChecksTold(Stamped, OfPeriod):
    is_provisional = serializers.BooleanField()
    checks = CheckShape(many=True)

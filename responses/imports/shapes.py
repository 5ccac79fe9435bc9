from rest_framework import serializers

from access.systems.shapes import ProblemShape
from responses.case_files.columns import COLUMNS
from responses.imports.selectors.stage_news import MAY_BE_SENT

YES = (("yes", "yes"),)


class SimulatedQuery(serializers.Serializer):
    simulated = serializers.ChoiceField(
        choices=YES, required=False, help_text="The people do not exist."
    )


class CasesQuery(SimulatedQuery):
    accept_valid = serializers.ChoiceField(
        choices=YES, required=False, help_text="Load the rows without faults, and leave out others."
    )


class CheckedQuery(CasesQuery):
    check = serializers.ChoiceField(
        choices=YES, required=False, help_text="Say what is wrong with the rows, and load none."
    )


def _cells(*names: str) -> dict[str, serializers.Field]:
    """A text for each column; the rules of the case file say what it may be."""
    return {
        name: serializers.CharField(
            required=COLUMNS[name].is_required,
            allow_blank=True,
            allow_null=True,
        )
        for name in names
    }


CaseRecords = type(
    "CaseRecords",
    (serializers.Serializer,),
    {"__doc__": "A row of the standard case file.", **_cells(*COLUMNS)},
)
StageEventRecords = type(
    "StageEventRecords",
    (serializers.Serializer,),
    {
        "__doc__": "What has become of a case that is loaded.",
        **_cells(*MAY_BE_SENT),
    },
)


class FaultShape(serializers.Serializer):
    row = serializers.IntegerField(required=False)
    column = serializers.CharField(required=False)
    value = serializers.CharField(required=False, help_text="Cut where it may be personal.")
    code = serializers.CharField()
    reason = serializers.CharField()


class LoadedRowShape(serializers.Serializer):
    """`held` are the kinds of change that wait for a second person in the force."""

    row = serializers.IntegerField()
    case_key = serializers.CharField(required=False)
    result = serializers.ChoiceField(
        choices=("created", "amended", "unchanged", "not_loaded", "good")
    )
    held = serializers.ListField(child=serializers.CharField(), required=False)
    faults = FaultShape(many=True, required=False)


class CauseShape(serializers.Serializer):
    code = serializers.CharField()
    column = serializers.CharField(required=False)
    count = serializers.IntegerField()
    shape = serializers.CharField(required=False)
    instead = serializers.CharField(required=False)


class UnusualShape(serializers.Serializer):
    """A kind of change that was made in unusually many cases of one call."""

    sign = serializers.CharField()
    cases = serializers.IntegerField()
    of = serializers.IntegerField()


class SummaryShape(serializers.Serializer):
    created = serializers.IntegerField()
    amended = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    events_added = serializers.IntegerField()
    contacts_stored = serializers.IntegerField()
    held = serializers.IntegerField()
    rejected = serializers.IntegerField(required=False)


class CasesLoaded(serializers.Serializer):
    """The answer to a call with cases. Rows that were only checked get no summary."""

    summary = SummaryShape(required=False)
    unusual = UnusualShape(many=True, required=False)
    causes = CauseShape(many=True)
    rows = LoadedRowShape(many=True)


class StagesTold(serializers.Serializer):
    summary = SummaryShape()
    rows = LoadedRowShape(many=True)


class CasesRefused(ProblemShape):
    """Problem details; where rows have faults, with their causes and all rows."""

    causes = CauseShape(many=True, required=False)
    rows = LoadedRowShape(many=True, required=False)

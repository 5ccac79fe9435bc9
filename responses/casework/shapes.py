"""API data on how to reach a victim, as agreed with an officer or adviser in another system."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from responses.case_files.cells.readers import LONGEST_KEY, word_hash
from responses.case_files.faults import CellError
from responses.sms.channel import ANOTHER_WAY, Channel
from responses.vault import sending_hours
from responses.vault.facts import SAFE_CONTACT_DAYS
from responses.vault.safe_contact import SafeContactAgreement


class SafeContactRecord(serializers.Serializer):
    """Replaces the record: a field left out is not limited, but the word stays."""

    force = serializers.CharField(max_length=40)
    case_key = serializers.CharField(max_length=LONGEST_KEY)
    is_number_safe = serializers.BooleanField()
    channel = serializers.ChoiceField(
        choices=(Channel.SMS.value, Channel.EMAIL.value, ANOTHER_WAY),
        help_text="How the victim wishes to be reached; `other`: no message may be sent.",
    )
    start = serializers.TimeField(required=False, format="%H:%M", input_formats=["%H:%M"])
    end = serializers.TimeField(required=False, format="%H:%M", input_formats=["%H:%M"])
    days = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=5),
        required=False,
        max_length=6,
        help_text="0 is Monday. Nothing is sent on a Sunday. Left out: any day.",
    )
    until = serializers.DateField(required=False, help_text="The last day, within 90.")
    word_hash = serializers.CharField(
        required=False, max_length=200, help_text="Argon2id of the word, as in the case file."
    )

    def validate_word_hash(self, value: str) -> str:
        try:
            return str(word_hash(value))
        except CellError as error:
            raise serializers.ValidationError(_("This is not an Argon2id hash.")) from error

    def validate_until(self, value: date) -> date:
        today: date = self.context["today"]
        if not today <= value <= today + timedelta(days=SAFE_CONTACT_DAYS):
            raise serializers.ValidationError(_("Choose a day within the next 90"))
        return value

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError({unknown[0]: [_("This is not known here.")]})
        if not sending_hours.has_safe_hours(given.get("start"), given.get("end")):
            raise serializers.ValidationError(
                {"start": [_("Texts go out from 9 to 19: choose hours among them")]}
            )
        return given

    def agreed(self) -> SafeContactAgreement:
        given = self.validated_data
        days = sorted(set(given.get("days", ())))
        return SafeContactAgreement(
            is_number_safe=given["is_number_safe"],
            channel=given["channel"],
            start=given.get("start"),
            end=given.get("end"),
            days="" if len(days) == len(sending_hours.ANY_DAY) else "".join(map(str, days)),
            until=given.get("until"),
            word_hash=given.get("word_hash", ""),
        )


class SafeContactKept(serializers.Serializer):
    """`waits`: the number was marked as unsafe, and a second person has to say the same."""

    result = serializers.ChoiceField(choices=("kept", "waits"))

"""The figures of relatives, and of who answers in another's place, as they are stored. Pure."""

from typing import Any

from analytics.stats.proportions import Interval
from analytics.voices.counting import VoiceFigures, VoiceShare


def packed(found: VoiceFigures) -> dict[str, Any]:
    return {
        "people": dict(found.people),
        "shares": {
            voice: {
                code: [one.people, one.share, one.interval.lower, one.interval.upper]
                for code, one in by_question.items()
            }
            for voice, by_question in found.shares.items()
        },
    }


def unpacked(stored: dict[str, Any]) -> VoiceFigures:
    return VoiceFigures(
        people=stored["people"],
        shares={
            voice: {code: _share(*each) for code, each in by_question.items()}
            for voice, by_question in stored["shares"].items()
        },
    )


def _share(people: int, share: float, lower: float, upper: float) -> VoiceShare:
    return VoiceShare(people=people, share=share, interval=Interval(lower=lower, upper=upper))

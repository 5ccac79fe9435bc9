from dataclasses import dataclass

from django.utils.translation import gettext as _

from access.status.selectors import ServiceStatus


@dataclass(frozen=True)
class StatusPart:
    name: str
    state: str
    is_well: bool


@dataclass(frozen=True)
class StatusWords:
    lead: str
    parts: tuple[StatusPart, ...]


def status_words(status: ServiceStatus) -> StatusWords:
    lead = _("Everything works.") if status.is_well else _("Not everything works as it should.")
    well = _("Works")
    return StatusWords(
        lead=lead,
        parts=(
            StatusPart(
                _("Pages and answers"),
                well if status.takes_answers else _("Do not work now"),
                status.takes_answers,
            ),
            StatusPart(
                _("Work in the background"),
                well if status.is_in_time else _("Late"),
                status.is_in_time,
            ),
            StatusPart(
                _("Room on this machine"),
                _("Enough") if status.has_room else _("Nearly none left"),
                status.has_room,
            ),
        ),
    )


def status_sentence(status: ServiceStatus) -> str:
    if not status.takes_answers:
        return _("Questions cannot be answered just now. Answers already sent are kept.")
    if not status.is_in_time:
        return _("Questions can be answered. Messages and results may come late.")
    return _("Everything works.")

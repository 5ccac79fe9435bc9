"""Writes the themes of a text."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.models import CodedText, ThemeCoding
from responses.themes.coders import person_of
from responses.themes.frame import SIDES, coding_frame
from responses.themes.selectors import coding

MOST_THEMES = 5
"""Limit for one text: more would be reading too much into it."""
Turn = ThemeCoding.CodingTurn


class CodedError(Exception):
    pass


class ThemesError(ValueError):
    pass


def record_read(*, text: CodedText, by: Actor, at: datetime) -> None:
    """SAF-15."""
    audit.record(AuditKind.REDACTED_TEXT_READ, target=text, by=by, at=at)


@transaction.atomic
def code(*, text: CodedText, themes: Collection[str], by: Actor, at: datetime) -> ThemeCoding:
    """First and second are blind to each other; no themes say that none fits. Raises CodedError,
    ThemesError."""
    said = _checked(themes)
    held = _waiting(text)
    before = list(held.codings.all())
    if len(before) > held.is_doubled or any(each.user_id == by.user_id for each in before):
        raise CodedError
    made = _keep(held, Turn(len(before) + 1), said, by=by, at=at)
    audit.record(AuditKind.TEXT_CODED, target=held, by=by, at=at, turn=made.turn)
    return made


@transaction.atomic
def settle(*, text: CodedText, themes: Collection[str], by: Actor, at: datetime) -> ThemeCoding:
    """Raises CodedError, ThemesError."""
    said = _checked(themes)
    held = _waiting(text)
    before = list(held.codings.all())
    if len(before) != Turn.SECOND or not coding.differ(before):
        raise CodedError
    made = _keep(held, Turn.SETTLED, said, by=by, at=at)
    audit.record(AuditKind.CODING_SETTLED, target=held, by=by, at=at)
    return made


def _waiting(text: CodedText) -> CodedText:
    held = CodedText.objects.select_for_update().get(pk=text.pk)
    if held.state != coding.State.WAITING:
        raise CodedError
    return held


def _keep(
    text: CodedText, turn: ThemeCoding.CodingTurn, said: list[str], *, by: Actor, at: datetime
) -> ThemeCoding:
    try:
        with transaction.atomic():
            return ThemeCoding.objects.create(
                text=text,
                turn=turn,
                user_id=person_of(by),
                frame_version=coding_frame().version,
                themes=said,
                coded_at=at,
            )
    except IntegrityError as error:
        raise CodedError from error


def _checked(themes: Collection[str]) -> list[str]:
    known = {f"{side}:{code}" for side in SIDES for code in coding_frame().codes}
    if not known.issuperset(themes) or len({*themes}) > MOST_THEMES:
        message = f"{len({*themes})} themes, of which {len({*themes} - known)} are of no frame"
        raise ThemesError(message)
    return sorted({*themes})

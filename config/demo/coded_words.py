"""What respondents of a past quarter of the simulated nation wrote, redacted and coded, with shares
of themes that are known and must be found. Every text says that it is simulated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from access import selectors as access_selectors
from access.models import User
from config.demo.own_texts import STAMP
from config.demo.planted import FALLING_FORCE, RISING_FORCE
from responses import extract
from responses.models import CodedText, Response, ThemeCoding, WrittenText
from responses.themes.frame import coding_frame
from responses.themes.suggesting import suggest
from responses.triage.outcomes import TextOutcome
from responses.triage.redaction.redacting import redact
from responses.triage.risk.reading import RiskCategory, TriageClock
from responses.vault import person_keys
from responses.vault.sealed import redacted_texts, written_texts
from responses.vault.sealed.redacted_texts import RedactedWords
from responses.vault.sealed.written_texts import OwnWords

PEOPLE = {FALLING_FORCE: 50, RISING_FORCE: 30}
QUARTERS_AGO = 2
"""Of those that there are, from the last on: closed when the simulation begins."""
CODERS = ("kent.analyst@example.org", "national.analyst@example.org")
UNCODED = 12
"""The last of the first force wait for coders."""
DOUBLED = 5
"""Each fifth is coded by two people."""
DIFFERS = 3
"""Of those coded twice by two, each so manieth otherwise by the second."""
QUOTABLE = 4


@dataclass(frozen=True)
class Saying:
    """What is said, and what it speaks of."""

    text: str
    theme: str


BETTER: Sequence[Saying] = (
    Saying("Nobody told me how it went on. PC Harris promised to ring and did not.", "informed"),
    Saying("I waited four months for a decision.", "time"),
    Saying("I heard nothing for weeks.", "informed"),
    Saying("Three officers, and I told the same story to each.", "again"),
    Saying("No news since May.", "informed"),
    Saying("Nobody asked for the doorbell camera.", "effort"),
    Saying("It was closed by a text.", "closed"),
    Saying("They could have let me know.", "informed"),
    Saying("On hold on 101 for an hour.", "reach"),
    Saying("Nothing that I can think of.", ""),
)
"""In turn, so that shares are known: of each ten, four speak of being informed."""
WELL: Sequence[Saying] = (
    Saying("She was kind and listened.", "respect"),
    Saying("They came the same day.", "came"),
)


def write(*, at: datetime) -> int:
    """Put them in, once. Returns how many texts."""
    coders = [found for each in CODERS if (found := access_selectors.user_by_email(each))]
    if CodedText.objects.exists() or len(coders) < len(CODERS):
        return 0
    with transaction.atomic():
        return sum(
            _write_for(force, number, coders, at=at) for number, force in enumerate(PEOPLE, start=1)
        )


def _write_for(force: str, batch: int, coders: Sequence[User], *, at: datetime) -> int:
    texts = [
        _text(response, place, batch, force) for place, response in enumerate(_answered(force))
    ]
    WrittenText.objects.bulk_create(_read(text) for text in texts)
    made = CodedText.objects.bulk_create(texts)
    coded = made[:-UNCODED] if batch == 1 else made
    ThemeCoding.objects.bulk_create(
        coding
        for place, text in enumerate(coded)
        for coding in _codings(text, place, coders, at=at)
    )
    return len(made)


def _answered(force: str) -> Sequence[Response]:
    """None while there are fewer quarters than that."""
    periods = extract.periods()
    if len(periods) <= QUARTERS_AGO:
        return []
    period = periods[-1 - QUARTERS_AGO]
    responses = Response.objects.filter(
        invitation__stage_event__case__force=force,
        invitation__stage_event__period=period,
        completed_at__isnull=False,
        withdrawn_at__isnull=True,
        attempt__isnull=True,
    )
    of_case = responses.select_related("invitation__stage_event__case")
    return list(of_case.order_by("completed_at", "pk")[: PEOPLE[force]])


def _text(response: Response, place: int, batch: int, force: str) -> CodedText:
    better, well = BETTER[place % len(BETTER)], WELL[place % len(WELL)]
    words = OwnWords(*(f"{STAMP} {each.text}" for each in (well, better)))
    redacted = RedactedWords(well=redact(words.well).text, better=redact(words.better).text)
    sent_at = response.completed_at or response.started_at
    written_texts.seal(words, response_id=response.pk, at=sent_at)
    redacted_texts.seal(redacted, response_id=response.pk, at=sent_at)
    case = response.invitation.stage_event.case
    suggested = suggest(redacted.better, language="en", frame=coding_frame())
    return CodedText(
        response=response,
        force_id=force,
        language="en",
        person_key=person_keys.case_key(force=force, key=case.case_key),
        sent_at=sent_at,
        batch=batch,
        place=place,
        is_doubled=place % DOUBLED == 0,
        suggested=[f"better:{each}" for each in suggested],
    )


def _read(text: CodedText) -> WrittenText:
    """As the desk left it."""
    return WrittenText(
        response_id=text.response_id,
        force_id=text.force_id,
        language=text.language,
        sent_at=text.sent_at,
        sorted_at=text.sent_at,
        category=RiskCategory.NONE,
        clock=TriageClock.WORKING_DAY,
        due_at=text.sent_at,
        may_be_quoted=text.place % QUOTABLE == 0,
        state=WrittenText.TextState.CLOSED,
        first_read_at=text.sent_at,
        closed_at=text.sent_at,
        closed_by="Simulated reader",
        outcome=TextOutcome.NO_RISK,
        told=WrittenText.Told.NOT_NEEDED,
    )


def _codings(
    text: CodedText, place: int, coders: Sequence[User], *, at: datetime
) -> list[ThemeCoding]:
    """The true themes, by one or by both; now and then the second saw one less."""
    themes = _themes(place)
    said = [themes]
    if text.is_doubled:
        said.append(themes[:1] if place % DIFFERS == 0 else themes)
    return [
        ThemeCoding(
            text=text, turn=turn, user=coder, frame_version=coding_frame().version, themes=each,
            coded_at=at,
        )
        for turn, (coder, each) in enumerate(zip(coders, said, strict=False), start=1)
    ]  # fmt: skip


def _themes(place: int) -> list[str]:
    better, well = BETTER[place % len(BETTER)].theme, WELL[place % len(WELL)].theme
    return sorted([f"better:{better}"] * bool(better) + [f"well:{well}"])

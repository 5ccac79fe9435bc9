from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction

from access import selectors as access_selectors
from access.actor import RESPONDENT, Actor
from access.models import User
from config.demo.planted import FALLING_FORCE, RISING_FORCE
from config.demo.staff.accounts import CITY
from responses import extract
from responses.follow_up import actions as follow_up
from responses.models import CodedText, Response, ThemeCoding, WrittenText
from responses.themes.frame import coding_frame, suggest
from responses.triage.actions import reading, rota, sending, sorting
from responses.triage.outcomes import TextOutcome
from responses.triage.redaction.redacting import redact
from responses.triage.risk.reading import RiskCategory, TriageClock
from responses.triage.selectors.desks import Desk
from responses.vault import person_keys
from responses.vault.sealed import redacted_texts, written_texts
from responses.vault.sealed.redacted_texts import RedactedWords
from responses.vault.sealed.wishes import SafeWay
from responses.vault.sealed.written_texts import OwnWords

STAMP = "SIMULATED."

# --- recent texts ---------------------------------------------------------------------------------

READERS = {
    CITY: ("city.reader@example.org", "city.reader2@example.org"),
    FALLING_FORCE: ("kent.reader@example.org", "kent.reader2@example.org"),
}
HOURS = time(8), time(20)
# Language, what was good, what should have been better.
WRITTEN = (
    ("en", "The officer rang me back the same evening.", "Nobody said that it was closed."),
    ("en", "", "He is outside my flat again and says he will kill me."),
    ("en", "They listened.", "I waited seven weeks for a call."),
    ("cy", "Roedden nhw’n garedig iawn.", "Chefais i ddim newyddion am fisoedd."),
    ("en", "", "He keeps breaking his bail. He came to my work on Monday."),
    ("en", "The leaflet about support was good.", ""),
    ("en", "", "I want to make a complaint about how I was spoken to."),
    ("pl", "Tłumacz był bardzo pomocny.", "Nikt nie oddzwonił."),
    ("en", "", "Some days I think everybody would be better off without me."),
    ("en", "My new contact is kind.", "Three officers in four months."),
)  # fmt: skip
SENT_BEFORE = timedelta(minutes=20)
# The oldest harmless texts of each desk.
CLOSED = 2


def write_texts(*, by: Actor, at: datetime) -> int:
    """Once. Return the number."""
    if WrittenText.objects.exists():
        return 0
    return sum(_write_for_desk(force, by=by, at=at) for force in READERS)


def _write_for_desk(force: str, *, by: Actor, at: datetime) -> int:
    found = [access_selectors.user_by_email(email) for email in READERS[force]]
    readers = [each for each in found if each is not None]
    for person in readers:
        rota.set_shifts(
            desk=Desk(force), person=person, weekdays=range(7), hours=HOURS, by=by, at=at
        )
    # Texts are sent before answers, so these have not finished.
    begun = Response.objects.filter(
        invitation__stage_event__case__force=force,
        completed_at__isnull=True,
        withdrawn_at__isnull=True,
    ).order_by("-started_at", "pk")[: len(WRITTEN)]
    sent = sum(_send(response, place, at=at) for place, response in enumerate(begun))
    sorting.sort_texts(by=by, at=at)
    if readers:
        reader = Actor.user(user_id=readers[0].pk, name=readers[0].name)
        harmless = WrittenText.objects.filter(force=force, category="none").order_by("sent_at")
        for text in harmless[:CLOSED]:
            reading.read(text=text, by=reader, at=at)
            reading.close(
                text=text, outcome=TextOutcome.NO_RISK, told=WrittenText.Told.NOT_NEEDED,
                by=reader, at=at,
            )  # fmt: skip
    return sent


def _send(response: Response, place: int, *, at: datetime) -> int:
    sent_at = at - SENT_BEFORE * place
    # Every third asks to be contacted.
    if place % 3 == 0:
        safe_way = SafeWay(way=f"{STAMP} Ring the number you have", when="mornings")
        follow_up.ask(
            response_id=response.pk, safe_way=safe_way, language="en", by=RESPONDENT, at=sent_at
        )
    language, well, better = WRITTEN[place]
    words = OwnWords(*(f"{STAMP} {each}" if each else "" for each in (well, better)))
    return sending.send_words(
        response_id=response.pk, words=words, language=language, by=RESPONDENT, at=sent_at
    )


# --- coded texts ----------------------------------------------------------------------------------

PEOPLE = {FALLING_FORCE: 50, RISING_FORCE: 30}
# From the last quarter, which must have closed.
QUARTERS_AGO = 2
CODERS = ("kent.analyst@example.org", "national.analyst@example.org")
# The first force's last texts wait.
UNCODED = 12
# Two code each fifth text, and differ in a third of those.
DOUBLED, DIFFERS = 5, 3
QUOTABLE = 4


@dataclass(frozen=True)
class Saying:
    text: str
    theme: str


# In turn, so that shares are known: four in ten are about being informed.
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
WELL: Sequence[Saying] = (
    Saying("She was kind and listened.", "respect"),
    Saying("They came the same day.", "came"),
)


def write_coded_texts(*, at: datetime) -> int:
    """Once. Return the number."""
    coders = [found for each in CODERS if (found := access_selectors.user_by_email(each))]
    if CodedText.objects.exists() or len(coders) < len(CODERS):
        return 0
    with transaction.atomic():
        return sum(
            _write_batch(force, number, coders, at=at)
            for number, force in enumerate(PEOPLE, start=1)
        )


def _write_batch(force: str, batch: int, coders: Sequence[User], *, at: datetime) -> int:
    answered = _find_answered(force)
    texts = [_make_text(each, place, batch, force) for place, each in enumerate(answered)]
    WrittenText.objects.bulk_create(_make_closed_text(text) for text in texts)
    made = CodedText.objects.bulk_create(texts)
    coded = made[:-UNCODED] if batch == 1 else made
    ThemeCoding.objects.bulk_create(
        coding
        for place, text in enumerate(coded)
        for coding in _codings(text, place, coders, at=at)
    )
    return len(made)


def _find_answered(force: str) -> Sequence[Response]:
    periods = extract.periods()
    if len(periods) <= QUARTERS_AGO:
        return []
    responses = Response.objects.filter(
        invitation__stage_event__case__force=force,
        invitation__stage_event__period=periods[-1 - QUARTERS_AGO],
        completed_at__isnull=False,
        withdrawn_at__isnull=True,
        attempt__isnull=True,
    )
    of_case = responses.select_related("invitation__stage_event__case")
    return list(of_case.order_by("completed_at", "pk")[: PEOPLE[force]])


def _make_text(response: Response, place: int, batch: int, force: str) -> CodedText:
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


def _make_closed_text(text: CodedText) -> WrittenText:
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
    """Once or twice."""
    better, well = BETTER[place % len(BETTER)].theme, WELL[place % len(WELL)].theme
    themes = sorted([f"better:{better}"] * bool(better) + [f"well:{well}"])
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

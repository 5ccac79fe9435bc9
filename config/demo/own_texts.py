"""What a few respondents of the simulated nation wrote in their own words, and who reads it. Every
text says that it is simulated."""

from datetime import datetime, time, timedelta
from itertools import islice

from access import selectors as access_selectors
from access.actor import RESPONDENT, Actor
from access.models import User
from config.demo.planted import FALLING_FORCE
from responses.follow_up import actions as follow_up
from responses.models import Response, WrittenText
from responses.triage.actions import reading, rota, sending, sorting
from responses.triage.outcomes import TextOutcome
from responses.triage.selectors.desks import Desk
from responses.vault.sealed.wishes import SafeWay
from responses.vault.sealed.written_texts import OwnWords

CITY = "city-of-london"
READERS = {
    CITY: ("city.reader@example.org", "city.reader2@example.org"),
    FALLING_FORCE: ("kent.reader@example.org", "kent.reader2@example.org"),
}
HOURS = time(8), time(20)
STAMP = "SIMULATED."
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
"""Language, what was done well, what should have been better."""
SENT_BEFORE = timedelta(minutes=20)
"""Between one text and the one before."""
CLOSED = 2
"""Of each desk, the oldest that tell of no danger."""


def write(*, by: Actor, at: datetime) -> int:
    """Put readers on the rota and texts into their queues, once. Returns how many texts."""
    if WrittenText.objects.exists():
        return 0
    return sum(_write_for(force, by=by, at=at) for force in READERS)


def _write_for(force: str, *, by: Actor, at: datetime) -> int:
    readers = [access_selectors.user_by_email(email) for email in READERS[force]]
    people = [each for each in readers if each is not None]
    for person in people:
        rota.set_shifts(
            desk=Desk(force), person=person, weekdays=range(7), hours=HOURS, by=by, at=at
        )
    sent = sum(_send(response, place, at=at) for place, response in enumerate(_begun(force)))
    sorting.sort_texts(by=by, at=at)
    _close_some(force, people, at=at)
    return sent


def _begun(force: str) -> list[Response]:
    """Who answered lately and has not sent it in: what is written goes before the answers do."""
    begun = Response.objects.filter(
        invitation__stage_event__case__force=force,
        completed_at__isnull=True,
        withdrawn_at__isnull=True,
    )
    return list(islice(begun.order_by("-started_at", "pk"), len(WRITTEN)))


def _send(response: Response, place: int, *, at: datetime) -> int:
    _wish(response, place, at=at - SENT_BEFORE * place)
    language, well, better = WRITTEN[place]
    words = OwnWords(*(f"{STAMP} {each}" if each else "" for each in (well, better)))
    return sending.send_words(
        response_id=response.pk,
        words=words,
        language=language,
        by=RESPONDENT,
        at=at - SENT_BEFORE * place,
    )


def _wish(response: Response, place: int, *, at: datetime) -> None:
    """Every third asks to be contacted."""
    if place % 3 == 0:
        safe_way = SafeWay(way=f"{STAMP} Ring the number you have", when="mornings")
        follow_up.ask(
            response_id=response.pk, safe_way=safe_way, language="en", by=RESPONDENT, at=at
        )


def _close_some(force: str, people: list[User], *, at: datetime) -> None:
    if not people:
        return
    by = Actor.user(user_id=people[0].pk, name=people[0].name)
    harmless = WrittenText.objects.filter(force=force, category="none").order_by("sent_at")
    for text in harmless[:CLOSED]:
        reading.read(text=text, by=by, at=at)
        told = WrittenText.Told.NOT_NEEDED
        reading.close(text=text, outcome=TextOutcome.NO_RISK, told=told, by=by, at=at)

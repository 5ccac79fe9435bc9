"""What the outbox costs: sending through it, beside the provider's bare client posting the same
texts to the same fake, in fair weather and without the pace that both keep."""

from responses.invitations.actions import send as send_actions
from responses.models import OutboxMessage
from responses.sms.fake_weather import Weather
from responses.sms.notify import TIMEOUT_SECONDS
from responses.sms.provider import Text
from tests.bench.measure import best_of_each, say
from tests.conftest import NOW, TESTER
from tests.faults import ground, provider

ROUNDS = 5


def send(count: int) -> None:
    ground.queued(count)
    a_round = count // ROUNDS
    with provider.notify(Weather()) as notify:
        # As long as in earnest: on a busy machine an answer may well take a quarter of a second.
        sender = provider.provider(notify.url, timeout_seconds=TIMEOUT_SECONDS)

        def through_the_outbox() -> None:
            handled = 0
            while handled < a_round:
                some = send_actions.send_due(provider=sender, by=TESTER, now=lambda: NOW)
                ground.check(some.sent == some.handled > 0, f"some were not sent: {some}")
                handled += some.handled

        def bare() -> None:
            for number in range(a_round):
                mobile = f"+447700900{ground.NUMBERS[number % len(ground.NUMBERS)]:03}"
                sender.send(Text(f"bare-{number}", "en", mobile, "https://svc.example/x"))

        ours, plain = best_of_each((through_the_outbox, bare), rounds=ROUNDS)
    ground.check(not OutboxMessage.objects.exclude(state="sent").exists(), "some were not sent")
    ground.forget()
    what = f"sending {count:,} messages, {a_round / ours.clock:.0f} a second by one sender"
    say(f"{what} in the best round", ours.clock, plain.clock, "the bare client posting them")
    what = "its processor, without the database server's"
    say(what, ours.processor, plain.processor, "the bare client's")

"""What the outbox costs: sending through it, beside the provider's bare client posting the same
texts to the same fake, in fair weather and without the pace that both keep."""

from responses.actions import outbox
from responses.models import OutboxMessage
from responses.sms.fake_weather import Weather
from responses.sms.notify import TIMEOUT_SECONDS
from responses.sms.provider import Text
from tests.bench.measure import say, spent
from tests.conftest import NOW, TESTER
from tests.faults import ground, provider


def send(count: int) -> None:
    ground.queued(count)
    with provider.notify(Weather()) as notify:
        # As long as in earnest: on a busy machine an answer may well take a quarter of a second.
        sender = provider.provider(notify.url, timeout_seconds=TIMEOUT_SECONDS)

        def through_the_outbox() -> None:
            while outbox.send_due(provider=sender, by=TESTER, at=NOW).handled:
                pass

        def bare() -> None:
            for number in range(count):
                mobile = f"+447700900{ground.NUMBERS[number % len(ground.NUMBERS)]:03}"
                sender.send(Text(f"bare-{number}", "en", mobile, "https://svc.example/x"))

        ours, plain = spent(through_the_outbox), spent(bare)
    ground.check(not OutboxMessage.objects.exclude(state="sent").exists(), "some were not sent")
    ground.forget()
    what = f"sending {count:,} messages, {count / ours.clock:.0f} a second by one sender"
    say(what, ours.clock, plain.clock, "the bare client posting them")
    what = "their processor, without the database server's"
    say(what, ours.processor, plain.processor, "the bare client's")

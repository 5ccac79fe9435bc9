from datetime import datetime, timedelta

from responses.sms.notify import (
    BLOCK,
    DOUBLES_EVERY,
    LEAST_A_SECOND,
    MOST_A_SECOND,
    Pacer,
    pace_at,
    slower,
)
from tests.conftest import NOW

TURN = timedelta(seconds=1) / MOST_A_SECOND


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Line:
    def __init__(self) -> None:
        self.next = NOW
        self.asked = 0

    def reserve(self, count: int, at: datetime) -> tuple[datetime, timedelta]:
        self.asked += 1
        first = max(self.next, at)
        self.next = first + count * TURN
        return first, TURN


def pacer(line: Line, clock: Clock) -> Pacer:
    return Pacer(reserve=line.reserve, now=clock.now, sleep=clock.sleep)


class TestAPacer:
    def test_lets_no_more_than_the_pace_through(self):
        clock, line = Clock(), Line()
        one = pacer(line, clock)

        for _n in range(MOST_A_SECOND * 3 + 1):
            one.wait_turn()

        assert clock.at - NOW == timedelta(seconds=3)

    def test_shares_the_pace_with_the_others(self):
        clock, line = Clock(), Line()
        senders = [pacer(line, clock) for _n in range(4)]

        for _n in range(MOST_A_SECOND):
            for sender in senders:
                sender.wait_turn()

        assert clock.at - NOW >= timedelta(seconds=4) - len(senders) * BLOCK * TURN

    def test_asks_once_for_several_turns(self):
        clock, line = Clock(), Line()
        one = pacer(line, clock)

        for _n in range(BLOCK * 2):
            one.wait_turn()

        assert line.asked == 2

    def test_saves_no_turns_while_nothing_is_sent(self):
        clock, line = Clock(), Line()
        one = pacer(line, clock)
        one.wait_turn()
        clock.sleep(60)
        began = clock.at

        for _n in range(2 * BLOCK):
            one.wait_turn()

        assert clock.at - began >= BLOCK * TURN


class TestThePaceAfterALimit:
    def test_is_halved_and_doubles_again(self):
        slowed = slower(MOST_A_SECOND)

        paces = [pace_at(slowed, NOW, at=NOW + n * DOUBLES_EVERY) for n in range(3)]

        assert paces == [MOST_A_SECOND // 2, MOST_A_SECOND, MOST_A_SECOND]

    def test_never_stops(self):
        pace = MOST_A_SECOND
        for _n in range(20):
            pace = slower(pace)

        assert pace == LEAST_A_SECOND
        assert pace_at(pace, NOW, at=NOW + timedelta(days=400)) == MOST_A_SECOND

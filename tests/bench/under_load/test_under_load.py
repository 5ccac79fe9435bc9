import asyncio

import pytest

from tests.bench.caller import Step
from tests.bench.under_load.lines import Answer, Front, Line, NoAnswerError, PhoneBehindProxy
from tests.bench.under_load.victims import Storm, Victim
from tests.bench.under_load.walks import PAUSE, AtRate, PersonAtRate, Served, people_for

WAY = [
    Step("GET", "/s/", status=200),
    Step("GET", "/q/1/", status=200),
    Step("POST", "/q/1/", [("answer", "easy")], 302),
    Step("GET", "/q/2/", status=200),
]


def told(*pieces: bytes) -> Answer:
    async def read() -> Answer:
        line = Line()
        line.asked = asyncio.get_running_loop().create_future()
        for piece in pieces:
            line.data_received(piece)
        return await asyncio.wait_for(line.asked, 1)

    return asyncio.run(read())


def victim(place: int = 0) -> Victim:
    return Victim(PhoneBehindProxy(Front(0), "h", "null"), "token", WAY, place=place)


def answer(status: int, *, leads_to: str = "") -> Answer:
    return Answer(status, f"\r\nLocation: {leads_to}".encode() if leads_to else b"", b"")


class TestALine:
    def test_takes_an_answer_that_comes_in_pieces(self):
        found = told(b"HTTP/1.1 200 OK\r\nContent-Le", b"ngth: 4\r\n\r", b"\nab", b"cd")

        assert (found.status, found.page) == (200, b"abcd")

    def test_takes_one_without_a_body(self):
        assert told(b"HTTP/1.1 302 Found\r\nLocation: /q/2/\r\n\r\n").leads_to == "/q/2/"

    def test_says_that_its_process_went_away(self):
        async def lose() -> None:
            line = Line()
            line.asked = asyncio.get_running_loop().create_future()
            line.connection_lost(None)
            await line.asked

        with pytest.raises(NoAnswerError):
            asyncio.run(lose())


class TestAVictim:
    def test_has_an_answer_acknowledged_by_the_page_that_follows(self):
        someone = victim(place=2)

        someone._go_on(WAY[2], answer(302, leads_to="/q/2/"))

        assert (someone.acknowledged, someone.place) == ({1: "easy"}, 3)

    def test_has_none_acknowledged_by_being_led_elsewhere(self):
        someone = victim(place=2)

        someone._go_on(WAY[2], answer(302, leads_to="/e/"))

        assert (someone.acknowledged, someone.place) == ({}, 0)

    def test_goes_on_where_she_is_led(self):
        someone = victim(place=0)

        someone._go_on(WAY[0], answer(302, leads_to="/q/2/"))

        assert someone.place == 3


class TestAStorm:
    def test_tells_an_answer_that_was_acknowledged_and_is_not_held(self):
        someone = victim()
        someone.acknowledged, someone.last_taken = {1: "easy"}, 1.0

        storm = Storm([someone])

        assert storm.faults({"token": {"1": ["easy"]}}) == []
        assert storm.faults({"token": {"1": ["hard"]}}) == ["1 acknowledged answers lost"]
        assert storm.faults({}) == ["1 acknowledged answers lost"]

    def test_tells_a_wrong_page_and_who_could_not_go_on(self):
        someone = victim(place=1)
        someone._go_on(WAY[1], answer(500))

        assert Storm([someone], last_kill=5.0).faults({}) == [
            "no answer was acknowledged in the time there was",
            "1 who could not go on after the last kill",
            "500: 1",
        ]


class TestARate:
    def test_is_kept_by_as_many_people_as_it_takes(self):
        assert people_for(60, rate=150, seconds=15) == 75

    def test_tells_how_long_all_but_some_waited(self):
        waits = [n / 1000 for n in range(1, 101)]

        assert AtRate(1, 1, waits, 100, [], 0, 0, 0, []).milliseconds(0.99) == pytest.approx(99)

    def test_counts_as_waiting_what_was_never_asked_because_others_waited(self):
        site = Served(0, "h", "null", 0, 0)
        person = PersonAtRate(site, Front(0), WAY, begins=10.0)
        person.ends = [11.0]

        waits = person.waits(begun=10.0, ended=12.0)

        assert waits == pytest.approx([1.0, 2 - PAUSE, 2 - 2 * PAUSE, 2 - 3 * PAUSE])

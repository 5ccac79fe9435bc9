from collections import Counter
from datetime import timedelta
from random import Random

from responses.sms.fake_weather import SendingFault, TokenBucket, Weather, storm
from tests.conftest import NOW

MANY = 20_000


class TestTheBucket:
    def taken(self, bucket: TokenBucket, tries: int) -> int:
        return sum(bucket.take() for _n in range(tries))

    def test_lets_a_burst_through_and_no_more(self):
        assert self.taken(TokenBucket(now=lambda: NOW), 1_500) == 1_000

    def test_fills_again_with_time(self):
        at = [NOW]
        bucket = TokenBucket(now=lambda: at[0])
        self.taken(bucket, 1_500)
        at[0] += timedelta(seconds=2)

        assert self.taken(bucket, 1_500) == 100

    def test_never_holds_more_than_its_burst(self):
        at = [NOW]
        bucket = TokenBucket(now=lambda: at[0])
        at[0] += timedelta(hours=1)

        assert self.taken(bucket, 1_500) == 1_000


class TestAStorm:
    def test_has_the_shares_that_it_names(self):
        weather = storm(1)

        met = Counter(weather.fault() for _n in range(MANY))

        assert abs(met[SendingFault.LOST_ANSWER] / MANY - 0.05) < 0.01
        assert abs(met[SendingFault.RATE_LIMIT] / MANY - 0.02) < 0.01
        assert abs(met[SendingFault.SERVER_ERROR] / MANY - 0.01) < 0.01

    def test_loses_doubles_and_delays_receipts(self):
        weather = storm(1)
        receipts = [{"id": str(n)} for n in range(MANY)]

        first = weather.carried(receipts)
        later = weather.carried([])

        copies = Counter(receipt["id"] for receipt in [*first, *later])
        assert abs((MANY - len(copies)) / MANY - 0.01) < 0.005
        assert abs(sum(n == 2 for n in copies.values()) / MANY - 0.10) < 0.01
        assert abs(len(later) / len([*first, *later]) - 0.05) < 0.01

    def test_comes_again_by_its_seed(self):
        one, other = (storm(7) for _n in range(2))

        assert [one.fault() for _n in range(500)] == [other.fault() for _n in range(500)]


class TestFairWeather:
    def test_does_nothing_but_mix(self):
        weather = Weather(random=Random(1))
        receipts = [{"id": str(n)} for n in range(9)]

        carried = weather.carried(receipts)

        assert weather.fault() is None
        assert sorted(one["id"] for one in carried) == [one["id"] for one in receipts]

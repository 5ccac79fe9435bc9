"""What one request of each kind costs the web processes and the database, one after another."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from tests.bench.load import Way
from tests.bench.under_load.deployed import Deployed
from tests.bench.under_load.lines import Front, PhoneBehindProxy
from tests.bench.under_load.processes import processor_seconds
from tests.bench.under_load.walks import Served

JOURNEYS = 30


def by_kind(deployed: Deployed, ways: Iterator[Way]) -> str:
    spent = asyncio.run(_spent(deployed.served, list(islice(ways, JOURNEYS))))
    told = (f"{kind} {web:.2f} and {database:.2f} ms" for kind, (web, database) in spent.items())
    return f"ours by kind, web and database: {', '.join(told)}"


async def _spent(site: Served, ways: list[Way]) -> dict[str, tuple[float, float]]:
    front = Front(site.port)
    phones = [PhoneBehindProxy(front, site.host, site.origin) for _way in ways]
    spent: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for steps in zip(*ways, strict=True):
        before = processor_seconds(site.server), processor_seconds(site.database)
        for phone, step in zip(phones, steps, strict=True):
            await phone.take(step)
        web = processor_seconds(site.server) - before[0]
        database = processor_seconds(site.database) - before[1]
        spent[steps[0].kind].append((web, database))
    front.close()
    return {kind: _mean(each, len(ways)) for kind, each in spent.items()}


def _mean(each: list[tuple[float, float]], journeys: int) -> tuple[float, float]:
    requests = len(each) * journeys
    web, database = (sum(part) * 1000 / requests for part in zip(*each, strict=True))
    return web, database

"""Whether the time of an answer tells what became of a link: unknown, used up at the gate, expired,
stopped or finished. Asked in turns, each from an internet address of its own, through gunicorn."""

import http.client
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bench.served import Site
from tests.bench.throughput import database

EACH = 80
UNKNOWN = "unknown"
KINDS = (UNKNOWN, "used up", "expired", "stopped", "finished")


def telling_links_apart() -> None:
    with database("SQLite") as url, tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "DATABASE_URL": url, "DATA_DIR": folder, "DEVELOPMENT": "yes"}
        site = Site(Path(sys.executable), "config.wsgi", env | {"TRUSTED_PROXY_COUNT": "1"})
        links = json.loads(site.run(["-m", "tests.bench.dead_links"]))
        with site.serving():
            waits, answers = asked(site, links)
    if len(answers) != 1:
        message = f"links are answered differently: {answers}"
        raise RuntimeError(message)
    middle = {kind: statistics.median(each) for kind, each in waits.items()}
    told = ", ".join(
        f"{kind} {seconds * 1000:.2f} ms ({seconds / middle[UNKNOWN]:.2f} ×)"
        for kind, seconds in middle.items()
    )
    print(f"a link that does not work, half of {EACH} each wait: {told}")


def asked(site: Site, links: dict[str, str]) -> tuple[dict[str, list[float]], set[tuple]]:
    """Seconds by kind, and the different answers: status, where to, and length."""
    lot = random.Random(2026)
    turns = [kind for kind in KINDS for _ in range(EACH)]
    lot.shuffle(turns)
    waits: dict[str, list[float]] = defaultdict(list)
    answers = set()
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    for number, kind in enumerate(turns):
        began = time.perf_counter()
        connection.request(
            "GET", f"/{links[kind]}",
            headers={"X-Forwarded-For": f"10.{number // 250}.{number % 250}.1"},
        )  # fmt: skip
        answer = connection.getresponse()
        length = len(answer.read())
        waits[kind].append(time.perf_counter() - began)
        answers.add((answer.status, answer.headers.get("Location"), length))
    connection.close()
    return waits, answers


def make() -> dict[str, str]:
    """One link of each kind, by its token."""
    from tests.bench.people import fill

    tokens = dict(zip(KINDS, fill(len(KINDS)), strict=True))

    from responses.answering.gate import MAX_TRIES
    from responses.invitations.tokens import hash_token
    from responses.models import Invitation, Response
    from survey.models import InstrumentVersion

    at = datetime.now(UTC)
    of = {kind: Invitation.objects.get(token_hash=hash_token(tokens[kind])) for kind in KINDS}
    change = Invitation.objects.filter
    change(pk=of["used up"].pk).update(gate_tries=MAX_TRIES)
    change(pk=of["expired"].pk).update(expires_at=at - timedelta(days=1))
    change(pk=of["stopped"].pk).update(opted_out_at=at)
    Response.objects.create(
        invitation=of["finished"], instrument=InstrumentVersion.objects.latest("pk"),
        language="en", started_at=at - timedelta(hours=2), completed_at=at - timedelta(hours=1),
    )  # fmt: skip
    return tokens | {UNKNOWN: "0" * len(tokens[UNKNOWN])}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(make()))

"""`./dev faults`: workers and servers killed at every step of theirs, a storm between us and the
provider, and the database lost and restored (`./dev faults restore` is that alone; `./dev faults
recover` brings a PostgreSQL of its own to a point in time; `./dev faults servers` fills and
replaces one; `./dev faults burst` has people come to two web processes as they do after a
batch)."""

import argparse
import atexit
import contextlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.deploy import cluster
from tests.faults import disks

parser = argparse.ArgumentParser(prog="./dev faults", description=__doc__)
WHATS = ("all", "restore", "recover", "servers", "burst")
parser.add_argument("what", nargs="?", choices=WHATS, default="all")
parser.add_argument("--people", type=int, default=600, help="of each drill of a restore, to 980")
parser.add_argument("--kills", type=int, default=500, help="of senders and readers of receipts")
parser.add_argument("--answers", type=int, default=500, help="kills of servers that take answers")
parser.add_argument("--freezes", type=int, default=500, help="of senders, at most one a boundary")
parser.add_argument("--down", type=int, default=500, help="messages that meet a provider down")
parser.add_argument("--storm", type=int, default=50_000, help="invitations sent through the storm")
parser.add_argument(
    "--senders", type=int, default=2, help="and readers, that weather the storm at once"
)
parser.add_argument("--times", type=int, default=100, help="the usual number of people of a burst")
parser.add_argument("--calm", type=int, default=0, help="messages to measure sending by")
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--database", metavar="URL", help="of an empty database; default: SQLite")
OPTIONS = parser.parse_args()

FOLDER = tempfile.TemporaryDirectory()
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["DATA_DIR"] = FOLDER.name
CLUSTER = None
Path(FOLDER.name).chmod(0o755)  # PostgreSQL runs as somebody else
if OPTIONS.what in {"recover", "servers"}:
    place, disk = Path(FOLDER.name) / "server", contextlib.ExitStack()
    if OPTIONS.what == "servers":
        disk.enter_context(disks.of_its_own(place))
        atexit.register(disk.close)
    CLUSTER = cluster.Cluster(place)
    OPTIONS.database = CLUSTER.begin()
    if OPTIONS.what == "servers":
        CLUSTER.standby_port = cluster.free_port()
        OPTIONS.database = CLUSTER.url_of_either
    atexit.register(CLUSTER.stop, how="immediate")
default = f"sqlite:///{Path(FOLDER.name) / 'faults.sqlite3'}"
os.environ["DATABASE_URL"] = OPTIONS.database or default

import django

django.setup()

from tests.faults import (
    answering,
    burst,
    calm,
    freezing,
    ground,
    outage,
    restoring,
    sending,
    servers,
    storm,
)
from tests.faults.ground import Fault


def main() -> None:
    try:
        if OPTIONS.what == "burst":
            burst.come(times=OPTIONS.times, folder=Path(FOLDER.name))
        else:
            ground.prepare()
            _go_wrong()
    except Fault as fault:
        sys.exit(f"FAULT: {fault}")


def _go_wrong() -> None:
    if OPTIONS.what == "servers" and CLUSTER:
        servers.go_wrong(CLUSTER)
    elif OPTIONS.people:
        restoring.drill(
            people=OPTIONS.people, seed=OPTIONS.seed, folder=Path(FOLDER.name), cluster=CLUSTER
        )
    if OPTIONS.what == "all":
        ground.switch_off_fatigue()
        for count, bring_about in FAULTS:
            if count:
                bring_about(count)


FAULTS: tuple[tuple[int, Callable[[int], None]], ...] = (
    (OPTIONS.freezes, lambda freezes: freezing.freeze_senders(freezes=freezes)),
    (OPTIONS.kills, lambda kills: sending.kill_senders(kills=kills, seed=OPTIONS.seed)),
    (OPTIONS.answers, lambda kills: answering.kill_servers(kills=kills, seed=OPTIONS.seed)),
    (OPTIONS.down, lambda messages: outage.last_an_hour(messages=messages)),
    (
        OPTIONS.storm,
        lambda invitations: storm.weather(
            invitations=invitations, senders=OPTIONS.senders, seed=OPTIONS.seed
        ),
    ),
    (OPTIONS.calm, calm.send),
)

if __name__ == "__main__":
    main()

"""`./dev faults`: workers and servers killed at every step of theirs, a storm between us and the
provider, and the database lost and restored (`./dev faults restore` is that alone; `./dev faults
recover` brings a PostgreSQL of its own to a point in time). Ends with 1, and says what was lost or
doubled, where anything was."""

import argparse
import atexit
import os
import sys
import tempfile
from pathlib import Path

from tests.deploy import cluster

parser = argparse.ArgumentParser(prog="./dev faults", description=__doc__)
parser.add_argument("what", nargs="?", choices=["all", "restore", "recover"], default="all")
parser.add_argument("--people", type=int, default=600, help="of each drill of a restore, to 980")
parser.add_argument("--kills", type=int, default=500, help="of senders and readers of receipts")
parser.add_argument("--answers", type=int, default=500, help="kills of servers that take answers")
parser.add_argument("--storm", type=int, default=50_000, help="invitations sent through the storm")
parser.add_argument(
    "--senders", type=int, default=2, help="and readers, that weather the storm at once"
)
parser.add_argument("--calm", type=int, default=0, help="messages to measure sending by")
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--database", metavar="URL", help="of an empty database; default: SQLite")
OPTIONS = parser.parse_args()

FOLDER = tempfile.TemporaryDirectory()
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["DATA_DIR"] = FOLDER.name
CLUSTER = cluster.Cluster(Path(FOLDER.name) / "server") if OPTIONS.what == "recover" else None
if CLUSTER:
    Path(FOLDER.name).chmod(0o755)
    OPTIONS.database = CLUSTER.begin()
    atexit.register(CLUSTER.stop, how="immediate")
default = f"sqlite:///{Path(FOLDER.name) / 'faults.sqlite3'}"
os.environ["DATABASE_URL"] = OPTIONS.database or default

import django

django.setup()

from tests.faults import answering, calm, ground, restoring, sending, storm
from tests.faults.ground import Fault


def main() -> None:
    ground.prepare()
    try:
        if OPTIONS.people:
            restoring.drill(
                people=OPTIONS.people, seed=OPTIONS.seed, folder=Path(FOLDER.name), cluster=CLUSTER
            )
        if OPTIONS.what != "all":
            return
        ground.switch_off_fatigue()
        if OPTIONS.kills:
            sending.kill_senders(kills=OPTIONS.kills, seed=OPTIONS.seed)
        if OPTIONS.answers:
            answering.kill_servers(kills=OPTIONS.answers, seed=OPTIONS.seed)
        if OPTIONS.storm:
            storm.weather(invitations=OPTIONS.storm, senders=OPTIONS.senders, seed=OPTIONS.seed)
        if OPTIONS.calm:
            calm.send(OPTIONS.calm)
    except Fault as fault:
        sys.exit(f"FAULT: {fault}")


if __name__ == "__main__":
    main()

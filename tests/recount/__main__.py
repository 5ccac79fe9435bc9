"""Counts every shown figure of a quarter again, and says which differ. python -m tests.recount
DATABASE PERIOD DATABASE is the path of an SQLite file or the address of a PostgreSQL database,
PERIOD a quarter such as 2026-Q3."""

import sys
from contextlib import closing

from tests.recount import recount, stored

MOST_NAMED = 20

address, period = sys.argv[1:]
with closing(stored.connect(address)) as connection:
    done = recount.recount(connection, period)
lines = [
    f"{period}: {done.compared:,} cells compared, {done.figures:,} different figures",
    f"{len(done.differences):,} differ; {len(done.unlike_counted):,} responses counted otherwise",
    *(
        f"{one.place}: shown {one.shown}, found {one.found}"
        for one in done.differences[:MOST_NAMED]
    ),
]
sys.stdout.write("\n".join(lines) + "\n")
sys.exit(1 if done.differences or done.unlike_counted else 0)

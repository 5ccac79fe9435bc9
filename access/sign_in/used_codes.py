from datetime import datetime

from django.conf import settings
from django.db import connection


def forget(*, at: datetime) -> int:
    location = str(settings.CACHES["default"]["LOCATION"])
    table, column = connection.ops.quote_name(location), connection.ops.quote_name("expires")
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE {column} < %s",  # noqa: S608  both are names of ours
            [connection.ops.adapt_datetimefield_value(at.replace(microsecond=0))],
        )
        return int(cursor.rowcount)

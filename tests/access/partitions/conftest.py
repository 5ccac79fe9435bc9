"""SQLite has no partitions: they are tried on PostgreSQL alone."""

from django.conf import settings

is_postgresql = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
collect_ignore = (
    [] if is_postgresql else ["test_creation.py", "test_locks.py", "test_partitions.py"]
)

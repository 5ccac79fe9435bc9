"""What rows take on the disk, with their indexes, and the table of it."""

from django.db import connection

SIZES = """
SELECT coalesce(whole.relname, own.relname), sum(greatest(own.reltuples, 0))::bigint,
    sum(pg_table_size(own.oid))::bigint, sum(pg_indexes_size(own.oid))::bigint
FROM pg_class AS own
LEFT JOIN pg_inherits ON inhrelid = own.oid LEFT JOIN pg_class AS whole ON whole.oid = inhparent
WHERE own.relkind = 'r' AND own.relnamespace = 'public'::regnamespace
GROUP BY 1 HAVING sum(greatest(own.reltuples, 0)) > 1000
ORDER BY sum(pg_total_relation_size(own.oid)) DESC
"""
GIGABYTE = 1_000_000_000


def print_sizes() -> None:
    with connection.cursor() as cursor:
        cursor.execute(SIZES)
        found = cursor.fetchall()
        cursor.execute("SELECT pg_database_size(current_database())")
        [(whole,)] = cursor.fetchall()
    for table, rows, heap, indexes in found:
        print(
            f"  {table:<32} {rows:>12,} rows  {(heap + indexes) / rows:>7,.0f} bytes a row, of "
            f"which indexes {indexes / rows:,.0f}"
        )
    print(f"  the database: {whole / GIGABYTE:.1f} GB", flush=True)

"""Many rows of one kind, for tests of lists: what a row stands for does not matter, how many there are does."""

from django.db import connection, models


def copies(row: models.Model, count: int) -> None:
    """The same row `count` times more. The table gives up its unique columns, and that its rows begin as drafts, until
    the test is rolled back."""
    table, key = row._meta.db_table, row._meta.pk.column
    names = ", ".join(f'"{field.column}"' for field in row._meta.concrete_fields if not field.primary_key)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # rows that wait for their foreign keys lock the table's form
        for constraint in unique_constraints(cursor, table):
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{constraint}" CASCADE')
        for index in unique_indexes(cursor, table):
            cursor.execute(f'DROP INDEX "{index}"')
        cursor.execute(f'DROP TRIGGER IF EXISTS begins ON "{table}"')
        cursor.execute(  # names of the model's own columns; the values are parameters
            f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "{table}", generate_series(1, %s) WHERE "{key}" = %s',  # noqa: S608
            [count, row.pk],
        )


def unique_constraints(cursor: object, table: str) -> list[str]:
    cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('u', 'x')", [table])
    return [name for (name,) in cursor.fetchall()]


def unique_indexes(cursor: object, table: str) -> list[str]:
    cursor.execute(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass AND indisunique"
        " AND NOT indisprimary",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]

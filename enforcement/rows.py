"""The few statements that every legal act sends, put together once for each table and not once for each act.

The ORM's own building of them was half of what an act costs. Values are prepared by the fields, as the ORM does it.
"""

from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)


def insert_row(row: models.Model, *, once: bool = False) -> None:
    """INSERT of a new row, which gets its key. `once`: nothing happens when another has its unique key."""
    statement, fields = insertion(type(row), once=once)
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        if made := cursor.fetchone():
            row.pk = made[0]


def lock_row(row: M) -> M:
    """The row as it is now, locked until the transaction ends."""
    model = type(row)
    statement, names, converters = locking(model)
    with connection.cursor() as cursor:
        cursor.execute(statement, [row.pk])
        found = cursor.fetchone()
    if found is None:
        raise model.DoesNotExist  # type: ignore[attr-defined]
    values = list(found)
    for place, convert, column in converters:
        values[place] = convert(values[place], column, connection)
    return model.from_db(connection.alias, names, values)


def update_row(row: models.Model, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    with connection.cursor() as cursor:
        cursor.execute(updating(type(row), tuple(values)), [*values.values(), row.pk])


# Put together from the names of the models' own columns; every value is a parameter. Hence the marks for ruff.


@cache
def insertion(model: type[models.Model], *, once: bool) -> tuple[str, list[Any]]:
    fields: list[Any] = [field for field in model._meta.concrete_fields if not field.primary_key]
    names, places = ", ".join(quoted(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    conflict = " ON CONFLICT DO NOTHING" if once else ""
    key = key_of(model)
    table = quoted(model._meta.db_table)
    return f"INSERT INTO {table} ({names}) VALUES ({places}){conflict} RETURNING {key}", fields  # noqa: S608


@cache
def locking(model: type[models.Model]) -> tuple[str, list[str], list[tuple[int, Any, Any]]]:
    """The statement, the attributes it fills, and what turns a column's value into the field's (a JSON text, say)."""
    fields: list[Any] = list(model._meta.concrete_fields)
    names = ", ".join(quoted(field.column) for field in fields)
    key = key_of(model)
    columns = list(enumerate(field.get_col(model._meta.db_table) for field in fields))
    converters = [
        (place, convert, column)
        for place, column in columns
        for convert in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
    ]
    statement = f"SELECT {names} FROM {quoted(model._meta.db_table)} WHERE {key} = %s FOR UPDATE"  # noqa: S608
    return statement, [field.attname for field in fields], converters


@cache
def updating(model: type[models.Model], names: tuple[str, ...]) -> str:
    columns: list[Any] = [model._meta.get_field(name) for name in names]
    changes = ", ".join(f"{quoted(field.column)} = %s" for field in columns)
    key = key_of(model)
    return f"UPDATE {quoted(model._meta.db_table)} SET {changes} WHERE {key} = %s"  # noqa: S608


def key_of(model: type[models.Model]) -> str:
    key: Any = model._meta.pk
    return quoted(key.column)


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)

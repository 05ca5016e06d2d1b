"""A database for one run of the benchmarks, on the server of DATABASE_URL, gone afterwards."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


class NoScratchDatabase(Exception):
    """Says what to do about it."""


@contextmanager
def database(address: str) -> Iterator[str]:
    """The address of a new, empty database beside the one named by `address`."""
    name = f"bench_{os.getpid()}_{secrets.token_hex(3)}"
    server = beside(address, "postgres")
    try:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.Error as refused:
        raise NoScratchDatabase(
            f"The server of DATABASE_URL gave no database for the benchmarks ({refused}). Give its user the right "
            "CREATEDB, or leave DATABASE_URL empty: then the embedded server is used."
        ) from refused
    try:
        yield beside(address, name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def beside(address: str, name: str) -> str:
    """Another database of the same server."""
    scheme, login, _path, options, fragment = urlsplit(address)
    return urlunsplit((scheme, login, f"/{name}", options, fragment))

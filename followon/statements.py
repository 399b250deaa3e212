"""Statements that PostgreSQL keeps prepared for as long as a connection lasts.

PostgreSQL reads and plans a statement anew each time it is sent, which takes longer than most of ours then run. What is
asked a second time over one connection is prepared there (PREPARE), and afterwards only its name and values are sent.
psycopg 3 does so by itself; psycopg 2, which this service is built on, leaves it to its user.

A pooler that hands one session to several clients cannot keep them apart; where Django is told of one by
DISABLE_SERVER_SIDE_CURSORS, nothing is prepared. A statement outlives no change of the types it answers with: web and
workers are started anew after a migration, as always.
"""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2.extensions import AsIs

_LONGEST_TITLE = 50  # a name of PostgreSQL's has 63 bytes, our number included


@dataclass(frozen=True)
class Slot:
    """A parameter that is another at each call; every other one is part of the statement."""

    cast: str = field(default="", kw_only=True)  # the type that follows its value, such as `::bigint[]`


class Statement:
    """SQL of our own that is sent often: `%s` for each value, with its type (`%s::text[]`) where several are given."""

    def __init__(self, title: str, sql: str) -> None:
        self.title, self.sql = title, sql
        self._slots = [Slot(cast=cast) for cast in re.findall(r"%s((?:::\w+(?:\[\])?)?)", sql)]

    def sent(self, *values: Any) -> tuple[str, tuple[Any, ...]]:
        """What goes to PostgreSQL with these values, for a cursor of the default connection to execute."""
        by_name = kept(connections[DEFAULT_DB_ALIAS], self, self.title, self.sql, self._slots)
        return by_name or self.sql, values


@dataclass
class _Kept:
    """What one connection was asked once, and what it keeps since it was asked again."""

    asked: set[Hashable] = field(default_factory=set)
    names: dict[Hashable, str] = field(default_factory=dict)


_by_connection: WeakKeyDictionary[Any, _Kept] = WeakKeyDictionary()
_numbers = count(1)


def kept(
    connection: BaseDatabaseWrapper, key: Hashable, title: str, sql: str, parameters: Sequence[Any]
) -> str | None:
    """The SQL that asks for it by name, with a placeholder for each slot; None the first time, when it is sent whole.

    Preparing it is no statement of the caller's: it does not appear among the connection's queries.
    """
    if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        return None
    connection.ensure_connection()
    found = _by_connection.setdefault(connection.connection, _Kept())
    if key in found.names:
        return found.names[key]
    if key not in found.asked:
        found.asked.add(key)
        return None
    return found.names.setdefault(key, _prepare(connection, title, sql, parameters))


def _prepare(connection: BaseDatabaseWrapper, title: str, sql: str, parameters: Sequence[Any]) -> str:
    places = [f"%s{one.cast}" for one in parameters if isinstance(one, Slot)]
    numbered = count(1)
    values = [AsIs(f"${next(numbered)}") if isinstance(one, Slot) else one for one in parameters]
    name = f'"{title[-_LONGEST_TITLE:]} {next(_numbers)}"'
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        whole = cursor.mogrify(sql, values).decode()
        cursor.execute(f"PREPARE {name} AS {whole}")
    return f"EXECUTE {name} ({', '.join(places)})" if places else f"EXECUTE {name}"

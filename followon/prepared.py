"""Queries that are put together once per process and asked many times.

    @prepared
    def _places(person: User) -> QuerySet[Membership]:
        return Membership.objects.of(person).filter(joined_at__lte=clock.now())

    places = _places(request.user)                                  # a list, read from the database at each call
    page = _places.paged(request.user).page(request.GET.get("page"), 50)     # one page, counted when there are more

Putting a queryset together and turning it into SQL costs some pages ten times what PostgreSQL and the template cost.
Here only the SQL is kept, never anything that was read; PostgreSQL keeps how to run it (`statements.py`). Arguments are
placeholders while the query is put together, and what the clock says is read anew at each call. Whatever would let one
call slip into the next is refused at the first call: a text made from an argument, an argument that is not used, the
first of this month.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, update_wrapper
from inspect import signature
from typing import Any, Generic, NoReturn, ParamSpec, TypeVar

from django.core.paginator import Page, Paginator
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model, QuerySet
from django.db.transaction import TransactionManagementError

from followon import clock, statements

Arguments = ParamSpec("Arguments")
Row = TypeVar("Row")

_WHOLE, _COUNTED = "{}", "SELECT COUNT(*) FROM ({}) AS counted"  # how the rows of a query are asked for
_MANY = {
    list[int]: "bigint[]",
    list[str]: "text[]",
}  # how several are given: by what the function says it takes
# Django asks for several by IN. PostgreSQL then joins with a table whose length it can't know, and may read a whole
# index for it; by = ANY it looks each of them up.
_AMONG, _ANY_OF = "IN (SELECT unnest({}))", "= ANY({})"
# A query is put together at both. What is as far from the one as from the other is "so long ago"; the rest is refused.
_TWO_MOMENTS = (datetime(2500, 6, 15, 12, tzinfo=UTC), datetime(2501, 1, 3, 20, 17, tzinfo=UTC))


class Given(Expression):
    """What stands for an argument while the query is put together; `many` is PostgreSQL's type of several."""

    def __init__(self, name: str, many: str = "") -> None:
        super().__init__()
        self.name, self.many = name, many

    @property
    def pk(self) -> "Given":
        """A row is given by its number, so a queryset may ask for that."""
        return self

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # for PostgreSQL alone
        return f"(SELECT unnest(%s::{self.many}))" if self.many else "%s", [_Argument(self.name)]

    def _is_not_known(self, *_: object) -> NoReturn:
        raise TypeError(f"A prepared query is the same whatever “{self.name}” is; it cannot look at it.")

    __str__ = __format__ = _is_not_known


class _Open(statements.Slot):
    """A parameter of the SQL that is another at each call."""

    def value(self, given: dict[str, Any]) -> Any:
        """What it is at this one."""
        raise NotImplementedError


@dataclass(frozen=True)
class _Argument(_Open):
    """A parameter that the caller gives."""

    name: str

    def value(self, given: dict[str, Any]) -> Any:
        return given[self.name]


@dataclass(frozen=True)
class _Moment(_Open):
    """A parameter that is so far from now."""

    away: timedelta

    def value(self, given: dict[str, Any]) -> datetime:
        return clock.now() + self.away


@dataclass(frozen=True)
class _Day(_Open):
    """A parameter that is so many days from today."""

    away: timedelta

    def value(self, given: dict[str, Any]) -> date:
        return clock.today() + self.away


@dataclass(frozen=True, eq=False)
class _Query(Generic[Row]):
    """A query put together: the queryset and compiler that read its rows, the SQL, its parameters."""

    title: str
    rows: QuerySet[Any, Row]
    compiler: Any
    sql: str
    parameters: list[Any]

    @cached_property
    def converters(self) -> Any:
        """What makes our values of those that come from the database, by column."""
        read = self.compiler.select[: self.compiler.col_count]
        return self.compiler.get_converters([column[0] for column in read])

    def values(self, given: dict[str, Any]) -> tuple[Any, ...]:
        """The parameters of the SQL for one call."""
        return tuple(one.value(given) if isinstance(one, _Open) else one for one in self.parameters)

    def sent(self, using: str, given: dict[str, Any], form: str = _WHOLE) -> tuple[str, tuple[Any, ...]]:
        """What goes to PostgreSQL: the SQL and its values, or the name it is kept under there and what differs."""
        sql = form.format(self.sql)
        by_name = statements.kept(connections[using], (self, form), self.title, sql, self.parameters)
        if by_name is None:
            return sql, self.values(given)
        return by_name, tuple(one.value(given) for one in self.parameters if isinstance(one, _Open))

    def bound(self, given: dict[str, Any], form: str = _WHOLE) -> QuerySet[Any, Row]:
        """The queryset of one call, of all its rows or a page."""
        if self.compiler.query.select_for_update and not connections[DEFAULT_DB_ALIAS].in_atomic_block:
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        query: Any = _Bound(self, given, form)
        rows: QuerySet[Any, Row] = type(self.rows)(model=self.rows.model, query=query)
        for name in ("_iterable_class", "_fields", "_prefetch_related_lookups"):
            setattr(rows, name, getattr(self.rows, name))
        return rows

    def read(self, given: dict[str, Any], form: str = _WHOLE) -> list[Row]:
        """The rows, all of them or a page."""
        return list(self.bound(given, form))

    def count(self, given: dict[str, Any]) -> int:
        """How many rows there are."""
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(*self.sent(DEFAULT_DB_ALIAS, given, _COUNTED))
            return int(cursor.fetchone()[0])


class Paged(Generic[Row]):
    """The rows of one call, read a page at a time, as a Paginator does."""

    def __init__(self, whole: _Query[Row], numbers: _Query[Any], given: dict[str, Any]) -> None:
        self._whole, self._numbers, self._given = whole, numbers, given

    def __len__(self) -> int:
        return self._numbers.count(self._given)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._whole.read(self._given))

    def __getitem__(self, part: Any) -> Any:
        begin, end = part.start or 0, part.stop
        return self._whole.read(self._given, f"{_WHOLE} LIMIT {end - begin:d} OFFSET {begin:d}")

    def page(self, asked: str | None, size: int) -> Page[Row]:
        """The page asked for, the nearest one for nonsense. A list that fits on its first page is not counted."""
        paginator: Paginator[Row] = Paginator(self, size)
        if asked not in (None, "", "1"):
            return paginator.get_page(asked)
        rows = self[0 : size + 1]
        if len(rows) <= size:
            paginator.count = len(rows)
        return Page(rows[:size], 1, paginator)


class _Bound:
    """A queryset's query for one call: it is put together already."""

    def __init__(self, query: _Query[Any], given: dict[str, Any], form: str) -> None:
        self._query, self._given, self._form = query, given, form
        self._compiler = query.compiler

    def get_compiler(self, using: str, *_: Any, **__: Any) -> Any:
        compiler = copy.copy(self._compiler)
        compiler.connection = connections[using]
        compiler.as_sql = lambda *_, **__: self._query.sent(using, self._given, self._form)
        compiler.get_converters = lambda _: self._query.converters
        return compiler

    def sql_with_params(self) -> tuple[str, tuple[Any, ...]]:
        return self._form.format(self._query.sql), self._query.values(self._given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiler.query, name)


class Prepared(Generic[Arguments, Row]):
    """A function that makes a queryset, as one that answers its rows."""

    def __init__(self, build: Callable[Arguments, QuerySet[Any, Row]]) -> None:
        self._build, parameters = build, signature(build).parameters
        self._names = tuple(parameters)
        self._given_as = {
            name: Given(name, _MANY.get(one.annotation, "")) for name, one in parameters.items()
        }
        self._whole: _Query[Row] | None = None
        self._numbers: _Query[Any] | None = None
        update_wrapper(self, build)

    def __call__(self, *args: Arguments.args, **kwargs: Arguments.kwargs) -> list[Row]:
        """The rows, read now."""
        given = self._given(args, kwargs)
        self._whole = self._whole or self.put_together()
        return self._whole.read(given)

    def paged(self, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Paged[Row]:
        """The rows for a Paginator, a page at a time."""
        given = self._given(args, kwargs)
        self._whole = self._whole or self.put_together()
        self._numbers = self._numbers or self.put_together(numbers_only=True)
        return Paged(self._whole, self._numbers, given)

    def unread(self, *args: Arguments.args, **kwargs: Arguments.kwargs) -> QuerySet[Any, Row]:
        """The queryset itself, to stand inside another statement; nothing can be added to it."""
        self._whole = self._whole or self.put_together()
        return self._whole.bound(self._given(args, kwargs))

    def _given(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        pairs = (*zip(self._names, args, strict=False), *kwargs.items())
        return {name: _plain(value) for name, value in pairs}

    def put_together(self, *, numbers_only: bool = False) -> _Query[Any]:
        """The query, as it will be asked for whatever is given. TypeError when one call could slip into the next."""
        one, other = (self._at(moment, numbers_only) for moment in _TWO_MOMENTS)
        if (one.sql, one.parameters) != (other.sql, other.parameters):
            raise TypeError(f"{self._build.__qualname__} takes more from the clock than so long from now.")
        unused = set(self._names) - {part.name for part in one.parameters if isinstance(part, _Argument)}
        if unused and not numbers_only:
            raise TypeError(f"{self._build.__qualname__} makes no use of {', '.join(sorted(unused))}.")
        return one

    def _at(self, moment: datetime, numbers_only: bool) -> _Query[Any]:
        with clock.moved_to(moment):
            rows: QuerySet[Any, Any] = self._build(**self._given_as)  # type: ignore[call-arg, arg-type]  # a Given for each
            rows = rows.order_by().values_list("pk") if numbers_only else rows
            compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
            sql, parameters = compiler.as_sql()
        for several in _MANY.values():
            place = f"%s::{several}"
            sql = sql.replace(_AMONG.format(place), _ANY_OF.format(place))
        title = f"{self._build.__module__}.{self._build.__qualname__}"
        return _Query(title, rows, compiler, sql, [_from(moment, one) for one in parameters])


def _from(moment: datetime, parameter: Any) -> Any:
    """A parameter of the SQL, as it is to be understood at each call."""
    if isinstance(parameter, datetime):
        return _Moment(parameter - moment)
    return _Day(parameter - moment.date()) if isinstance(parameter, date) else parameter


def _plain(value: Any) -> Any:
    """A row as its number, several things as a list; nothing is not a value, for `= NULL` is never true."""
    if value is None:
        raise TypeError("A prepared query cannot be asked about nothing.")
    if isinstance(value, Model):
        return value.pk
    return list(value) if isinstance(value, list | tuple | set | frozenset) else value


def prepared(build: Callable[Arguments, QuerySet[Any, Row]]) -> Prepared[Arguments, Row]:
    """Keep the SQL of the queryset that this function makes; calls answer its rows."""
    return Prepared(build)

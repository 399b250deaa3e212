"""Pages of a long list, without counting it: whether there is a next page is known from one row more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from followon.prepared import Paged
from followon.web.typed import read_number


@dataclass(frozen=True)
class Page:
    """One page of a list, and the addresses of the ones beside it."""

    rows: Sequence[Any]
    number: int
    newer: str
    older: str


def page_of(request: HttpRequest, rows: QuerySet[Any] | Paged[Any], *, size: int) -> Page:
    """The page that `?page=` asks for; the first when it asks for nonsense."""
    asked = read_number(request.GET.get("page")) or 1
    number = asked if asked < 100_000 else 1
    begin = (number - 1) * size
    found = list(rows[begin : begin + size + 1])
    query = request.GET.copy()

    def address(of: int) -> str:
        query["page"] = str(of)
        return f"?{query.urlencode()}"

    return Page(
        rows=found[:size],
        number=number,
        newer=address(number - 1) if number > 1 else "",
        older=address(number + 1) if len(found) > size else "",
    )

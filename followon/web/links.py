"""Absolute addresses, for messages that leave the site; addresses of many things on one page."""

from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property


def absolute(path: str) -> str:
    """The address people can type for a path of this site."""
    return f"{settings.PUBLIC_BASE_URL}{path}"


def absolute_to(name: str, *args: Any) -> str:
    """The address people can type for a named page."""
    return absolute(reverse(name, args=args))


def without_scheme(address: str) -> str:
    """An address as texts show it: phones make it a link, and eight characters are saved."""
    return address.removeprefix("https://").removeprefix("http://")


def address(name: str) -> str:
    """The path of a page that its name alone names, worked out once: a header and a footer ask for a dozen.

    Raises NoReverseMatch.
    """
    return _address_in(settings.ROOT_URLCONF, name)


@cache
def _address_in(urls: str, name: str) -> str:
    return reverse(name, urlconf=urls)


class AddressOf:
    """The addresses of one page for many things: looking each up costs a list of fifty more than its rows do.

    Only for pages named by one code or number.
    """

    _MARK = "0123456789"  # fits where a number or a code does

    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def _around(self) -> tuple[str, str]:
        before, _, after = reverse(self._name, args=[self._MARK]).partition(self._MARK)
        return before, after

    def of(self, thing: str | int) -> str:
        """The address of the page about this thing."""
        before, after = self._around
        return f"{before}{thing}{after}"

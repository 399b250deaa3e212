"""Absolute addresses, for messages that leave the site."""

from typing import Any

from django.conf import settings
from django.urls import reverse


def absolute(path: str) -> str:
    """The address people can type for a path of this site."""
    return f"{settings.PUBLIC_BASE_URL}{path}"


def absolute_to(name: str, *args: Any) -> str:
    """The address people can type for a named page."""
    return absolute(reverse(name, args=args))


def without_scheme(address: str) -> str:
    """An address as texts show it: phones make it a link, and eight characters are saved."""
    return address.removeprefix("https://").removeprefix("http://")

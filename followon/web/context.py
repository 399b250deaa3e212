"""What every template knows as `site`: the product's name, whose service this is, and the navigation.

Nothing is looked up until a template asks, and on public pages nothing is looked up at all: those speak
with the settings' own name and phone number, so that they stand when the database does not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.module_loading import import_string

from followon.web.crisis import phone_of
from followon.web.links import address

PRODUCT = "Follow-on groups"


@dataclass(frozen=True)
class Organisation:
    """The pain service a page speaks for, from the settings; layers above answer in the same shape."""

    name: str = field(default_factory=lambda: settings.SERVICE_NAME)
    phone: str = field(default_factory=lambda: phone_of(settings.SERVICE_NAME) or settings.SERVICE_PHONE)
    hours: str = field(default_factory=lambda: settings.SERVICE_HOURS)
    nation: str = field(default_factory=lambda: settings.SERVICE_NATION)


@dataclass(frozen=True)
class NavigationItem:
    """One link of the header."""

    label: str
    url: str
    current: bool = False


class Site:
    """The template variable `site`. Without a request it is what error pages and emails see."""

    name = PRODUCT

    def __init__(self, request: HttpRequest | None = None) -> None:
        self.request = request

    @cached_property
    def is_public(self) -> bool:
        """Whether this page must not read the session or the database: public and error pages."""
        return self.request is None or getattr(self.request, "without_session", False)

    @property
    def home(self) -> str:
        """Where a signed-in person begins; it asks everybody else to sign in first."""
        return str(settings.LOGIN_REDIRECT_URL)

    @cached_property
    def organisation(self) -> Any:
        """Name, phone, hours, nation: of the view's choice, else the person's service, else the settings."""
        chosen = getattr(self.request, "organisation", None)
        if chosen is None and not self.is_public:
            find: Callable[[HttpRequest | None], Any] = import_string(settings.ORGANISATION)
            chosen = find(self.request)
        return chosen if chosen is not None and chosen.name else Organisation()

    @cached_property
    def navigation(self) -> list[NavigationItem]:
        """The links of the header: what `settings.NAVIGATION` says when signed in, else the public ones."""
        request = self.request
        if self.is_public or request is None or not request.user.is_authenticated:
            return self._mark_current([("Start", reverse("web:start")), ("Your page", self.home)])
        items: Callable[[HttpRequest], Sequence[tuple[Any, ...]]] = import_string(settings.NAVIGATION)
        return self._mark_current([link for item in items(request) if (link := _address(*item))])

    def _mark_current(self, links: list[tuple[Any, ...]]) -> list[NavigationItem]:
        """Mark the link of this page, or of the section it lies in; a section's root marks only itself."""
        path = self.request.path if self.request else ""
        urls = [link[1] for link in links]
        around = [url for url in urls if path.startswith(url)]
        here = max(around, key=len, default="")
        if here != path and any(url != here and url.startswith(here) for url in urls):
            here = ""
        return [
            NavigationItem(label, url, told[0] if told else bool(url and url == here))
            for label, url, *told in links
        ]


def _address(label: str, name: str, args: Sequence[Any] = (), *current: bool) -> tuple[Any, ...] | None:
    """The label and address of a navigation item `(label, url name[, args[, is it current]])`."""
    try:
        return (label, reverse(name, args=args) if args else address(name), *current)
    except NoReverseMatch:
        if settings.TESTING:
            raise
        return None  # a header with one link less is better than no page


def site(request: HttpRequest) -> dict[str, Site]:
    """The context processor."""
    return {"site": Site(request)}

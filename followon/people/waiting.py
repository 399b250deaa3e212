"""What this browser is waiting for: which code was asked for, for which address, and where to go then.

The address waits sealed: sessions lie in the database, and a copy in the cache.
"""

from dataclasses import dataclass

from django.http import HttpRequest

from followon.people import vault
from followon.people.models import CodePurpose, SignInCode

_KEY = "waiting_for_code"


@dataclass(frozen=True)
class Wait:
    """A code on its way, as the session remembers it. A code works only in the browser that asked for it."""

    ask: str
    purpose: str
    address: str
    next_url: str

    @property
    def by_text(self) -> bool:
        """Whether it goes to a phone."""
        return "@" not in self.address


def begin(request: HttpRequest, row: SignInCode, *, address: str, next_url: str = "") -> None:
    """Remember that a code is on its way."""
    request.session[_KEY] = {
        "ask": str(row.pk),
        "purpose": row.purpose,
        "address": vault.seal(address),
        "next_url": next_url,
    }


def of(request: HttpRequest, purpose: CodePurpose) -> Wait | None:
    """What this browser waits for, if it is for this purpose."""
    kept = request.session.get(_KEY)
    return _wait(kept) if kept and kept["purpose"] == purpose else None


def row(request: HttpRequest) -> SignInCode | None:
    """The row of the code this browser waits for, to be ended by a newer one."""
    kept = request.session.get(_KEY)
    return SignInCode.objects.filter(pk=kept["ask"]).first() if kept else None


def end(request: HttpRequest) -> Wait | None:
    """Wait no longer; gives back what it was."""
    kept = request.session.pop(_KEY, None)
    return _wait(kept) if kept else None


def _wait(kept: dict[str, str]) -> Wait | None:
    """What was kept, opened; None when it was sealed with a key that is not there any more."""
    try:
        return Wait(**{**kept, "address": vault.unseal(kept["address"])})
    except vault.Unreadable:
        return None

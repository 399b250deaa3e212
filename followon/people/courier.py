"""What signing in asks of the layer above: carry a code, a private link or a notice to somebody's own
address."""

from datetime import datetime
from enum import Enum
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from followon.people.models import SignInCode, User


class Notice(Enum):
    """What we tell somebody at once because it could be a stranger's doing, or because it cannot be undone
    later."""

    SECOND_FACTOR_ADDED = "second-factor-added"
    SECOND_FACTOR_REMOVED = "second-factor-removed"
    RECOVERY_CODES = "recovery-codes"
    SIGNED_OUT = "signed-out"
    CONTACT_CHANGED = "contact-changed"
    LEAVING = "leaving"
    STAYING = "staying"


class Courier(Protocol):
    """How messages of this app leave; `notifications.sign_in` is one. None waits for a mail server."""

    def send_code(self, person: User, *, code: str, ask: SignInCode, channel: str, address: str) -> None:
        """Carry a code by SMS or EMAIL to an address, which may not be on the account yet."""

    def send_links(self, people: list[User], *, ask: SignInCode) -> None:
        """Carry to a shared number one private link per person, each signing in that person alone."""

    def send_nothing(self) -> None:
        """Do what the others do besides sending, for an address that nobody has."""

    def tell(self, person: User, notice: Notice, *, until: datetime | None = None, address: str = "") -> None:
        """Carry a notice by the person's own channel, or to an address they have just given up."""


def courier() -> Courier:
    """The courier that the settings name."""
    return cast("Courier", import_string(settings.ACCOUNT_ADAPTER)())

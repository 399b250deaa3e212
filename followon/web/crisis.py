"""The crisis numbers: built in, so that no setting and no database has to be right for them to be shown.

A number that two people of the team have confirmed is published through the cache, and kept in memory by each
process. Help pages never ask the database; without a cache they show what they knew last, else what is built in.
"""

import logging
import time
from dataclasses import asdict, dataclass
from typing import Any

from django.core.cache import cache

logger = logging.getLogger(__name__)

_KEY = "crisis-numbers"
_ASK_EVERY = 30.0  # seconds; also how long a cache that does not answer is left alone


@dataclass(frozen=True)
class UrgentLine:
    """The number for urgent mental health help in one nation."""

    number: str
    instruction: str  # what to do once it answers; empty when there is nothing to choose

    @property
    def heading(self) -> str:
        return f"Call {self.number} and {self.instruction}" if self.instruction else f"Call {self.number}"


@dataclass(frozen=True)
class CrisisLines:
    """Whom to call or text, in one nation."""

    urgent: UrgentLine
    text_line: str = "85258"
    text_word: str = "SHOUT"
    listeners: str = "116 123"


_LINES = {
    "england": CrisisLines(UrgentLine("111", "choose option 2")),
    "wales": CrisisLines(UrgentLine("111", "choose option 2")),
    "scotland": CrisisLines(UrgentLine("111", "choose the mental health option")),
    "northern-ireland": CrisisLines(UrgentLine("0808 808 8000", "")),  # Lifeline
}

NATIONS = tuple(_LINES)


class _Published:
    """What the team has confirmed, as this process knows it."""

    def __init__(self) -> None:
        self.lines: dict[str, CrisisLines] = {}
        self.phones: dict[str, str] = {}
        self.asked_at = float("-inf")

    def refresh(self) -> None:
        """Ask the cache, at most every half minute; keep what is known when it does not answer."""
        if time.monotonic() - self.asked_at < _ASK_EVERY:
            return
        self.asked_at = time.monotonic()
        try:
            told: dict[str, Any] | None = cache.get(_KEY)
        except Exception as error:
            logger.warning("The cache could not be asked for crisis numbers: %s", type(error).__name__)
            return
        if told is not None:
            self.lines = {nation: _lines(words) for nation, words in told["lines"].items()}
            self.phones = told["phones"]


_published = _Published()


def built_in(nation: str) -> CrisisLines:
    """The numbers this software came with; England's when the nation is not known."""
    return _LINES.get(nation, _LINES["england"])


def lines_for(nation: str) -> CrisisLines:
    """The numbers of a nation as the team has confirmed them, else those built in; never fails."""
    _published.refresh()
    return _published.lines.get(nation) or built_in(nation)


def phone_of(service_name: str) -> str:
    """The phone number a pain service has confirmed for its help pages; empty when it has not."""
    _published.refresh()
    return _published.phones.get(service_name, "")


def publish(lines: dict[str, CrisisLines], phones: dict[str, str]) -> None:
    """Let every process know the confirmed numbers, by nation and by the name of the service."""
    told = {"lines": {nation: asdict(one) for nation, one in lines.items()}, "phones": phones}
    _published.asked_at = float("-inf")
    try:
        cache.set(_KEY, told, timeout=None)
    except Exception:
        logger.exception("The cache could not be told the crisis numbers; it is tried again within minutes.")


def _lines(words: dict[str, Any]) -> CrisisLines:
    return CrisisLines(**{**words, "urgent": UrgentLine(**words["urgent"])})

"""How much a provider may be given now: token bucket, breaker, its own wish to wait, and the day's money."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from followon import clock
from notifications.models import ProviderState

WINDOW, TOO_MANY = 20, 5  # open the breaker at 5 bad outcomes among the last 20
GATHER = (
    0.5  # seconds until an empty bucket is asked again: a few texts cost no more to decide about than one
)
OPEN_FOR = timedelta(seconds=60)
GOOD, BAD = ".", "x"


@dataclass
class Tally:
    """What happened in this process since it was last written down; one row lock then, not one each."""

    outcomes: list[str] = field(default_factory=list)
    parts_beyond_one: int = 0
    pence: Decimal = Decimal(0)
    slow_until: datetime | None = None

    def note(self, *, good: bool) -> None:
        self.outcomes.append(GOOD if good else BAD)

    @property
    def is_pressing(self) -> bool:
        """Whether others should know at once: something went badly."""
        return BAD in self.outcomes or self.slow_until is not None


@dataclass(frozen=True)
class Allowance:
    """How many may go now; when none, after how many seconds to ask again, or None: not in this pass."""

    count: int
    wait: float | None = None


@transaction.atomic
def take(provider: str, wanted: int, now: datetime) -> Allowance:
    """How many messages may go to the provider now, at most `wanted`; they are taken from its bucket."""
    state = _lock(provider)
    refilled = _refilled(state, now)
    if (state.slow_until and now < state.slow_until) or _is_spent(state, now):
        return Allowance(0)
    if state.open_until is not None:
        wanted = _probe(state, now)
    if refilled is not None and (rate := _rate(state)):
        wanted = min(wanted, int(max(refilled, 0)))
        state.tokens, state.refilled_at = refilled - wanted, now
        if wanted == 0 and state.open_until is None:
            return Allowance(0, wait=max(GATHER, (1 - refilled) / rate))
    state.save()
    return Allowance(wanted)


def give_back(provider: str, count: int) -> None:
    """Put back what was taken and not used."""
    ProviderState.objects.filter(provider=provider).update(tokens=Least(F("burst"), F("tokens") + count))


@transaction.atomic
def write_down(provider: str, tally: Tally, now: datetime) -> None:
    """Add a process's tally to the provider's row; open or close its breaker accordingly."""
    state = _lock(provider)
    outcomes = "".join(tally.outcomes)
    state.recent = (state.recent + outcomes)[-WINDOW:]
    if GOOD in outcomes and state.open_until is not None:
        state.open_until, state.recent = None, ""
    elif BAD in outcomes and (state.open_until is not None or state.recent.count(BAD) >= TOO_MANY):
        state.open_until = now + OPEN_FOR
    if tally.slow_until:
        state.slow_until = max(filter(None, [state.slow_until, tally.slow_until]))
    _begin_day(state, now)
    state.spent_pence += tally.pence
    if _rate(state):
        state.tokens -= tally.parts_beyond_one
    state.save()


def _lock(provider: str) -> ProviderState:
    found = ProviderState.objects.select_for_update().filter(provider=provider).first()
    if found is None:
        ProviderState.objects.bulk_create([ProviderState(provider=provider)], ignore_conflicts=True)
        found = ProviderState.objects.select_for_update().get(provider=provider)
    return found


def _refilled(state: ProviderState, now: datetime) -> float | None:
    """What the bucket holds now; None when the provider has no limit. A clock set back refills nothing."""
    rate = _rate(state)
    if rate is None:
        return None
    passed = max(0.0, (now - state.refilled_at).total_seconds())
    return min(state.burst, state.tokens + passed * rate)


def _rate(state: ProviderState) -> float | None:
    """Parts a second: the provider's own where its row has one, else the site's for texts; None for no limit."""
    if state.per_second is not None:
        return state.per_second or None
    is_texts = state.provider == settings.SMS_PROVIDER
    return (settings.SMS_PARTS_PER_SECOND or None) if is_texts else None


def _probe(state: ProviderState, now: datetime) -> int:
    """Nothing while the breaker is open; then one message, and a minute for its answer."""
    assert state.open_until is not None
    if now < state.open_until:
        return 0
    state.open_until = now + OPEN_FOR
    return 1


def _begin_day(state: ProviderState, now: datetime) -> None:
    today = clock.to_local(now, clock.LONDON).date()
    if state.spend_date != today:
        state.spend_date, state.spent_pence = today, Decimal(0)


def _is_spent(state: ProviderState, now: datetime) -> bool:
    _begin_day(state, now)
    return state.cap_pence is not None and state.spent_pence >= state.cap_pence

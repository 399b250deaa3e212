"""The programme of the day: rows of minutes and words in order, with a rest at least every 45 minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from groups.events import Event
from groups.models import GroupNews, Meetup, MeetupSite, Theme

REST_EVERY = 45  # minutes; sitting longer hurts (ux 8i)
REST = "Rest"
MOST_ROWS, MOST_MINUTES = 20, 180


class TooLong(Refused):
    """Rows or minutes beyond what a day holds."""

    def __init__(self) -> None:
        super().__init__(
            f"A part lasts from 5 to {MOST_MINUTES} minutes, and there are {MOST_ROWS} parts at most."
        )


class ChangedMeanwhile(Refused):
    """Somebody changed the programme since the page was shown."""

    def __init__(self) -> None:
        super().__init__("Somebody changed the programme a moment ago. Look at it again.")


@dataclass(frozen=True)
class Part:
    """One part of the programme, with the wall-clock time at which it begins."""

    minutes: int
    words: str
    begins: datetime | None = None

    @property
    def is_rest(self) -> bool:
        return self.words.strip().lower().startswith(REST.lower())


def usual(meetup: Meetup) -> list[Part]:
    """What to begin with: welcome, news, the theme with most votes, meeting other groups, a close; and rests."""
    news = min(40, max(15, 3 * GroupNews.objects.filter(meetup=meetup).count()))
    best = (
        Theme.objects.filter(meetup=meetup).annotate(count=Count("votes")).order_by("-count", "words").first()
    )
    theme = (
        f"Let’s talk about: {best.words}" if best else meetup.theme_question or "Let’s talk about: what helps"
    )
    return [
        Part(15, "Welcome"),
        Part(news, "News from the groups"),
        Part(15, REST),
        Part(40, theme),
        Part(20, f"{REST}, with something to eat"),
        Part(30, "Meet people from other groups"),
        Part(15, "Close, and what next"),
    ]


def parts_of(meetup: Meetup, site: MeetupSite | None = None) -> list[Part]:
    """The programme as it stands, with its times when the day is known."""
    rows = [Part(int(row["minutes"]), str(row["words"])) for row in meetup.agenda] or usual(meetup)
    at = site.local if site else None
    timed = []
    for row in rows:
        timed.append(Part(row.minutes, row.words, at))
        at = at + timedelta(minutes=row.minutes) if at else None
    return timed


def warnings(parts: Sequence[Part], length: timedelta) -> list[str]:
    """What is worth knowing: too long without a rest, or longer than the day."""
    found, sitting = [], 0
    for part in parts:
        sitting = 0 if part.is_rest else sitting + part.minutes
        if sitting > REST_EVERY:
            found.append(f"More than {REST_EVERY} minutes without a rest, up to “{part.words}”. Add a rest.")
            sitting = 0
    total = sum(part.minutes for part in parts)
    if timedelta(minutes=total) > length:
        found.append(
            f"All parts together last {total} minutes; the meetup is {int(length.total_seconds() // 60)}."
        )
    return found


@transaction.atomic
def set_parts(meetup: Meetup, *, parts: Sequence[Part], by: Actor, seen: str = "") -> Meetup:
    """Keep a programme. `seen` is what the reader saw (`mark`); another one meanwhile is not overwritten.

    Raises TooLong, ChangedMeanwhile.
    """
    meetup = Meetup.objects.lock(meetup)
    if seen and seen != mark(meetup):
        raise ChangedMeanwhile
    if len(parts) > MOST_ROWS or any(not 5 <= part.minutes <= MOST_MINUTES for part in parts):
        raise TooLong
    meetup.agenda = [{"minutes": part.minutes, "words": part.words[:80]} for part in parts]
    meetup.edited_at = clock.now()
    meetup.save(update_fields=["agenda", "edited_at"])
    recorder.record(Event.MEETUP_AGENDA, by=by, about=meetup)
    return meetup


def mark(meetup: Meetup) -> str:
    """Which programme somebody has seen."""
    return "|".join(f"{row['minutes']}:{row['words']}" for row in meetup.agenda) or "usual"

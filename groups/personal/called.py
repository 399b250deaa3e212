"""What this app's things, and the facts about them, are called where a history tells of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from followon.audit import history, naming
from followon.web.templatetags.dates import day, day_in_year
from groups.models import Meeting, Meetup, MeetupSite, Poll

_FIELDS = {
    "is_open": "whether it is open to people from other programmes",
    "is_nearby": "whether groups nearby know of it",
    "every_weeks": "rhythm",
    "week_of_month": "rhythm",
    "weekday": "rhythm",
    "chat_link": "link to the chat",
    "channels": "other ways to keep in touch",
    "offers_plan": "whether plans for a flare-up can be shown",
}


def _meetings(meetings: Iterable[Meeting]) -> dict[Any, str]:
    return {meeting.pk: f"the meeting on {day(meeting.on_date)}" for meeting in meetings}


def _polls(polls: Iterable[Poll]) -> dict[Any, str]:
    return {poll.pk: f"the question of dates of {day_in_year(poll.opened_at)}" for poll in polls}


def _meetups(meetups: Iterable[Meetup]) -> dict[Any, str]:
    return {meetup.pk: f"the {str(meetup).lower()} meetup" for meetup in meetups}


def _sites(sites: Iterable[MeetupSite]) -> dict[Any, str]:
    return {site.pk: f"the meetup on {day(site.on_date)}" for site in sites}


def _all_called(words: str) -> naming.Names:
    """The same words for each thing of a kind, so that nothing that stands in it is told."""
    return lambda things: {thing.pk: words for thing in things}


def _fields(value: Any, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Each field once, in the words of its page."""
    return history.in_words(list(dict.fromkeys(_FIELDS.get(name, name) for name in value)), names)


def _chosen(value: Any, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The days that were chosen for a meetup; where, is on the meetup's own page."""
    return history.in_words(list(dict.fromkeys(site["on"] for site in value)), names)


NAMES: dict[str, naming.Names] = {
    "meeting": _meetings,
    "poll": _polls,
    "meetup": _meetups,
    "meetupsite": _sites,
    "goal": _all_called("a goal"),
    "flareupplan": _all_called("a plan for a flare-up"),
    "appointmentnotes": _all_called("notes for an appointment"),
}
FACTS: dict[str, history.Say] = {
    "fields": _fields,
    "sites": _chosen,
    "because": lambda value, facts, names: str(value).replace("-", " "),
}

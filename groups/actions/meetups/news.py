"""How groups are getting on: three lines of each, asked of the organisers and read by all (R023)."""

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from groups.events import Event
from groups.messages import meetups as messages
from groups.models import Group, GroupNews, Job, Meetup, MeetupAsked, Membership, Theme
from groups.states import GroupState, MeetupState
from notifications import outbox

MOST_THEMES = 12


class NothingWritten(Refused):
    """All three lines are empty."""

    def __init__(self) -> None:
        super().__init__("Write at least one line.")


class NotNow(Refused):
    """The season is not at that point."""

    def __init__(self) -> None:
        super().__init__("That can't be done any more. Look at the page again.")


@transaction.atomic
def ask_news(meetup: Meetup, *, by: Actor) -> int:
    """Ask the organisers of every running group for three lines, also where nobody can come. Nobody is asked twice."""
    meetup = Meetup.objects.lock(meetup)
    new = 0
    groups = Group.objects.filter(service=meetup.service_id).exclude(state=GroupState.CLOSED)
    for group in groups:
        holders = Membership.objects.active().filter(group=group)
        people = [one.person for one in holders.holding(Job.ORGANISER).select_related("person")]
        people = people or [one.person for one in holders.holding(Job.STAND_IN).select_related("person")]
        kind = messages.MeetupNews
        new += len(
            outbox.queue(
                kind, to=people, about=messages.about_meetup(meetup),
                key=f"{kind.slug}:{messages.about_meetup(meetup)}:group:{group.pk}",
                payload={"meetup": meetup.pk, "group_name": group.short_name}, by=by,
                service_id=meetup.service_id, group_id=group.pk,
            )
        )  # fmt: skip
    meetup.news_asked_at = meetup.news_asked_at or clock.now()
    meetup.save(update_fields=["news_asked_at"])
    recorder.record(Event.MEETUP_NEWS_ASKED, by=by, about=meetup, people=new)
    return new


@transaction.atomic
def write_news(
    meetup: Meetup, *, group: Group, went_well: str, was_hard: str, would_ask: str, by: User
) -> GroupNews:
    """Write a group's three lines; the last words stand. Raises NothingWritten, NotNow."""
    if group.service_id != meetup.service_id or meetup.state == MeetupState.CANCELLED:
        raise NotNow
    if not any((went_well, was_hard, would_ask)):
        raise NothingWritten
    words = {"went_well": went_well, "was_hard": was_hard, "would_ask": would_ask}
    news, _ = GroupNews.objects.update_or_create(
        meetup=meetup, group=group, defaults={**words, "written_by": by, "written_at": clock.now()}
    )
    recorder.record(Event.MEETUP_NEWS_WRITTEN, by=by, about=meetup, group=group)
    outbox.withdraw(
        about=messages.about_meetup(meetup), kinds=[messages.MeetupNews.slug], to=_organisers(group),
        reason="The news is there",
    )  # fmt: skip
    return news


@transaction.atomic
def suggest_theme(asked: MeetupAsked, *, words: str, by: User) -> Theme:
    """Suggest something to talk about, and vote for it. The same words again are a vote. Raises NotNow."""
    meetup = Meetup.objects.lock(asked.meetup)
    if not meetup.is_open:
        raise NotNow
    theme = Theme.objects.filter(meetup=meetup, words__iexact=words.strip()).first()
    if theme is None:
        if Theme.objects.filter(meetup=meetup).count() >= MOST_THEMES:
            raise Refused("There are enough ideas to choose from. Please vote for one of them.")
        theme = Theme.objects.create(meetup=meetup, words=words.strip(), suggested_by=by)
    return vote(asked, theme=theme, by=by)


@transaction.atomic
def vote(asked: MeetupAsked, *, theme: Theme, by: User) -> Theme:
    """One vote each; a vote for another moves it. Raises NotNow."""
    meetup = Meetup.objects.lock(asked.meetup)
    if not meetup.is_open or theme.meetup_id != meetup.pk:
        raise NotNow
    for other in Theme.objects.filter(meetup=meetup, votes=asked).exclude(pk=theme.pk):
        other.votes.remove(asked)
    theme.votes.add(asked)
    return theme


def _organisers(group: Group) -> list[User]:
    rows = (
        Membership.objects.filter(group=group).holding(Job.ORGANISER, Job.STAND_IN).select_related("person")
    )
    return [row.person for row in rows]

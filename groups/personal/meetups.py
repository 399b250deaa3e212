"""What somebody said about the meetup of all groups."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from followon.people.models import User
from followon.people.personal_data import Holding, Row
from groups.models.meetup import GroupNews, InTouch, MeetupAsked, MeetupReply, Need, Theme

KEEP_WORDS_OF_ENDED = timedelta(
    days=365
)  # 12 months, for a group that wants to begin again (reliability.md 9)


def _seasons(person: User) -> Iterable[Row]:
    rows = MeetupAsked.objects.filter(person=person).select_related("meetup", "reply")
    for asked in rows.prefetch_related("answers__slot").order_by("pk"):
        said = MeetupReply.objects.filter(asked=asked).first()
        yield {
            "Meetup": str(asked.meetup),
            "Dates": "; ".join(f"{one.slot}: {one.get_suits_display()}" for one in asked.answers.all()),
            "What you need to come": ", ".join(Need(need).label for need in asked.needs),
            "What you can’t eat or drink": asked.food,
            "Area": asked.area,
            "You said": said.get_coming_display() if said else "",
            "You came": said.came if said else None,
        }


def _forget_needs(person: User) -> int:
    return MeetupAsked.objects.filter(person=person).update(needs=[], food="", area="")


def _old_needs(now: datetime) -> "QuerySet[Any]":
    kept = MeetupAsked.objects.filter(meetup__thank_on__lt=(now - KEEP_WORDS_OF_ENDED).date())
    return kept.exclude(needs=[], food="", area="")


def _news(person: User) -> Iterable[Row]:
    for news in GroupNews.objects.filter(written_by=person).select_related("group", "meetup").order_by("pk"):
        lines = filter(None, [news.went_well, news.was_hard, news.would_ask])
        yield {"Meetup": str(news.meetup), "Group": news.group.name, "What you wrote": "; ".join(lines)}


def _themes(person: User) -> Iterable[Row]:
    for theme in Theme.objects.filter(suggested_by=person).select_related("meetup").order_by("pk"):
        yield {"Meetup": str(theme.meetup), "What you suggested to talk about": theme.words}


def _in_touch(person: User) -> Iterable[Row]:
    rows = InTouch.objects.filter(Q(asked_by=person) | Q(answered_by=person)).select_related(
        "asking", "other"
    )
    for one in rows.order_by("pk"):
        yield {
            "Group": one.asking.name,
            "Asked": one.other.name,
            "When": one.asked_at,
            "They said yes": one.agreed,
        }


HOLDINGS = (
    Holding(
        model="groups.MeetupAsked",
        title="The meetups you were asked to",
        fields=("person", "recorded_by", "needs", "food", "area"),
        keep="What you need and your area: 12 months after the meetup; then only the figures",
        export=_seasons,
        erase=_forget_needs,
        overdue=_old_needs,
        expire=lambda rows: rows.update(needs=[], food="", area=""),
    ),
    Holding(
        model="groups.GroupNews",
        title="News you wrote for your group",
        fields=("written_by", "went_well", "was_hard", "would_ask"),
        keep="As long as the meetup; it is the group’s",
        export=_news,
        erase=lambda person: GroupNews.objects.filter(written_by=person).update(
            went_well="", was_hard="", would_ask="", written_by=None
        ),
    ),
    Holding(
        model="groups.Theme",
        title="What you suggested to talk about",
        fields=("suggested_by", "words"),
        keep="As long as the meetup",
        export=_themes,
        erase=lambda person: Theme.objects.filter(suggested_by=person).update(suggested_by=None),
    ),
    Holding(
        model="groups.InTouch",
        title="Groups put in touch",
        fields=("asked_by", "answered_by"),
        keep="As long as the groups",
        export=_in_touch,
    ),
    Holding(
        model="groups.MeetupReply",
        title="Whether you came to a meetup",
        fields=("asked", "recorded_by"),
        keep="As above",
    ),
    Holding(model="groups.SlotAnswer", title="Dates you said suit", fields=("asked",), keep="As above"),
    Holding(
        model="groups.MeetupSite",
        title="Who chose the day of a meetup",
        fields=("chosen_by",),
        keep="As long as the meetup",
    ),
    Holding(
        model="groups.Meetup",
        title="Notes of a meetup",
        fields=("notes",),
        keep="As long as the service; nobody is named",
    ),
)

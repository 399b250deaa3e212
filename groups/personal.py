"""What a group keeps about people: that they belong, what they answered, what they wrote, and their worries."""

from calendar import day_name
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from followon.audit import history
from followon.audit.actors import Job as By
from followon.audit.models import Event as Happened
from followon.errors import Refused
from followon.people import personal_data
from followon.people.models import User
from followon.people.personal_data import Holding, Row
from groups.actions import members
from groups.events import Event
from groups.models import (
    Answer,
    AppointmentNotes,
    Attendance,
    FlareUpPlan,
    FlareUpShare,
    Goal,
    GoalsSwitch,
    Group,
    Meeting,
    Membership,
    OrganiserTurn,
    Place,
    PlaceKind,
    Poll,
    PollAsked,
)
from groups.models.concern import Concern, ConcernNote
from groups.models.meetup import GroupNews, InTouch, MeetupAsked, MeetupReply, Need, Theme
from groups.states import ConcernState
from pmp.models import PartOfDay

ERASING = By("erasing")
KEEP_WORDS_OF_ENDED = timedelta(
    days=365
)  # 12 months, for a group that wants to begin again (reliability.md 9)


class ConcernIsOpen(Refused):
    """A worry this person told the service about is still being looked into."""

    def __init__(self) -> None:
        super().__init__(
            "A worry you told us about is still being looked after. We delete your details after that."
        )


# ── Belonging ───────────────────────────────────────────────────────────────────────────────────────────────────


def _memberships(person: User) -> Iterable[Row]:
    for one in Membership.objects.of(person).select_related("group").order_by("joined_at"):
        yield {
            "Group": one.group.name,
            "Since": one.joined_at,
            "Left": one.left_at,
            "How you are in it": one.get_state_display(),
            "Coming unless you say no": one.standing_yes,
            "Willing to look after a meeting": one.could_organise,
        }


def _leave_groups(person: User) -> int:
    """They leave quietly: out of the directory, their jobs handed on."""
    left = 0
    for membership in Membership.objects.of(person).current():
        members.leave(membership, quietly=True, by=ERASING)
        left += 1
    return left


def _turns(person: User) -> Iterable[Row]:
    for turn in (
        OrganiserTurn.objects.filter(membership__person=person).select_related("group").order_by("since")
    ):
        yield {
            "Job": turn.get_job_display(),
            "Group": turn.group.name,
            "Since": turn.since,
            "Until": turn.until,
        }


# ── Meetings ────────────────────────────────────────────────────────────────────────────────────────────────────


def _answers(person: User) -> Iterable[Row]:
    rows = Answer.objects.filter(membership__person=person).select_related("meeting__group")
    for answer in rows.order_by("meeting__starts_at", "pk"):
        yield {
            "Meeting": f"{answer.meeting.group.name}, {answer.meeting.on_date:%d %B %Y}",
            "You said": answer.get_coming_display(),
            "How": answer.get_how_display(),
            "Note": answer.note,
            "When": answer.answered_at,
        }


def _attendances(person: User) -> Iterable[Row]:
    rows = Attendance.objects.filter(membership__person=person).select_related("meeting__group")
    for row in rows.order_by("meeting__starts_at", "pk"):
        yield {"Meeting": f"{row.meeting.group.name}, {row.meeting.on_date:%d %B %Y}", "You came": row.came}


def _places(person: User) -> Iterable[Row]:
    for place in Place.objects.filter(checked_by=person).order_by("pk"):
        yield {"Place you checked": place.name, "Kind": place.get_kind_display()}


def _forget_homes(person: User) -> int:
    """A home that this person added is taken to be theirs; its address goes."""
    added = Happened.objects.by_actor(f"person:{person.pk}").filter(name=Event.PLACE_ADDED)
    numbers = [int(about.split(":")[1]) for about in added.values_list("about", flat=True)]
    return Place.objects.filter(pk__in=numbers, kind=PlaceKind.HOME).update(
        name="A member’s home", short_name="A member’s home", address="", postcode="", phone=""
    )


# ── Dates that suit ─────────────────────────────────────────────────────────────────────────────────────────────


def _dates(person: User) -> Iterable[Row]:
    rows = PollAsked.objects.filter(membership__person=person).select_related("poll__group")
    for asked in rows.prefetch_related("answers__option").order_by("pk"):
        yield {
            "Group": asked.poll.group.name,
            "Dates": "; ".join(
                f"{one.option.on_date:%d %B %Y}: {one.get_suits_display()}" for one in asked.answers.all()
            ),
            "Better for you": ", ".join(
                [PartOfDay(part).label for part in asked.better_parts]
                + [day_name[weekday] for weekday in asked.better_weekdays]
            ),
            "When": asked.answered_at,
        }


def _forget_better(person: User) -> int:
    asked = PollAsked.objects.filter(membership__person=person)
    return asked.update(better_parts=[], better_weekdays=[])


# ── Own plans ───────────────────────────────────────────────────────────────────────────────────────────────────


def _goals(person: User) -> Iterable[Row]:
    for goal in Goal.objects.of(person):
        yield {
            "What": goal.what,
            "First step": goal.first_step,
            "How often": goal.get_how_often_display(),
            "Last done": goal.last_done_on,
            "Put away": goal.put_away_at,
        }


def _plan(person: User) -> Iterable[Row]:
    for plan in FlareUpPlan.objects.of(person):
        yield {
            "How I notice it coming": plan.signs,
            "The first things I do": plan.pacing,
            "What helps me": plan.helps,
            "Who I tell": plan.people,
            "What I tell them": plan.tell,
            "People I share it with": plan.shares.count(),
        }


def _notes(person: User) -> Iterable[Row]:
    for notes in AppointmentNotes.objects.filter(person=person):
        yield {
            "Who": notes.who,
            "When": notes.on_date,
            **{
                str(AppointmentNotes._meta.get_field(name).verbose_name): getattr(notes, name)  # type: ignore[union-attr]
                for name in AppointmentNotes.WORDS
            },
        }


def _deleted(model: type[Goal | GoalsSwitch | FlareUpPlan | AppointmentNotes]) -> Callable[[User], int]:
    """Own plans go whole: nothing of them is counted."""

    def delete(person: User) -> int:
        return int(model._default_manager.filter(person=person).delete()[0])

    return delete


# ── Words of groups that ended ──────────────────────────────────────────────────────────────────────────────────


def _ended_with_words(now: datetime) -> "QuerySet[Any]":
    ended = Group.objects.filter(closed_at__lt=now - KEEP_WORDS_OF_ENDED)
    said = Meeting.objects.filter(~Q(plan="") | ~Q(join_details="")).values("group")
    return ended.filter(~Q(agreement="") | ~Q(chat_link="") | Q(pk__in=said))


def _empty_ended(rows: "QuerySet[Any]") -> int:
    numbers = list(rows.values_list("pk", flat=True))
    Meeting.objects.filter(group__in=numbers).update(plan="", join_details="")
    Answer.objects.filter(meeting__group__in=numbers).update(note="")
    return Group.objects.filter(pk__in=numbers).update(agreement="", chat_link="")


# ── Worries ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _concerns(person: User) -> Iterable[Row]:
    for concern in Concern.objects.raised_by(person).order_by("raised_at"):
        yield {
            "What you told us": concern.what,
            "About": concern.get_about_display(),
            "Who": concern.about_whom,
            "When": concern.raised_at,
            "How to reach you": concern.reach_on,
            "Read": concern.acknowledged_at,
            "Closed": concern.closed_at,
        }


def _forget_concerns(person: User) -> int:
    """The words go once the worry has been looked after; that there was one, and how it ended, stays for the counts.

    Raises ConcernIsOpen.
    """
    mine = Concern.objects.filter(raised_by=person)
    if mine.exclude(state=ConcernState.CLOSED).filter(is_drill=False).exists():
        raise ConcernIsOpen
    ConcernNote.objects.filter(concern__in=mine).update(words="")
    if person.first_name:
        groups = Membership.objects.of(person).values("group")
        others = Concern.objects.filter(group__in=groups, state=ConcernState.CLOSED)
        others.filter(about_whom__icontains=person.first_name).update(about_whom="")
    return mine.update(what="", about_whom="", reach_on="", outcome_line="")


# ── The meetup of all groups ────────────────────────────────────────────────────────────────────────────────────


def _seasons(person: User) -> Iterable[Row]:
    rows = MeetupAsked.objects.filter(person=person).select_related("meetup", "reply")
    for asked in rows.prefetch_related("answers__slot").order_by("pk"):
        said = MeetupReply.objects.filter(asked=asked).first()
        yield {
            "Meetup": str(asked.meetup),
            "Dates": "; ".join(f"{one.slot}: {one.get_suits_display()}" for one in asked.answers.all()),
            "What you need to come": ", ".join(Need(need).label for need in asked.needs),
            "Area": asked.area,
            "You said": said.get_coming_display() if said else "",
            "You came": said.came if said else None,
        }


def _forget_needs(person: User) -> int:
    return MeetupAsked.objects.filter(person=person).update(needs=[], area="")


def _old_needs(now: datetime) -> "QuerySet[Any]":
    kept = MeetupAsked.objects.filter(meetup__thank_on__lt=(now - KEEP_WORDS_OF_ENDED).date())
    return kept.exclude(needs=[], area="")


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


def _parts_of(number: int) -> list[str]:
    meetings = Meeting.objects.filter(group=number).values_list("pk", flat=True)
    polls = Poll.objects.filter(group=number).values_list("pk", flat=True)
    return [*(f"meeting:{pk}" for pk in meetings), *(f"poll:{pk}" for pk in polls)]


HOLDINGS = (
    Holding(
        model="groups.Membership",
        title="Your groups",
        fields=("person",),
        keep="As long as the account; then counted without a name",
        export=_memberships,
        erase=_leave_groups,
    ),
    Holding(
        model="groups.OrganiserTurn",
        title="When you organised",
        fields=("membership",),
        keep="As long as the account; then counted without a name",
        export=_turns,
    ),
    Holding(
        model="groups.Answer",
        title="What you answered",
        fields=("membership", "recorded_by", "note"),
        keep="As long as the account; then counted without a name",
        export=_answers,
        erase=lambda person: Answer.objects.filter(membership__person=person).update(note=""),
    ),
    Holding(
        model="groups.Attendance",
        title="When you came",
        fields=("membership",),
        keep="As long as the account; then counted without a name",
        export=_attendances,
    ),
    Holding(
        model="groups.PollAsked",
        title="Dates you said suit you",
        fields=("membership", "recorded_by", "better_parts", "better_weekdays"),
        keep="As long as the account; then counted without a name",
        export=_dates,
        erase=_forget_better,
    ),
    Holding(
        model="groups.PollAnswer", title="Each date you said suits you", fields=("asked",), keep="As above"
    ),
    Holding(
        model="groups.Poll",
        title="Who asked about dates",
        fields=("asked_by",),
        keep="As long as the group",
    ),
    Holding(
        model="groups.Goal",
        title="Your goals",
        fields=("person", "what", "first_step", "last_done_on"),
        keep="As long as the account",
        export=_goals,
        erase=_deleted(Goal),
    ),
    Holding(
        model="groups.GoalsSwitch",
        title="Whether you want goals",
        fields=("person",),
        keep="As long as the account",
        erase=_deleted(GoalsSwitch),
    ),
    Holding(
        model="groups.FlareUpPlan",
        title="Your flare-up plan",
        fields=("person", "signs", "pacing", "helps", "people", "tell", "friends"),
        keep="As long as the account",
        export=_plan,
        erase=_deleted(FlareUpPlan),
    ),
    Holding(
        model="groups.FlareUpShare",
        title="Who may read your flare-up plan",
        fields=("membership",),
        keep="With the plan",
        erase=lambda person: FlareUpShare.objects.filter(membership__person=person).delete()[0],
    ),
    Holding(
        model="groups.AppointmentNotes",
        title="Your notes for an appointment",
        fields=("person", "who", "on_date", *AppointmentNotes.WORDS),
        keep="As long as the account",
        export=_notes,
        erase=_deleted(AppointmentNotes),
    ),
    Holding(
        model="groups.Place",
        title="Places you checked",
        fields=("checked_by", "address", "postcode", "phone"),
        keep="As long as the service; a home loses its address with the account of who added it",
        export=_places,
        erase=_forget_homes,
    ),
    Holding(
        model="groups.Group",
        title="Your groups’ own words",
        fields=("agreement", "chat_link"),
        keep="12 months after the group has ended; then only the figures",
        overdue=_ended_with_words,
        expire=_empty_ended,
    ),
    Holding(
        model="groups.Concern",
        title="Worries you told us about",
        fields=(
            "raised_by",
            "recorded_by",
            "acknowledged_by",
            "what",
            "about_whom",
            "reach_on",
            "outcome_line",
        ),
        keep="As long as the account; deletion waits until it has been looked after",
        export=_concerns,
        erase=_forget_concerns,
    ),
    Holding(
        model="groups.ConcernNote",
        title="What was done about a worry",
        fields=("by", "words"),
        keep="With the worry",
    ),
    Holding(model="groups.ConcernPage", title="Who was told", fields=("person",), keep="With the worry"),
    Holding(
        model="groups.MeetupAsked",
        title="The meetups you were asked to",
        fields=("person", "recorded_by", "needs", "area"),
        keep="What you need and your area: 12 months after the meetup; then only the figures",
        export=_seasons,
        erase=_forget_needs,
        overdue=_old_needs,
        expire=lambda rows: rows.update(needs=[], area=""),
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
        model="groups.MeetupReply", title="Whether you came to a meetup", fields=("asked",), keep="As above"
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
    Holding(
        model="groups.Grant",
        title="What a group lets its service see",
        fields=("granted_by",),
        keep="As long as the group",
    ),
)

for _holding in HOLDINGS:
    personal_data.register(_holding)

history.parts("group", _parts_of)

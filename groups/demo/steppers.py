"""Steady Steppers: a group that formed five months ago, has met five times, and meets again in three days."""

from datetime import date, time, timedelta

from followon import clock
from groups.actions import meetings, members, places, polls, visits
from groups.demo import telling, when
from groups.demo.post_office import PostOffice
from groups.demo.service import Stage
from groups.models import Coming, Group, GroupPurpose, How, Meeting, Membership, RhythmKind, Suits
from groups.rhythm import Rhythm

PEOPLE = (
    ("Gwen Hale", "text email"), ("Ellis Moor", "text email"), ("Len Ward", "text email"), ("Khadija Noor", "text"),
    ("Bill Tranter", "phone"), ("Omar Teal", "email"), ("Pippa Lunn", "text email"),
)  # fmt: skip
ENDED_DAYS_AGO = 152
MET_DAYS_AGO = (137, 109, 81, 53, 25)
CAME = (7, 6, 6, 5, 5)
NEXT_IN_DAYS = 3
ANSWERS = {
    "Ellis": (Coming.YES, How.WEB), "Khadija": (Coming.YES, How.TEXT), "Pippa": (Coming.SEE, How.LINK),
    "Bill": (Coming.YES, How.PHONE),
}  # fmt: skip
DATES = {
    "Ellis": (How.LINK, (Suits.YES, Suits.NO, Suits.YES)),
    "Omar": (How.LINK, (Suits.NO, Suits.YES, None)),
    "Pippa": (How.WEB, (Suits.IF_HAVE_TO, Suits.NO, Suits.YES)),
    "Bill": (How.PHONE, (Suits.YES, Suits.YES, Suits.NO)),
}


def tell(stage: Stage, post: PostOffice) -> Group:
    """Their programme, their handover, their meetings, and what is asked of them this week."""
    ended = when.day(-ENDED_DAYS_AGO)
    with when.on(ended - timedelta(weeks=13)):
        people = [stage.crowd.person(name, reach=reach) for name, reach in PEOPLE]
    told = telling.a_programme(stage, "Larkfield Spring", last=ended, people=people, tutor=True)
    telling.everybody_says_yes(told, on=ended)
    group = telling.hand_over(
        stage, told, on=ended, name="Steady Steppers", short_name="Steady Steppers",
        purposes=[GroupPurpose.SOCIAL, GroupPurpose.TECHNIQUES], rhythm=Rhythm(RhythmKind.EVERY_WEEKS, every_weeks=4),
    )  # fmt: skip
    with when.on(ended, 16):
        post.deliver()
        post.ring(by=stage.nadia, group_id=group.pk)
    _meetings_so_far(stage, group, post)
    _this_week(stage, group, post)
    _dates_for_the_one_after(stage, group, post)
    return group


def _meetings_so_far(stage: Stage, group: Group, post: PostOffice) -> None:
    gwen = _place_of(group, "Gwen").person
    for number, (days, came) in enumerate(zip(MET_DAYS_AGO, CAME, strict=True), 1):
        on = when.day(-days)
        meeting = telling.met(group, post, on=on, at=time(11), where=stage.cafe, came=came, by=gwen)
        _ruth_was_there(meeting, number, on)
        with when.on(on, 18):
            post.deliver()
    with when.on(when.day(-MET_DAYS_AGO[-1]), 12):
        if stage.cafe is not None:
            places.check(stage.cafe, by=gwen)
    with when.on(when.day(-24), 10):
        members.pause(_place_of(group, "Len"), by=_place_of(group, "Len").person)


def _ruth_was_there(meeting: Meeting, number: int, on: date) -> None:
    visit = getattr(meeting, "tutor_visit", None)
    if visit is None or number > 3:
        return
    with when.on(on, 15):
        visits.report(visit, how_was_it="SETTLING", by=visit.tutor.person)


def _this_week(stage: Stage, group: Group, post: PostOffice) -> None:
    """The next meeting is asked about seven days before; four have answered, one by phone through Gwen."""
    gwen = _place_of(group, "Gwen").person
    on = when.day(NEXT_IN_DAYS)
    with when.on(when.day(NEXT_IN_DAYS - 20), 10):
        plan = meetings.Plan(
            on, time(11), place=stage.cafe,
            plan="11am Tea and catching up\n11:30am Goals, if you want to say one\nMidday Stretching in our chairs",
        )  # fmt: skip
        meeting = meetings.plan(group, plan=plan, by=gwen)
    asked = when.day(NEXT_IN_DAYS - 7)
    with when.on(asked, 11, 5):
        post.deliver()
    with when.on(asked, 15):
        for first, (coming, how) in ANSWERS.items():
            place = _place_of(group, first)
            by = gwen if how == How.PHONE else place.person
            meetings.answer(meeting, membership=place, coming=coming, how=how, by=by)
        post.deliver()
    if clock.now() > clock.at_local(plan.local, clock.LONDON):  # only if somebody's machine clock jumped
        raise RuntimeError("the story's next meeting is in the past")


def _dates_for_the_one_after(stage: Stage, group: Group, post: PostOffice) -> None:
    """Which dates suit for the meeting after: asked two days ago, half have answered, one of them by phone."""
    gwen = _place_of(group, "Gwen").person
    with when.on(when.day(-2), 10):
        whens = tuple(one.when for one in polls.suggesting.suggestions(group))
        question = polls.asking.Question(whens, closes_on=when.day(5), place=stage.cafe)
        poll = polls.asking.ask(group, question=question, by=gwen)
        post.deliver()
    with when.on(when.day(-1), 15):
        options = list(poll.options.all())
        for first, (how, said) in DATES.items():
            place = _place_of(group, first)
            suits = {option.pk: suit for option, suit in zip(options, said, strict=False) if suit}
            by = gwen if how == How.PHONE else place.person
            polls.answers.answer(poll, membership=place, suits=suits, how=how, by=by)
        post.deliver()


def _place_of(group: Group, first: str) -> Membership:
    return Membership.objects.select_related("person", "group").get(group=group, person__first_name=first)

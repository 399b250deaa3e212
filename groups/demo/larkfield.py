"""Programmes before, in and after their handover; Larkfield Autumn is between its tenth and eleventh session."""

from datetime import time, timedelta

from followon.people.models import Method, User
from groups.demo import telling, when
from groups.demo.crowd import TELLER
from groups.demo.post_office import PostOffice
from groups.demo.service import Stage
from notifications.models import Message
from pmp.actions import choices, cohorts, enrolments, handovers, reaching, tutors
from pmp.models import Cohort, Enrolment, Handover, Outcome, PartOfDay, Travel
from pmp.protocol import Purpose
from pmp.states import Wish

MARIAS_NUMBER = "+447700900999"  # the stand-in never delivers to numbers that end so; Ana shares the phone
PEOPLE: tuple[tuple[str, str, str], ...] = (
    ("Maria Costa", "text", MARIAS_NUMBER), ("Tom Reed", "email", ""), ("Colin Price", "phone", ""),
    ("Aisha Begum", "text", ""), ("Dev Patel", "text email", ""), ("Grace Obi", "email", ""),
    ("Joan Millar", "text phone", ""), ("Lena Fox", "text email", ""), ("Ana Costa", "text", MARIAS_NUMBER),
)  # fmt: skip
WISHES: dict[str, Wish] = {
    "Maria": Wish.YES, "Colin": Wish.YES, "Aisha": Wish.YES, "Dev": Wish.YES, "Grace": Wish.THINKING,
    "Joan": Wish.YES, "Lena": Wish.NOT_FOR_ME, "Ana": Wish.THINKING,
}  # fmt: skip
SHARES: dict[str, set[str]] = {
    "Maria": {Purpose.SHARE_NAME, Purpose.SHARE_MOBILE}, "Colin": {Purpose.SHARE_NAME, Purpose.SHARE_LANDLINE},
    "Aisha": {Purpose.SHARE_NAME, Purpose.SHARE_MOBILE}, "Joan": {Purpose.SHARE_NAME, Purpose.SHARE_MOBILE},
    "Dev": {Purpose.SHARE_NAME, Purpose.SHARE_MOBILE, Purpose.SHARE_EMAIL},
}  # fmt: skip
LAST_IN_DAYS = 11
SESSIONS = 12


def tell(stage: Stage, post: PostOffice) -> Cohort:
    """Larkfield Autumn up to today: the idea is shared, eight of nine asked, test messages half way."""
    last = when.day(LAST_IN_DAYS)
    with when.on(last - timedelta(weeks=SESSIONS + 2)):
        people = [stage.crowd.person(name, reach=reach, mobile=mobile) for name, reach, mobile in PEOPLE]
    told = telling.a_programme(
        stage, "Larkfield Autumn", last=last, people=people, sessions=SESSIONS, tutor=True
    )
    handover = Handover.objects.get(cohort=told.cohort)
    tenth = last - timedelta(weeks=2)
    with when.on(tenth, 13):
        tutors.assign(handover, tutor=stage.ruth, by=stage.sam.person)
        handovers.mark_step(handover, key="tutor-story", outcome=Outcome.DONE, by=stage.ruth.person)
        handovers.mark_step(handover, key="leaflet", outcome=Outcome.DONE, by=stage.sam.person)
    with when.on(tenth, 14):
        for enrolment in told.enrolments:
            _answer(enrolment)
        post.deliver()
    with when.on(tenth + timedelta(days=1), 11):
        reaching.send_test_messages(handover, by=stage.sam.person)
        post.deliver()
    with when.on(tenth + timedelta(days=1), 12):
        _some_were_reached(told.cohort)
        tutors.ask(handover, by=stage.sam.person)
        post.deliver()
    return told.cohort


def _answer(enrolment: Enrolment) -> None:
    first = enrolment.person.first_name
    if first not in WISHES:
        return
    choices.record(enrolment, wish=WISHES[first], method=Method.ROOM, by=TELLER)
    if first in SHARES:
        choices.share(enrolment, purposes=SHARES[first], method=Method.ROOM, by=TELLER)
    choices.best_times(
        enrolment.person, parts=[PartOfDay.MORNING], weekdays=[1, 3], travel=[Travel.BUS],
        online_is_fine=first == "Dev", area="LA1", by=TELLER,
    )  # fmt: skip


def _some_were_reached(cohort: Cohort) -> None:
    """Aisha and Dev answered Y to their test message."""
    tested = Message.objects.filter(about=f"cohort:{cohort.pk}", kind="contact-check").values("person")
    for enrolment in Enrolment.objects.filter(
        cohort=cohort, person__in=tested, person__first_name__in=["Aisha", "Dev"]
    ):
        reaching.mark_reached(enrolment, by=enrolment.person)


def others(stage: Stage) -> None:
    """A programme that begins soon, one in its fourth week, and one whose people chose not to go on."""
    people = _strangers(stage, 5)
    ended = telling.a_programme(stage, "Harbourside Summer", last=when.day(-75), people=people, sessions=8)
    with when.on(when.day(-75), 16):
        for enrolment in ended.enrolments:
            choices.record(enrolment, wish=Wish.NOT_FOR_ME, method=Method.ROOM, by=TELLER)
        handover = Handover.objects.get(cohort=ended.cohort)
        handovers.end_without_group(handover, because="Everybody has other plans", by=stage.sam.person)
    telling.a_programme(stage, "Northgate Winter", last=when.day(39), people=_strangers(stage, 6), sessions=8)
    with when.on(when.day(-3), 10):
        dates = [when.day(18 + 7 * week) for week in range(10)]
        soon = cohorts.open_cohort(
            stage.severn, name="Larkfield New Year", place="Larkfield Health Centre", dates=dates, time=time(13),
            clinicians=[stage.ife], tutors=[], by=stage.ife.person,
        )  # fmt: skip
        for person in _strangers(stage, 3):
            enrolments.enrol(soon, person=person, by=stage.ife.person)


def _strangers(stage: Stage, number: int) -> list[User]:
    names = [stage.crowd.man() if place % 3 == 2 else stage.crowd.woman() for place in range(number)]
    return [stage.crowd.person(name) for name in names]

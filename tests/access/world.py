"""One of each thing an address can name, on the cast's stage, and who comes to ask for it."""

import uuid
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from allauth.usersessions.models import UserSession
from django.urls import reverse

from followon import clock
from followon.people.actions import consent
from followon.people.models import Method
from groups.actions import concerns, lifecycle, meetings, numbers, places, rota
from groups.actions.between import joining
from groups.actions.concerns import Worry
from groups.actions.meetings import Plan
from groups.actions.meetups import answers, choosing, day, options, seasons
from groups.actions.meetups import asking as meetup_asking
from groups.actions.plans import appointments, flare_up, goals
from groups.actions.polls import answers as poll_answers
from groups.actions.polls import asking
from groups.models import CheckIn, FlareUpShare, Group, How, MeetupAsked, Regrouping, SeasonName
from groups.models.concern import AboutWhom, DutyRank
from groups.models.meeting import TutorVisit
from groups.models.numbers import NumberKind
from groups.poll_dates import When
from notifications.models import Attempt, BigSend, Inbound, Link, Message, SendSwitch
from notifications.states import InboundState
from pmp.actions import lists
from pmp.imports.reading import read_paste
from pmp.models import Enrolment, Handover
from pmp.protocol import STEPS, Purpose
from tests import cast
from tests.access import elsewhere, passkey
from tests.access.addresses import addresses_under

ASKING = (
    "nobody", "gwen", "ellis", "khadija", "len", "rhys", "piran", "maria", "sam", "ife", "nadia", "ruth", "olive",
)  # fmt: skip
TEAM = ("sam", "ife", "nadia", "ruth", "olive")
# A member of another group, a member of another service's, and another service's coordinator.
STRANGERS = ("rhys", "piran", "olive")


@dataclass
class World:
    """The cast, and by address name the arguments that lead to a thing of Severn Vale or of Steady Steppers."""

    cast: cast.Cast
    named: dict[str, dict[str, object]] = field(default_factory=dict)  # by address
    usual: dict[str, object] = field(default_factory=dict)  # by argument
    # The same arguments, for things of somebody else's.
    others: dict[str, object] = field(default_factory=dict)
    others_named: dict[str, dict[str, object]] = field(default_factory=dict)

    def url(self, name, pattern):
        """The address of the thing that belongs to Severn Vale or Steady Steppers."""
        return reverse(name, kwargs=self.arguments(name, pattern))

    def urls_of_others(self, name, pattern):
        """The same address, each argument in turn replaced by that of somebody else's thing."""
        own = self.arguments(name, pattern)
        for argument in own:
            other = self.others_named.get(name, {}).get(argument, self.others.get(argument))
            if other is not None and other != own[argument]:
                yield reverse(name, kwargs=own | {argument: other})

    def arguments(self, name, pattern):
        wanted = getattr(pattern.pattern, "converters", None) or pattern.pattern.regex.groupindex
        return {one: self.named.get(name, {}).get(one, self.usual.get(one)) for one in wanted}


def build():
    """Everything once."""
    stage = cast.assemble()
    world = World(stage)
    _groups(world)
    _team(world)
    _messages(world)
    _programme(world)
    _meetups(world)
    _between(world)
    elsewhere.build(world)
    return world


def _groups(world):
    stage, group = world.cast, world.cast.steppers
    Group.objects.filter(pk=group.pk).update(cohort=stage.larkfield, tutor=stage.posts["ruth"])
    group.refresh_from_db()
    plan = Plan(on_date=clock.today() + timedelta(days=2), start_time=time(11), place=stage.cafe)
    coming = meetings.plan(group, plan=plan, by=stage.gwen)
    other = meetings.plan(stage.harbour, plan=plan, by=stage.rhys)
    past = cast.meeting(group, on=clock.today() - timedelta(days=12), where=stage.cafe)
    TutorVisit.objects.filter(meeting__group=group).delete()
    visit = TutorVisit.objects.create(meeting=coming, tutor=stage.posts["ruth"], number=1)
    grant = lifecycle.grant(group, scope="MEETINGS", until=clock.today() + timedelta(days=30), by=stage.gwen)
    lifecycle.withdraw_grant(grant, by=stage.gwen)
    own = places.add(group, by=stage.gwen, name="The bandstand", short_name="Bandstand")
    theirs = places.add(stage.harbour, by=stage.rhys, name="The quay", short_name="Quay")
    poll, elsewhere = (_poll(of, stage) for of in (group, stage.harbour))
    world.usual |= {"poll_id": poll.pk, "number": 1, "member_id": stage.membership(stage.bill).pk}
    world.others |= {"poll_id": elsewhere.pk, "member_id": stage.membership(stage.rhys).pk}
    world.named["groups:link_group_dates"] = {"token": _link(stage.gwen, "group-dates", f"poll:{poll.pk}")}
    world.named["groups:my_dates_book"] = {"number": 1}
    _plans(world)
    world.usual |= {"code": group.code, "meeting_id": coming.pk, "grant_id": grant.pk, "visit_id": visit.pk,
                    "place_id": own.pk}  # fmt: skip
    world.others |= {"code": stage.harbour.code, "meeting_id": other.pk, "place_id": theirs.pk}
    for name in ("my_meeting_who_came", "my_meeting_not_held", "my_meeting_reported"):
        world.named[f"groups:{name}"] = {"meeting_id": past.pk}
    for name in ("team_place", "team_place_close"):
        world.named[f"groups:{name}"] = {"place_id": stage.cafe.pk}
        world.others_named[f"groups:{name}"] = {"place_id": cast.place(stage.tamar, "Tamar Inn", "Inn").pk}
    for purpose, name in (
        ("answer", "link_answer"), ("answer", "link_not_me"), ("answer", "link_settings"),
        ("organise", "link_organise"),
        ("who-came", "link_came"), ("who-came", "link_came_next"), ("calendar", "link_calendar"),
    ):  # fmt: skip
        about = coming if purpose == "answer" else past
        subject = f"group:{group.pk}" if purpose == "calendar" else f"meeting:{about.pk}"
        world.named[f"groups:{name}"] = {"token": _link(stage.gwen, purpose, subject)}


def _plans(world):
    """Gwen's goal, her plan, her notes; a plan that Ellis shares with her, and one that is not hers to read."""
    stage = world.cast
    for who in (stage.gwen, stage.ellis, stage.khadija):
        flare_up.write(who, part="signs", lines=["I sleep badly"])
    flare_up.share(stage.ellis, with_=[stage.membership(stage.gwen).pk])
    flare_up.share(stage.khadija, with_=[stage.membership(stage.ellis).pk])
    appointments.write(stage.gwen, who="my doctor")
    mine, theirs = (
        goals.make(who, what="Walk", first_step="To the gate") for who in (stage.gwen, stage.rhys)
    )
    shares = {share.membership.person: share.pk for share in FlareUpShare.objects.all()}
    world.usual |= {"goal_id": mine.pk, "share_id": shares[stage.gwen], "part": "signs"}
    world.others |= {"goal_id": theirs.pk, "share_id": shares[stage.ellis]}


def _poll(group, stage):
    """A question of two dates, which its organiser has answered."""
    dates = [When(clock.today() + timedelta(days=days), time(11)) for days in (21, 23)]
    question = asking.Question(tuple(dates), closes_on=clock.today() + timedelta(days=7), place=stage.cafe)
    organiser = stage.gwen if group == stage.steppers else stage.rhys
    poll = asking.ask(group, question=question, by=organiser)
    poll_answers.answer_numbers(
        poll, membership=stage.membership(organiser), numbers=[1], how=How.WEB, by=organiser
    )
    return poll


def _link(person, purpose, about):
    ends = clock.now() + timedelta(days=9)
    return Link.objects.make(purpose=purpose, person=person, about=about, expires_at=ends)[1]


def _team(world):
    stage = world.cast
    first, last = date(2026, 1, 1), date(2027, 12, 31)
    turn = rota.put_on_duty(
        stage.posts["sam"], rank=DutyRank.FIRST, from_date=first, last_date=last, by=stage.nadia
    )
    leave = rota.be_away(stage.posts["ife"], from_date=last, last_date=last, by=stage.nadia)
    worry = Worry(about=AboutWhom.OTHER, what="A worry", reach_on="a note", caller="Sid Price")
    concern = concerns.raise_concern(stage.severn, worry, person=None, by=stage.nadia)
    mine = concerns.raise_concern(
        stage.severn, Worry(about=AboutWhom.ME, what="x", reach_on="y"), person=stage.gwen, by=stage.gwen
    )
    number = numbers.ask(stage.severn, what=NumberKind.LISTENERS, value="116 999", source="x", by=stage.ife)
    text = Inbound.objects.create(
        sid="SM1", from_address="+447700900999", body="Hello", service_id=stage.severn.pk,
        state=InboundState.NEEDS_PERSON, meaning="Not understood",
    )  # fmt: skip
    for name in addresses_under("team/concerns/<int:pk>/"):
        world.named[name] = {"pk": concern.pk}
    for name in addresses_under("team/concerns/texts/"):
        world.named[name] = {"pk": text.pk}
    for name in addresses_under("team/concerns/numbers/"):
        world.named[name] = {"pk": number.pk}
    world.named["groups:team_rota_end"], world.named["groups:team_rota_back"] = (
        {"pk": turn.pk},
        {"pk": leave.pk},
    )
    world.named["groups:my_worried_sent"] = {"pk": mine.pk}
    world.named["groups:team_report_csv"] = {"slug": "who"}
    world.usual |= {"about": f"group:{stage.steppers.pk}", "inbound_id": text.pk}


def _messages(world):
    stage = world.cast
    message, attempt = _logged(world)
    switch = SendSwitch.objects.create(
        scope="SERVICE", value=str(stage.severn.pk), reason="test", by=f"person:{stage.nadia.pk}"
    )
    world.usual |= {
        "message_id": message.pk, "batch": message.batch, "attempt_id": attempt.pk, "switch_id": switch.pk,
        "field": "mobile",
    }  # fmt: skip
    for name, purpose in (("link_messages", "messages"), ("link_sign_in", "sign-in")):
        token = _link(stage.gwen, purpose, f"person:{stage.gwen.pk}")
        world.named[f"notifications:{name}"] = {"token": token}
    _sends_that_wait(world)
    _ways_in(world)


def _logged(world):
    """The question that Khadija got about the meeting, tried once; the log may name her, so that it can be acted on."""
    stage = world.cast
    about = f"meeting:{world.usual['meeting_id']}"
    message = Message.objects.filter(about=about, person=stage.khadija).first()
    consent.give(
        stage.khadija, purpose=Purpose.SERVICE_MAY_CONTACT, scope=f"service:{stage.severn.pk}",
        wording="sharing-2026-11", method=Method.SCREEN, by=stage.khadija,
    )  # fmt: skip
    message.batch = "batch-1"
    message.save(update_fields=["batch"])
    attempt = Attempt.objects.create(
        message=message, n=1, provider="twilio", address=stage.khadija.mobile, started_at=clock.now(),
        body_sha256="0" * 64, id=uuid.UUID(int=7),
    )  # fmt: skip
    return message, attempt


def _sends_that_wait(world):
    """A send to very many waits for a second person, in each service."""
    stage = world.cast
    for service, by, argument in (
        (stage.severn, stage.nadia, world.named),
        (stage.tamar, stage.olive, world.others_named),
    ):
        send = BigSend.objects.create(
            service_id=service.pk, name="invite-choice", kind="invite-choice", people=260, asked_by=by,
            expires_at=clock.now() + timedelta(days=3),
        )  # fmt: skip
        for name in addresses_under("team/messages/waiting/"):
            argument[name] = {"send_id": send.pk}


def _ways_in(world):
    """Gwen's other device, and Sam's passkey."""
    session = UserSession.objects.create(
        user=world.cast.gwen, ip="127.0.0.1", session_key="x" * 32, user_agent="Test"
    )
    world.usual["device"] = session.pk
    key = passkey.register(world.cast.sam)
    for name in addresses_under("account/2fa/webauthn/keys/"):
        world.named[name] = {"pk": key.pk}


def _programme(world):
    stage = world.cast
    cohort, handover = stage.larkfield, Handover.objects.get(cohort=stage.larkfield)
    place = Enrolment.objects.get(cohort=cohort, person=stage.maria)
    typed = lists.give_in(cohort, reading=read_paste("Nina Bray, 07700 900955"), source="paste", by=stage.sam)
    session = cohort.sessions.order_by("number").last()
    world.usual |= {
        "handover_id": handover.pk, "session_id": session.pk, "list_id": typed.pk,
        "number": lists.rows_of(typed)[0].number,
        "key": STEPS[0].key, "step": "wish", "post_id": stage.posts["sam"].pk,
    }  # fmt: skip
    about = {"team/programmes/": cohort.pk, "team/handovers/": handover.pk, "team/services/": stage.severn.pk}
    for route, pk in about.items():
        for name in addresses_under(route):
            world.named[name] = {"pk": pk, "place_id": place.pk}
    for name in addresses_under("you/programme/"):
        world.named[name] = {"place_id": place.pk}
    check_in = CheckIn.objects.create(enrolment=place, months=4)
    world.named["groups:link_check_in"] = {"token": _link(stage.maria, "check-in", f"check-in:{check_in.pk}")}
    token = _link(stage.maria, "choice", f"enrolment:{place.pk}")
    for name in addresses_under("c/"):
        world.named[name] = {"token": token}


def _meetups(world):
    """A season with its invitations out; everybody was asked and Gwen can come."""
    stage = world.cast
    for service, by, where, argument in (
        (stage.severn, stage.nadia, stage.cafe, world.named),
        (stage.tamar, stage.olive, cast.place(stage.tamar, "Tamar Hall", "Hall"), world.others_named),
    ):
        season = seasons.open_season(service, season=SeasonName.SPRING, year=2027, by=by)[0]
        slots = [options.SlotPlan(date(2027, 3, day_), time(11)) for day_ in (20, 23)]
        options.confirm(
            season, slots=slots,
            places=[options.PlacePlan(where, capacity=20, online_seats=2, cost_pence=0)], by=by,
        )  # fmt: skip
        meetup_asking.ask(season, by=by)
        asked = MeetupAsked.objects.filter(meetup=season).order_by("pk")
        answers.answer_numbers(asked[0], numbers=[1], how=How.LINK, by=asked[0].person)
        meetup_asking.close(season, by=by)
        choice = choosing.Choice(season.slots.get(number=1), season.places.get())
        (site,) = choosing.choose(season, sites=[choice], by=by)
        day.invite(season, by=by)
        for route in ("team/meetups/", "meetups/"):
            for name in addresses_under(route):
                argument[name] = {"pk": season.pk, "asked_id": asked[0].pk, "site_id": site.pk}
        if service == stage.severn:
            world.named["groups:link_dates"] = {"token": _link(stage.gwen, "dates", f"meetup:{season.pk}")}


def _between(world):
    """Somebody asks to join Harbour Walkers, and Steady Steppers may become two groups."""
    stage = world.cast
    for group, by, asking_, who in (
        (stage.harbour, stage.rhys, world.named, stage.khadija),
        (stage.tamar_group, stage.piran, world.others_named, stage.piran),
    ):
        lifecycle.change(group, by=by, is_open=True)
        if group == stage.harbour:
            ask = joining.ask(group, person=who, by=who)
        else:
            ask = joining.ask_service(group.service, person=who, by=who)
        asking_["groups:my_join_withdraw"] = {"pk": ask.pk}
        asking_["groups:my_join_ask"] = {"code": group.code}
    for group, by, found in (
        (stage.steppers, stage.gwen, world.named),
        (stage.tamar_group, stage.piran, world.others_named),
    ):
        made = Regrouping.objects.create(
            kind="SPLIT", group=group, name="Two", short_name="Two", state="ASKING", asked_by=by
        )
        found["groups:my_regrouping"] = {"pk": made.pk}

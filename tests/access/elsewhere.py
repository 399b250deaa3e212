"""What somebody else has of each thing: the service of Tamar with its people, and Harbour Walkers."""

from datetime import date, timedelta

from followon import clock
from groups.actions import concerns, lifecycle, numbers, rota
from groups.actions.concerns import Worry
from groups.models.concern import AboutWhom, DutyRank
from groups.models.meeting import TutorVisit
from groups.models.numbers import NumberKind
from notifications.models import Inbound, Message, SendSwitch
from notifications.states import InboundState
from pmp.actions import lists
from pmp.imports.reading import read_paste
from pmp.models import Enrolment, Handover
from tests import cast
from tests.access.addresses import addresses_under


def build(world):
    _concerns(world)
    _programme(world)
    _group(world)


def _concerns(world):
    """Who is on duty and who is away in Tamar; a worry, a number for help and a text nobody understood there."""
    stage, post = world.cast, world.cast.posts["olive"]
    first, last = date(2026, 1, 1), date(2027, 12, 31)
    turn = rota.put_on_duty(post, rank=DutyRank.FIRST, from_date=first, last_date=last, by=stage.olive)
    leave = rota.be_away(post, from_date=last, last_date=last, by=stage.olive)
    worry = Worry(about=AboutWhom.OTHER, what="A worry", reach_on="a note")
    concern = concerns.raise_concern(stage.tamar, worry, person=stage.piran, by=stage.olive)
    number = numbers.ask(stage.tamar, what=NumberKind.LISTENERS, value="116 999", source="x", by=stage.olive)
    text = Inbound.objects.create(
        sid="SM2", from_address=stage.piran.mobile, body="Hello", service_id=stage.tamar.pk, person=stage.piran,
        state=InboundState.NEEDS_PERSON, meaning="Not understood",
    )  # fmt: skip
    world.others["inbound_id"] = text.pk
    for route, thing in {
        "team/concerns/<int:pk>/": concern, "team/concerns/texts/": text, "team/concerns/numbers/": number,
        "team/concerns/rota/<int:pk>/end/": turn, "team/concerns/rota/<int:pk>/back/": leave, "worried/": concern,
    }.items():  # fmt: skip
        for name in addresses_under(route):
            world.others_named[name] = {"pk": thing.pk}


def _programme(world):
    """A programme of Tamar's, with its handover, a list of people, and what the service has stopped."""
    stage, post = world.cast, world.cast.posts["olive"]
    cohort = cast.cohort(stage.tamar, "Tamar Autumn", first=clock.today() - timedelta(weeks=9))
    handover = Handover.objects.get(cohort=cohort)
    cohort.tutors.add(post)
    place = Enrolment.objects.create(cohort=cohort, person=stage.piran)
    reading = read_paste("Pia Bray, 07700 900956")
    typed = lists.give_in(cohort, reading=reading, source="paste", by=stage.olive)
    switch = SendSwitch.objects.create(
        scope="SERVICE", value=str(stage.tamar.pk), reason="test", by="job:test"
    )
    world.others |= {
        "handover_id": handover.pk, "session_id": cohort.sessions.first().pk, "list_id": typed.pk,
        "post_id": post.pk, "switch_id": switch.pk,
    }  # fmt: skip
    for route, pk in {
        "team/programmes/": cohort.pk, "team/handovers/": handover.pk, "team/services/": stage.tamar.pk,
        "you/programme/": None,
    }.items():  # fmt: skip
        for name in addresses_under(route):
            world.others_named[name] = {"pk": pk, "place_id": place.pk}


def _group(world):
    """A meeting of Tamar Tuesdays with its visit and a message about it; what Harbour Walkers let the team see."""
    stage = world.cast
    meeting = cast.meeting(stage.tamar_group, on=clock.today() + timedelta(days=2))
    message = Message.objects.filter(person=stage.piran).first()
    visit = TutorVisit.objects.create(meeting=meeting, tutor=stage.posts["olive"], number=1)
    until = clock.today() + timedelta(days=30)
    grant = lifecycle.grant(stage.harbour, scope="MEETINGS", until=until, by=stage.rhys)
    world.others |= {
        "message_id": message.pk, "visit_id": visit.pk, "grant_id": grant.pk,
        "about": f"group:{stage.tamar_group.pk}",
    }  # fmt: skip
    for name in addresses_under("team/groups/"):  # the team of Severn may know of Harbour Walkers
        world.others_named[name] = {"code": stage.tamar_group.code, "meeting_id": meeting.pk}

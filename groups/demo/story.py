"""The whole story, in the order in which it is told."""

from datetime import time

from followon.errors import Refused
from followon.people.models import User
from groups.actions import concerns
from groups.demo import between, larkfield, meetups, own_plans, service, steppers, table2, telling, when
from groups.demo.crowd import TELLER, Crowd
from groups.demo.post_office import PostOffice
from groups.models import Group, GroupPurpose
from groups.models.concern import AboutWhom, ConcernOutcome
from groups.rhythm import Rhythm
from pmp.actions import services, staff
from pmp.models import Role


class AlreadyTold(Refused):
    """There are people in the database: the demo never mixes with them."""

    def __init__(self) -> None:
        super().__init__("There is a service here already. The demo is loaded into an empty database only.")


def tell(post: PostOffice) -> str:
    """Load the demo into an empty database and say in one sentence what is there. Raises AlreadyTold."""
    if User.objects.exists():
        raise AlreadyTold
    crowd = Crowd()
    stage = service.open_severn_vale(crowd)
    for sketch in [*table2.sketches(), *table2.more_sketches()]:
        table2.tell(stage, sketch, post)
    larkfield.others(stage)
    group = steppers.tell(stage, post)
    own_plans.tell(group)
    larkfield.tell(stage, post)
    meetups.tell(stage, post)
    between.tell(stage, post, group)
    _worries(stage, group, post)
    _another_service(crowd, post)
    groups, people = Group.objects.count(), User.objects.count()
    return f"The demo is loaded: 2 services, {groups} groups, {people} people."


def _worries(stage: service.Stage, group: Group, post: PostOffice) -> None:
    """One concern that was acted on last month."""
    gwen = group.memberships.select_related("person").get(person__first_name="Gwen").person
    worry = concerns.Worry(
        about=AboutWhom.MEMBER,
        about_whom="Bill",
        what="Bill sounded very low on the phone.",
        reach_on="After 2pm",
    )
    with when.on(when.day(-30), 10):
        concern = concerns.raise_concern(stage.severn, worry, person=gwen, by=gwen, group=group)
        post.deliver()
    with when.on(when.day(-30), 23):
        concerns.acknowledge(concern, by=stage.sam.person)
        concerns.note(concern, words="Rang Bill. He is seeing his GP on Thursday.", by=stage.sam.person)
        concerns.close(
            concern, outcome=ConcernOutcome.SPOKE, line="Rang Bill", in_the_record=True, by=stage.sam.person
        )
    with when.on(when.day(-29), 11):
        post.deliver()


def _another_service(crowd: Crowd, post: PostOffice) -> None:
    """Tamar Pain Service, on the same site; neither sees the other."""
    with when.on(when.day(-300)):
        olive = crowd.person("Olive Penrose")
        tamar = services.open_service(
            name="Tamar Pain Service",
            short_name="Tamar Groups",
            phone="+441632960220",
            coordinator=olive,
            by=TELLER,
        )
        clinician = staff.appoint(tamar, person=crowd.person("Demelza Carne"), role=Role.CLINICIAN, by=olive)
        tutor = staff.appoint(tamar, person=crowd.person("Loveday Tonkin"), role=Role.PATIENT_TUTOR, by=olive)
        people = [crowd.person(name) for name in ("Piran Teague", "Jory Hale", "Tamsin Rowe")]
    stage = service.Stage(crowd, tamar, olive, sam=clinician, ife=clinician, ruth=tutor, cafe=None, hall=None)
    told = telling.a_programme(stage, "Tamar Spring", last=when.day(-100), people=people, sessions=8)
    telling.everybody_says_yes(told, on=when.day(-100))
    group = telling.hand_over(
        stage, told, on=when.day(-100), name="Tamar Tuesdays", short_name="Tamar Tuesdays",
        purposes=[GroupPurpose.SOCIAL], rhythm=Rhythm(),
    )  # fmt: skip
    with when.on(when.day(-100), 16):
        post.deliver()
    telling.met(group, post, on=when.day(-80), at=time(14), where=None, came=3, by=people[0])
    with when.on(when.day(-80), 18):
        post.deliver()

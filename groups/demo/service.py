"""The pain service of the demo: its team, its rota, its places; and another service that sees none of it."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from followon.people.models import User
from groups.actions import places, rota
from groups.demo import when
from groups.demo.crowd import TELLER, Crowd
from groups.models import Known, Place, PlaceKind
from groups.models.concern import DutyRank
from pmp.actions import services, staff
from pmp.models import Post, Role, Service

OPENED_MONTHS_AGO = 90
TUTOR_SINCE_MONTHS = 24  # long after her own programme


@dataclass
class Stage:
    """Who and what the rest of the story needs."""

    crowd: Crowd
    severn: Service
    nadia: User  # coordinator
    sam: Post  # clinician
    ife: Post  # clinician and lead
    ruth: Post  # patient tutor
    cafe: Place | None
    hall: Place | None


def open_severn_vale(crowd: Crowd) -> Stage:
    """Severn Vale Pain Service, opened seven years ago by its coordinator."""
    with when.on(when.months_ago(OPENED_MONTHS_AGO)):
        nadia = crowd.person("Nadia Rahman")
        severn = services.open_service(
            name="Severn Vale Pain Service", short_name="Severn Vale Groups", phone="+441632960118",
            coordinator=nadia, by=TELLER,
        )  # fmt: skip
        severn = services.change_settings(
            severn, by=nadia, asks_age_and_gender=True, opens_at=time(9), closes_at=time(16)
        )
        sam = _appoint(severn, crowd.person("Sam Oyelaran"), Role.CLINICIAN, by=nadia)
        ife = _appoint(severn, crowd.person("Ife Okafor"), Role.CLINICIAN, by=nadia, is_lead=True)
        tutor = crowd.person("Ruth Kemp")
    with when.on(when.months_ago(TUTOR_SINCE_MONTHS)):
        ruth = _appoint(
            severn, tutor, Role.PATIENT_TUTOR, by=nadia, trained_on=when.months_ago(TUTOR_SINCE_MONTHS)
        )
    cafe, hall = _places(severn, nadia)
    stage = Stage(crowd, severn, nadia, sam, ife, ruth, cafe, hall)
    _fill_the_rota(stage)
    return stage


def _appoint(severn: Service, person: User, role: Role, *, by: User, **extra: Any) -> Post:
    return staff.appoint(severn, person=person, role=role, by=by, **extra)


def _places(severn: Service, nadia: User) -> tuple[Place, Place]:
    with when.on(when.day(-20)):
        cafe = places.add(
            None, service=severn, by=nadia, name="Larkfield Community Café", short_name="Community Café",
            kind=PlaceKind.CAFE, address="14 Mill Lane, Larkfield", postcode="LA1 7QX", step_free=Known.YES,
            easy_door=Known.YES, good_chairs=Known.YES, toilet=Known.YES, parking=Known.YES, quiet=Known.YES,
            bus="Number 42 stops 50 metres away. The stop has a bench.",
            noise="Quiet before midday. There is a back room.",
            cost="Free. You do not have to buy anything.", capacity=12,
        )  # fmt: skip
        hall = places.add(
            None, service=severn, by=nadia, name="Northgate Hall", short_name="Northgate Hall",
            kind=PlaceKind.COMMUNITY, address="2 Northgate, Harbourside", postcode="HB2 4RT", step_free=Known.YES,
            easy_door=Known.YES, toilet=Known.YES, hearing_loop=Known.YES, capacity=70,
            bus="Numbers 8 and 9 stop at the door.", cost="The service pays.",
        )  # fmt: skip
    return cafe, hall


def _fill_the_rota(stage: Stage) -> None:
    first, last = when.day(-60), when.day(180)
    for post, rank in ((stage.sam, DutyRank.FIRST), (stage.ife, DutyRank.DEPUTY)):
        _turn(stage, post, rank, first, last)
    nadia = Post.objects.get(service=stage.severn, person=stage.nadia, role=Role.COORDINATOR)
    _turn(stage, nadia, DutyRank.SAFEGUARDING, first, last)


def _turn(stage: Stage, post: Post, rank: DutyRank, first: date, last: date) -> None:
    rota.put_on_duty(post, rank=rank, from_date=first, last_date=last, by=stage.nadia)

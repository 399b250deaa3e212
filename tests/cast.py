"""The named people and places every test and page of documentation uses; the demo tells the same story."""

import itertools
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from followon import clock
from followon.people.models import User
from groups.models import Group, Job, Meeting, Membership, Mode, OrganiserTurn, Place, PlaceKind
from groups.states import GroupState, MembershipState
from pmp.models import Cohort, Enrolment, Handover, Post, Role, Service, Session
from pmp.states import CohortState

# A test has one cast, so nobody meets their own number again; nor one that a test types.
MOBILES = (*range(330, 555), *range(556, 700))
_NEXT_MOBILE = itertools.cycle(MOBILES)


def person(
    first: str, last: str = "", *, mobile: str | None = None, email: str | None = None, landline: str = ""
) -> User:
    """Somebody with a drama-range mobile (unless "") and an example.org address (unless "")."""
    if mobile is None:
        mobile = f"+447700900{next(_NEXT_MOBILE)}"
    if email is None:
        email = f"{first}.{last}@example.org".lower().replace(" ", "")
    made = User(first_name=first, last_name=last, mobile=mobile, email=email, landline=landline)
    made.set_unusable_password()
    made.save()
    return made


def service(name: str, *, short_name: str, phone: str) -> Service:
    return Service.objects.create(name=name, short_name=short_name, phone=phone, asks_age_and_gender=True)


def post(who: User, where: Service, role: Role, **extra: object) -> Post:
    return Post.objects.create(
        person=who, service=where, role=role, from_date=clock.today() - timedelta(days=400), **extra
    )


def cohort(where: Service, name: str, *, first: date, sessions: int = 12) -> Cohort:
    """A programme of weekly sessions at 1pm, with its handover."""
    days = [first + timedelta(weeks=week) for week in range(sessions)]
    state = CohortState.FINISHED if days[-1] < clock.today() else CohortState.RUNNING
    made = Cohort.objects.create(
        service=where,
        name=name,
        place="Larkfield Health Centre",
        state=state,
        starts_on=days[0],
        ends_on=days[-1],
    )
    Session.objects.bulk_create(
        Session(cohort=made, number=number, on_date=day, starts_at_local=time(13))
        for number, day in enumerate(days, 1)
    )
    Handover.objects.create(cohort=made)
    return made


def group(
    where: Service, name: str, short_name: str, members: list[User], *, organiser: User | None = None
) -> Group:
    """A group that meets, with these members; the first one organises unless told otherwise."""
    made = Group.objects.create(
        service=where, name=name, short_name=short_name, state=GroupState.MEETING, area="LA1"
    )
    for member in members:
        membership = Membership.objects.create(group=made, person=member)
        if member == (organiser or members[0]):
            OrganiserTurn.objects.create(group=made, membership=membership, job=Job.ORGANISER)
    return made


def place(
    where: Service, name: str = "Larkfield Community Café", short_name: str = "Community Café"
) -> Place:
    return Place.objects.create(
        service=where,
        name=name,
        short_name=short_name,
        kind=PlaceKind.CAFE,
        address="14 Mill Lane, Larkfield",
        postcode="LA1 7QX",
    )


def meeting(
    of: Group, *, on: date, at: time = time(11), where: Place | None = None, **extra: object
) -> Meeting:
    """A planned meeting of 90 minutes."""
    made = Meeting(group=of, on_date=on, start_time=at, tz=of.tz, place=where, mode=Mode.IN_PERSON, **extra)
    made.starts_at = clock.at_local(made.local, made.tz)
    made.ends_at = made.starts_at + made.length
    made.save()
    return made


@dataclass
class Cast:
    """Everybody, by first name. Rhys is the stranger from another group; Olive and Piran belong to another service."""

    severn: Service
    tamar: Service
    sam: User  # clinician
    ife: User  # clinician and lead
    nadia: User  # coordinator
    ruth: User  # patient tutor
    olive: User  # coordinator elsewhere
    piran: User  # member elsewhere
    larkfield: Cohort
    maria: User
    tom: User
    colin: User
    aisha: User
    dev: User
    grace: User
    joan: User
    lena: User
    ana: User
    steppers: Group
    gwen: User  # organiser
    ellis: User  # stand-in
    len: User  # paused
    khadija: User
    bill: User
    harbour: Group
    rhys: User
    tamar_group: Group
    cafe: Place
    posts: dict[str, Post] = field(default_factory=dict)

    def membership(self, who: User) -> Membership:
        return Membership.objects.get(person=who, group__in=[self.steppers, self.harbour, self.tamar_group])

    def membership_in(self, who: User, of: Group) -> Membership:
        return Membership.objects.get(person=who, group=of)


def assemble() -> Cast:
    """Put everybody on stage: a programme in its last three weeks, two groups, and another service."""
    severn = service("Severn Vale Pain Service", short_name="Severn Vale Pain", phone="+441632960118")
    tamar = service("Tamar Pain Service", short_name="Tamar Pain", phone="+441632960220")
    team, piran = _team(), person("Piran", "Teague")
    posts = _posts(team, severn, tamar)
    larkfield, patients = _larkfield(severn, posts), _patients()
    for patient in patients.values():
        Enrolment.objects.create(cohort=larkfield, person=patient)
    members = _members()
    steppers, rhys = _steppers(severn, members), person("Rhys", "Vaughan")
    return Cast(
        severn=severn,
        tamar=tamar,
        **team,
        piran=piran,
        larkfield=larkfield,
        **patients,
        steppers=steppers,
        **members,
        harbour=group(severn, "Harbour Walkers", "Harbour Walkers", [rhys]),
        rhys=rhys,
        tamar_group=group(tamar, "Tamar Tuesdays", "Tamar Tuesdays", [piran]),
        cafe=place(severn),
        posts=posts,
    )


def _team() -> dict[str, User]:
    """Who works for Severn Vale, and Olive, who works for Tamar."""
    return {
        "sam": person("Sam", "Oyelaran"),
        "ife": person("Ife", "Okafor"),
        "nadia": person("Nadia", "Rahman"),
        "ruth": person("Ruth", "Kemp"),
        "olive": person("Olive", "Penrose"),
    }


def _posts(team: dict[str, User], severn: Service, tamar: Service) -> dict[str, Post]:
    """What each of them is there."""
    trained_on = clock.today() - timedelta(days=300)
    return {
        "sam": post(team["sam"], severn, Role.CLINICIAN),
        "ife": post(team["ife"], severn, Role.CLINICIAN, is_lead=True),
        "nadia": post(team["nadia"], severn, Role.COORDINATOR),
        "ruth": post(team["ruth"], severn, Role.PATIENT_TUTOR, trained_on=trained_on),
        "olive": post(team["olive"], tamar, Role.COORDINATOR),
    }


def _larkfield(severn: Service, posts: dict[str, Post]) -> Cohort:
    """The programme, three days after its tenth session of twelve; Sam runs it with Ruth."""
    made = cohort(severn, "Larkfield Autumn", first=clock.today() - timedelta(weeks=9, days=3))
    made.clinicians.add(posts["sam"])
    made.tutors.add(posts["ruth"])
    Handover.objects.filter(cohort=made).update(tutor=posts["ruth"])
    return made


def _patients() -> dict[str, User]:
    """Who is on it: with both, with neither, with one of mobile and email, and two who share a phone."""
    maria = person("Maria", "Costa", mobile="+447700900011")
    return {
        "maria": maria,
        "tom": person("Tom", "Reed"),
        "colin": person("Colin", "Price", mobile="", email="", landline="+441632960333"),
        "aisha": person("Aisha", "Begum", email=""),
        "dev": person("Dev", "Patel"),
        "grace": person("Grace", "Obi", mobile=""),
        "joan": person("Joan", "Millar"),
        "lena": person("Lena", "Fox"),
        "ana": person("Ana", "Costa", mobile=maria.mobile, email=""),
    }


def _members() -> dict[str, User]:
    """Who meets already."""
    return {
        "gwen": person("Gwen", "Hale"),
        "ellis": person("Ellis", "Moor"),
        "len": person("Len", "Ward"),
        "khadija": person("Khadija", "Noor", email=""),
        "bill": person("Bill", "Tranter", mobile="", email="", landline="+441632960444"),
    }


def _steppers(severn: Service, members: dict[str, User]) -> Group:
    """Their group: Gwen organises, Ellis stands in, Len rests."""
    made = group(severn, "Steady Steppers", "Steady Steppers", list(members.values()))
    stand_in = Membership.objects.get(person=members["ellis"], group=made)
    OrganiserTurn.objects.create(group=made, membership=stand_in, job=Job.STAND_IN)
    Membership.objects.filter(person=members["len"]).update(state=MembershipState.PAUSED)
    return made

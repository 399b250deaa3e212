"""Who may do what in a group: one predicate per sentence. Being visible is asked first, by `visible_to`."""

from followon import clock
from followon.people.models import Consent, User
from groups.models import (
    Grant,
    GrantScope,
    Group,
    Job,
    Meeting,
    Membership,
    OrganiserTurn,
    PassOn,
    PassOnAsk,
    Place,
    TutorVisit,
)
from groups.models.concern import Concern
from groups.models.meetup import InTouch, Meetup, MeetupAsked
from groups.models.numbers import NumberChange
from pmp import permissions as pmp_permissions
from pmp.models import Handover, Post, Role, Service
from pmp.permissions import can_hand_over
from pmp.protocol import Purpose

STAFF = (Role.CLINICIAN, Role.COORDINATOR)


def is_member(person: User, group: Group) -> bool:
    """Somebody who belongs to the group now, resting or not."""
    return Membership.objects.current().filter(group=group, person=person).exists()


def is_organising(person: User, group: Group, *jobs: Job) -> bool:
    """Whose turn it is to organise the group, or to stand in."""
    turns = OrganiserTurn.objects.now().filter(group=group, membership__person=person)
    return turns.filter(job__in=jobs or Job.values, membership__in=Membership.objects.current()).exists()


def _works_here(person: User, service_id: int, *roles: Role) -> bool:
    return Post.objects.held_by(person).filter(service_id=service_id, role__in=roles).exists()


def _nobody_organises(group: Group) -> bool:
    return not OrganiserTurn.objects.now().filter(group=group).exists()


def _looks_after(person: User, meeting: Meeting) -> bool:
    return meeting.organiser_id is not None and meeting.organiser.person_id == person.pk  # type: ignore[union-attr]


# A group and its people ────────────────────────────────────────────────────────────────────────────────────────────


def can_see_group(person: User, group: Group) -> bool:
    """Members see their own group."""
    return is_member(person, group)


def can_see_people(person: User, group: Group) -> bool:
    """Members see who is in their group, and what each chose to share; nobody else does."""
    return is_member(person, group)


def can_edit_group(person: User, group: Group) -> bool:
    """Organisers and stand-ins change the group's name, purposes, rhythm and agreement; anybody in it does when
    nobody organises."""
    return is_organising(person, group) or (_nobody_organises(group) and is_member(person, group))


def can_form_group(person: User, handover: Handover) -> bool:
    """Clinicians and coordinators of the service turn a handover into a group."""
    return can_hand_over(person, handover)


def can_add_member(person: User, group: Group) -> bool:
    """Clinicians and coordinators of the service write down that somebody joins, with that person's own yes."""
    return _works_here(person, group.service_id, *STAFF)


def can_change_membership(person: User, membership: Membership) -> bool:
    """Each member alone decides about pausing, leaving, sharing and being counted in."""
    return membership.person_id == person.pk and not membership.has_left


def can_rest_group(person: User, group: Group) -> bool:
    """Organisers and stand-ins give the group a rest, and wake it."""
    return can_edit_group(person, group)


def can_close_group(person: User, group: Group) -> bool:
    """Organisers and stand-ins say goodbye for the group, and begin it again."""
    return can_edit_group(person, group)


def can_grant(person: User, group: Group) -> bool:
    """Organisers let the service see something of the group again, until a day, and take it back."""
    return is_organising(person, group, Job.ORGANISER)


# Organising ────────────────────────────────────────────────────────────────────────────────────────────────────────


def can_take_turn(person: User, group: Group) -> bool:
    """Any member may claim a turn at organising or standing in; nobody is given one."""
    return is_member(person, group)


def can_hand_on_meeting(person: User, meeting: Meeting) -> bool:
    """Whoever looks after a meeting may ask that somebody else does, and never has to say why."""
    return meeting.is_planned and (
        _looks_after(person, meeting) or is_organising(person, meeting.group, Job.ORGANISER)
    )


def can_take_meeting(person: User, meeting: Meeting) -> bool:
    """Members take over a meeting that is being handed on."""
    return PassOn.objects.open().filter(meeting=meeting).exists() and is_member(person, meeting.group)


def can_decline_meeting(person: User, meeting: Meeting) -> bool:
    """Those who were asked to look after a meeting may say no."""
    open_now = PassOn.objects.open().filter(meeting=meeting)
    return PassOnAsk.objects.filter(pass_on__in=open_now, membership__person=person).exists()


def can_organise_meeting(person: User, meeting: Meeting) -> bool:
    """Whoever looks after this meeting, and the group's organisers and stand-ins, see what is to be done for it."""
    return _looks_after(person, meeting) or is_organising(person, meeting.group)


# Meetings ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def can_plan_meeting(person: User, group: Group) -> bool:
    """Organisers and stand-ins plan meetings; any member does when nobody organises."""
    return can_edit_group(person, group)


def can_change_meeting(person: User, meeting: Meeting) -> bool:
    """Whoever looks after a meeting, organisers and stand-ins move it, call it off and put it back on."""
    return can_organise_meeting(person, meeting) or can_edit_group(person, meeting.group)


def can_answer_meeting(person: User, meeting: Meeting) -> bool:
    """Members say whether they come, until the meeting is over."""
    open_now = meeting.is_planned and not meeting.is_over(clock.now())
    return open_now and is_member(person, meeting.group)


def can_answer_for(person: User, meeting: Meeting, membership: Membership) -> bool:
    """Each member answers for themselves; whoever rings people for the group writes down what they said."""
    if membership.has_left or membership.group_id != meeting.group_id or meeting.is_over(clock.now()):
        return False
    return membership.person_id == person.pk or can_organise_meeting(person, meeting)


def can_ring_people(person: User, meeting: Meeting) -> bool:
    """Whoever looks after a meeting, organisers and stand-ins see whom to ring about it."""
    return can_organise_meeting(person, meeting)


def can_report_meeting(person: User, meeting: Meeting) -> bool:
    """Organisers, stand-ins, whoever looked after the meeting and the patient tutor who visited say who came."""
    visited = TutorVisit.objects.filter(meeting=meeting, tutor__in=Post.objects.held_by(person)).exists()
    return can_change_meeting(person, meeting) or visited


def can_remind(person: User, meeting: Meeting) -> bool:
    """Whoever looks after a meeting, organisers and stand-ins send a reminder now; coordinators of the service do
    too, without seeing anybody's details (decision 5)."""
    return can_organise_meeting(person, meeting) or _works_here(
        person, meeting.group.service_id, Role.COORDINATOR
    )


def can_see_reminder_names(person: User, meeting: Meeting) -> bool:
    """Organisers see whom a reminder goes to; the service sees how many."""
    return can_organise_meeting(person, meeting)


# Places ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def can_add_place(person: User, group: Group) -> bool:
    """Any member adds a place they know."""
    return is_member(person, group)


def can_check_place(person: User, place: Place, group: Group) -> bool:
    """Members check the facts of their group's places and of those everybody shares."""
    return is_member(person, group) and Place.objects.for_group(group).filter(pk=place.pk).exists()


def can_share_place(person: User, service: Service) -> bool:
    """Coordinators keep the list of places that all groups of the service share."""
    return _works_here(person, service.pk, Role.COORDINATOR)


# The patient tutor ─────────────────────────────────────────────────────────────────────────────────────────────────


def can_answer_visit(person: User, visit: TutorVisit) -> bool:
    """The patient tutor says whether they can come to a meeting they were asked to."""
    return Post.objects.held_by(person).filter(pk=visit.tutor_id).exists() and visit.meeting.is_planned


def can_report_visit(person: User, visit: TutorVisit) -> bool:
    """The patient tutor says how the meeting was."""
    return Post.objects.held_by(person).filter(pk=visit.tutor_id).exists()


def can_stand_visit_down(person: User, visit: TutorVisit) -> bool:
    """The group's organisers, and clinicians and coordinators of the service, say that no tutor is needed."""
    group = visit.meeting.group
    return is_organising(person, group) or _works_here(person, group.service_id, *STAFF)


# The service, after the handover (decision 7, F10) ────────────────────────────────────────────────────────────────


def can_oversee_group(person: User, group: Group) -> bool:
    """Clinicians and coordinators know that their service's groups exist and how they are doing; a patient tutor
    knows those they help, until two weeks after the third meeting."""
    return Group.objects.overseen_by(person).filter(pk=group.pk).exists()


def _granted(person: User, group: Group, scope: GrantScope) -> bool:
    grants = Grant.objects.in_force(clock.today(group.tz)).filter(group=group, scope=scope)
    return _works_here(person, group.service_id, *STAFF) and grants.exists()


def _helps(person: User, group: Group) -> bool:
    helping = Group.objects.filter(tutor__in=Post.objects.held_by(person), pk=group.pk)
    return helping.exists() and Group.objects.overseen_by(person).filter(pk=group.pk).exists()


def can_see_names_as_team(person: User, group: Group) -> bool:
    """The service sees who is in a group only while the group lets it."""
    return _granted(person, group, GrantScope.NAMES)


def can_see_meetings_as_team(person: User, group: Group) -> bool:
    """The service sees when and where a group meets only while the group lets it; its patient tutor does during
    the first three meetings."""
    return _granted(person, group, GrantScope.MEETINGS) or _helps(person, group)


def can_reach_organiser_as_team(person: User, group: Group) -> bool:
    """The service sees how to reach a group's organiser only while the group lets it."""
    return _granted(person, group, GrantScope.CONTACT_ORGANISER)


def can_see_member_as_team(person: User, membership: Membership) -> bool:
    """The service sees somebody it needs to ring, when that person agreed that the service may contact them or
    the group lets it see names."""
    return _works_here(person, membership.group.service_id, *STAFF) and (
        service_may_contact(membership) or can_see_names_as_team(person, membership.group)
    )


def service_may_contact(membership: Membership) -> bool:
    """Whether this person agreed that the service may contact them after the programme."""
    given = Consent.objects.in_force().filter(
        person=membership.person,
        purpose=Purpose.SERVICE_MAY_CONTACT,
        scope=f"service:{membership.group.service_id}",
    )
    return given.exists()


# Concerns ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def can_see_concerns(person: User, service: Service) -> bool:
    """Clinicians and coordinators see the page; which concerns it shows is asked of each concern."""
    return _works_here(person, service.pk, *STAFF)


def can_read_concern(person: User, concern: Concern) -> bool:
    """Those who are or were asked to act on it, those on duty today, and the lead; never a patient tutor."""
    return Concern.objects.readable_by(person).filter(pk=concern.pk).exists()


def can_write_concern_for_caller(person: User, service: Service) -> bool:
    """Clinicians and coordinators write down what a caller tells them."""
    return _works_here(person, service.pk, *STAFF)


def can_drill_concerns(person: User, service: Service) -> bool:
    """The lead and the coordinators start the monthly drill."""
    return can_change_rota(person, service)


def can_change_rota(person: User, service: Service) -> bool:
    """Coordinators and the lead of the service keep the rota."""
    posts = Post.objects.held_by(person).filter(service=service)
    return posts.filter(role=Role.COORDINATOR).exists() or posts.filter(is_lead=True).exists()


def can_triage_texts(person: User, service: Service) -> bool:
    """Clinicians and coordinators read the texts nobody but a person can answer."""
    return _works_here(person, service.pk, *STAFF)


def can_ask_for_number(person: User, service: Service) -> bool:
    """Coordinators and the lead ask for another number on the help pages."""
    return can_change_rota(person, service)


def can_confirm_number(person: User, change: NumberChange) -> bool:
    """A clinician or coordinator other than whoever asked rings the number and confirms it."""
    return change.asked_by_id != person.pk and _works_here(person, change.service_id, *STAFF)


def people_named_to(person: User, numbers: set[int]) -> set[int]:
    """Which of these people staff may know by name: who is on a programme or works here, who agreed that the service
    may contact them, and the members of groups that let their service see names."""
    known = pmp_permissions.people_named_to(person, numbers)
    rest = numbers - known
    if not rest:
        return known
    posts = Post.objects.held_by(person).filter(role__in=STAFF)
    services = list(posts.values_list("service_id", flat=True))
    agreed = Consent.objects.in_force().filter(
        person__in=rest,
        purpose=Purpose.SERVICE_MAY_CONTACT,
        scope__in=[f"service:{service}" for service in services],
    )
    granted = Grant.objects.in_force(clock.today()).filter(
        scope=GrantScope.NAMES, group__service__in=services
    )
    members = Membership.objects.current().filter(person__in=rest, group__in=granted.values("group"))
    return known.union(
        agreed.values_list("person_id", flat=True), members.values_list("person_id", flat=True)
    )


def can_see_history(person: User, about: str) -> bool:
    """Clinicians and coordinators read what happened to their service's groups; its people stay unnamed to them.
    What happened to a concern is for those who may read it."""
    kind, _, number = about.partition(":")
    if kind == "concern":
        return Concern.objects.readable_by(person).filter(pk=number).exists()
    group = Group.objects.filter(pk=number).first() if kind == "group" else None
    return group is not None and _works_here(person, group.service_id, *STAFF)


def can_see_figures(person: User, service: Service) -> bool:
    """Clinicians and coordinators see the figures of their service, and take them away with small numbers hidden."""
    return _works_here(person, service.pk, *STAFF)


# The meetup of all groups (R022, R023) ─────────────────────────────────────────────────────────────────────────────


def can_see_meetups_as_team(person: User, service: Service) -> bool:
    """Clinicians and coordinators see the seasons of their service."""
    return _works_here(person, service.pk, *STAFF)


def can_open_meetup(person: User, service: Service) -> bool:
    """Coordinators and the lead of the service open a season."""
    return can_change_rota(person, service)


def can_run_meetup(person: User, meetup: Meetup) -> bool:
    """Coordinators and the lead of the service confirm dates and places, ask, choose, and look after the day."""
    return can_change_rota(person, meetup.service)


def can_answer_meetup(person: User, asked: MeetupAsked) -> bool:
    """Everybody answers for themselves."""
    return asked.person_id == person.pk


def can_write_news(person: User, group: Group) -> bool:
    """Any member writes the three lines for their group; the last words stand."""
    return is_member(person, group)


def can_read_news(person: User, meetup: Meetup) -> bool:
    """Everybody who was asked to the season reads the news of all groups, and so does the team."""
    asked = MeetupAsked.objects.filter(meetup=meetup, person=person).exists()
    return asked or _works_here(person, meetup.service_id, *STAFF)


def can_ask_in_touch(person: User, group: Group) -> bool:
    """Organisers and stand-ins ask whether another group would like to be in touch."""
    return can_edit_group(person, group)


def can_answer_in_touch(person: User, asking: InTouch) -> bool:
    """Organisers and stand-ins of the other group say yes or no."""
    return can_edit_group(person, asking.other)

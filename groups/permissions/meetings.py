"""Meetings: planning, answering, ringing, reminding, handing on, and the patient tutor’s part in them."""

from followon import clock
from followon.people.models import User
from groups.models import (
    Group,
    Job,
    Meeting,
    Membership,
    PassOn,
    PassOnAsk,
    Poll,
    TutorVisit,
)
from groups.permissions.belonging import STAFF, is_member, is_organising, looks_after, works_here
from groups.permissions.groups import can_edit_group
from pmp.models import Post, Role


def can_hand_on_meeting(person: User, meeting: Meeting) -> bool:
    """Whoever looks after a meeting may ask that somebody else does, and never has to say why."""
    return meeting.is_planned and (
        looks_after(person, meeting) or is_organising(person, meeting.group, Job.ORGANISER)
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
    return looks_after(person, meeting) or is_organising(person, meeting.group)


def can_plan_meeting(person: User, group: Group) -> bool:
    """Organisers and stand-ins plan meetings; any member does when nobody organises."""
    return can_edit_group(person, group)


def can_change_meeting(person: User, meeting: Meeting) -> bool:
    """Whoever looks after a meeting, organisers and stand-ins move it, call it off and put it back on."""
    return can_organise_meeting(person, meeting) or can_edit_group(person, meeting.group)


def can_write_plan(person: User, meeting: Meeting) -> bool:
    """Whoever looks after a meeting, organisers and stand-ins write what the group will do at it."""
    return can_change_meeting(person, meeting)


def can_answer_meeting(person: User, meeting: Meeting) -> bool:
    """Members say whether they come, until the meeting is over."""
    open_now = meeting.is_planned and not meeting.is_over(clock.now())
    return open_now and is_member(person, meeting.group)


def can_ask_about_dates(person: User, group: Group) -> bool:
    """Organisers and stand-ins ask which dates suit, and book one; any member does when nobody organises."""
    return can_edit_group(person, group)


def can_answer_dates_for(person: User, poll: Poll, membership: Membership) -> bool:
    """Each member says which dates suit; organisers and stand-ins write down what somebody told them by phone."""
    if membership.has_left or membership.group_id != poll.group_id or not poll.is_undecided:
        return False
    return membership.person_id == person.pk or can_ask_about_dates(person, poll.group)


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
    return can_organise_meeting(person, meeting) or works_here(
        person, meeting.group.service_id, Role.COORDINATOR
    )


def can_see_reminder_names(person: User, meeting: Meeting) -> bool:
    """Organisers see whom a reminder goes to; the service sees how many."""
    return can_organise_meeting(person, meeting)


def can_answer_visit(person: User, visit: TutorVisit) -> bool:
    """The patient tutor says whether they can come to a meeting they were asked to."""
    return Post.objects.held_by(person).filter(pk=visit.tutor_id).exists() and visit.meeting.is_planned


def can_report_visit(person: User, visit: TutorVisit) -> bool:
    """The patient tutor says how the meeting was."""
    return Post.objects.held_by(person).filter(pk=visit.tutor_id).exists()


def can_stand_visit_down(person: User, visit: TutorVisit) -> bool:
    """The group's organisers, and clinicians and coordinators of the service, say that no tutor is needed."""
    group = visit.meeting.group
    return is_organising(person, group) or works_here(person, group.service_id, *STAFF)

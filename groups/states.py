"""Group: FORMING → MEETING ⇄ RESTING → CLOSED; meeting: PLANNED → HELD, NOT_HELD or CANCELLED."""

from django.db.models import TextChoices


class GroupState(TextChoices):
    FORMING = "FORMING", "Getting started"
    MEETING = "MEETING", "Meeting"
    RESTING = "RESTING", "Resting"
    CLOSED = "CLOSED", "Ended"


GROUP_MOVES = {
    GroupState.FORMING: {GroupState.MEETING, GroupState.RESTING, GroupState.CLOSED},
    GroupState.MEETING: {GroupState.RESTING, GroupState.CLOSED},
    GroupState.RESTING: {GroupState.MEETING, GroupState.CLOSED},
    GroupState.CLOSED: {GroupState.MEETING},  # "Restart": an end is never a lock (F22)
}


class MeetingState(TextChoices):
    PLANNED = "PLANNED", "Planned"
    HELD = "HELD", "We met"
    NOT_HELD = "NOT_HELD", "We did not meet"
    CANCELLED = "CANCELLED", "Off"


MEETING_MOVES = {
    MeetingState.PLANNED: {MeetingState.HELD, MeetingState.NOT_HELD, MeetingState.CANCELLED},
    MeetingState.HELD: {
        MeetingState.NOT_HELD,
        MeetingState.HELD,
        MeetingState.PLANNED,
    },  # corrected, or taken back
    MeetingState.NOT_HELD: {MeetingState.HELD, MeetingState.NOT_HELD, MeetingState.PLANNED},
    MeetingState.CANCELLED: {MeetingState.PLANNED},  # "On after all"
}


class MembershipState(TextChoices):
    ACTIVE = "ACTIVE", "Member"
    PAUSED = "PAUSED", "Resting"
    LEFT = "LEFT", "Left"


MEMBERSHIP_MOVES = {
    MembershipState.ACTIVE: {MembershipState.PAUSED, MembershipState.LEFT},
    MembershipState.PAUSED: {MembershipState.ACTIVE, MembershipState.LEFT},
    MembershipState.LEFT: {MembershipState.ACTIVE},  # "You can come back whenever you like."
}


class VisitState(TextChoices):
    """A patient tutor's part in one of the first three meetings; "not needed" is a success (R043)."""

    ASKED = "ASKED", "Asked"
    COMING = "COMING", "Coming"
    CANNOT = "CANNOT", "Can’t come"
    NOT_NEEDED = "NOT_NEEDED", "Not needed"
    CAME = "CAME", "Came"


VISIT_MOVES = {
    VisitState.ASKED: {VisitState.COMING, VisitState.CANNOT, VisitState.NOT_NEEDED, VisitState.CAME},
    VisitState.COMING: {VisitState.CANNOT, VisitState.NOT_NEEDED, VisitState.CAME},
    VisitState.CANNOT: {VisitState.COMING, VisitState.NOT_NEEDED, VisitState.CAME},
    VisitState.NOT_NEEDED: {VisitState.ASKED},
    VisitState.CAME: {VisitState.CAME},
}


class PassOnState(TextChoices):
    """A meeting being handed on (ux 8f)."""

    STAND_IN = "STAND_IN", "The stand-in has been asked"
    EVERYBODY = "EVERYBODY", "Everybody willing has been asked"
    STUCK = "STUCK", "The service has been told"
    TAKEN = "TAKEN", "Somebody has taken it"
    OVER = "OVER", "Not needed any more"


PASS_ON_MOVES = {
    PassOnState.STAND_IN: {PassOnState.EVERYBODY, PassOnState.STUCK, PassOnState.TAKEN, PassOnState.OVER},
    PassOnState.EVERYBODY: {PassOnState.STUCK, PassOnState.TAKEN, PassOnState.OVER},
    PassOnState.STUCK: {PassOnState.TAKEN, PassOnState.OVER},
    PassOnState.TAKEN: set(),
    PassOnState.OVER: set(),
}


class PollState(TextChoices):
    """A group asking its members which dates suit (ux 6)."""

    OPEN = "OPEN", "Asking which dates suit"
    CLOSED = "CLOSED", "A date to choose"
    BOOKED = "BOOKED", "A date is booked"
    DROPPED = "DROPPED", "Not needed any more"


POLL_MOVES = {
    PollState.OPEN: {PollState.CLOSED, PollState.BOOKED, PollState.DROPPED},
    PollState.CLOSED: {PollState.BOOKED, PollState.DROPPED},
    PollState.BOOKED: set(),
    PollState.DROPPED: set(),
}


class ConcernState(TextChoices):
    RAISED = "RAISED", "Not yet acknowledged"
    ACKNOWLEDGED = "ACKNOWLEDGED", "Acknowledged"
    CLOSED = "CLOSED", "Closed"


CONCERN_MOVES = {
    ConcernState.RAISED: {ConcernState.ACKNOWLEDGED},
    ConcernState.ACKNOWLEDGED: {ConcernState.CLOSED},
    ConcernState.CLOSED: {ConcernState.ACKNOWLEDGED},  # "Open again": it was not over after all
}


class MeetupState(TextChoices):
    """A season of the all-groups meetup, from opening to thank-you (ux 8i)."""

    OPENED = "OPENED", "Dates and places to confirm"
    ASKING = "ASKING", "Asking which dates suit"
    CHOOSING = "CHOOSING", "A date to choose"
    INVITING = "INVITING", "The date is chosen"
    HELD = "HELD", "Over"
    CANCELLED = "CANCELLED", "Off"


MEETUP_MOVES = {
    MeetupState.OPENED: {MeetupState.ASKING, MeetupState.CANCELLED},
    MeetupState.ASKING: {MeetupState.CHOOSING, MeetupState.CANCELLED},
    MeetupState.CHOOSING: {MeetupState.INVITING, MeetupState.ASKING, MeetupState.CANCELLED},
    MeetupState.INVITING: {MeetupState.HELD, MeetupState.CHOOSING, MeetupState.CANCELLED},
    MeetupState.HELD: set(),
    MeetupState.CANCELLED: {MeetupState.OPENED},  # "On after all": the season begins again
}


class JoinAskState(TextChoices):
    """Somebody who would like to join a group, in private (R048, R088)."""

    ASKED = "ASKED", "Asked"
    WAITING = "WAITING", "Waiting for a place"
    YES = "YES", "Welcome"
    NO = "NO", "Not now"
    WITHDRAWN = "WITHDRAWN", "Taken back"


JOIN_ASK_MOVES = {
    JoinAskState.ASKED: {JoinAskState.WAITING, JoinAskState.YES, JoinAskState.NO, JoinAskState.WITHDRAWN},
    JoinAskState.WAITING: {JoinAskState.YES, JoinAskState.NO, JoinAskState.WITHDRAWN},
    JoinAskState.YES: set(),
    JoinAskState.NO: set(),
    JoinAskState.WITHDRAWN: set(),
}


class RegroupState(TextChoices):
    """Two groups that join up, or one that becomes two: each person says yes anew (ux 8g)."""

    PROPOSED = "PROPOSED", "The other group has been asked"
    ASKING = "ASKING", "Everybody is asked"
    FORMED = "FORMED", "The new group has begun"
    OFF = "OFF", "Off"


REGROUP_MOVES = {
    RegroupState.PROPOSED: {RegroupState.ASKING, RegroupState.OFF},
    RegroupState.ASKING: {RegroupState.FORMED, RegroupState.OFF},
    RegroupState.FORMED: set(),
    RegroupState.OFF: set(),
}

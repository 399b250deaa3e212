"""Audit event names: everything that can happen to a group; each label is the sentence the history shows."""

from django.db.models import TextChoices


class Event(TextChoices):
    GROUP_FORMED = "groups.group.formed", "{actor} formed {about} from {cohort} with {members} people"
    GROUP_CHANGED = "groups.group.changed", "{actor} changed {about}: {fields}"
    GROUP_ESTABLISHED = "groups.group.established", "{about} is established: three people met on {on}"
    GROUP_UNESTABLISHED = (
        "groups.group.unestablished",
        "{about} does not count as established; {actor} corrected it",
    )
    GROUP_RESTED = "groups.group.rested", "{actor} gave {about} a rest until {until}"
    GROUP_WOKEN = "groups.group.woken", "{actor} ended the rest of {about}"
    GROUP_CLOSED = "groups.group.closed", "{actor} said goodbye for {about}: {because}"
    GROUP_RESTARTED = "groups.group.restarted", "{actor} began {about} again"
    GROUP_SAID_WHY_QUIET = "groups.group.said_why_quiet", "{actor} said why {about} is quiet since {since}"
    GROUP_ASKED_FOR_A_HAND = (
        "groups.group.asked_for_a_hand",
        "{actor} asked the service for a hand for {about}",
    )
    GRANT_GIVEN = "groups.grant.given", "{actor} let the service see {scope} of {about} until {until}"
    GRANT_WITHDRAWN = "groups.grant.withdrawn", "{actor} stopped letting the service see {scope} of {about}"

    MEMBER_JOINED = "groups.member.joined", "{member} joined {about}; written down by {actor}"
    MEMBER_PAUSED = "groups.member.paused", "{member} is resting from {about}; written down by {actor}"
    MEMBER_CAME_BACK = "groups.member.came_back", "{member} came back to {about}; written down by {actor}"
    MEMBER_LEFT = "groups.member.left", "{member} left {about}; written down by {actor}"
    MEMBER_SHARED = (
        "groups.member.shared",
        "{member} changed what they share with {about}; written down by {actor}",
    )
    MEMBER_COUNTED_IN = (
        "groups.member.counted_in",
        "{member} chose, for {about}, “count me in unless I say no”: {on}",
    )
    MEMBER_TAKES_PART = "groups.member.takes_part", "{member} chose how to take part in {about}: {how}"

    TURN_TAKEN = "groups.organiser.took_turn", "{member} is now {job} of {about}; written down by {actor}"
    TURN_ENDED = (
        "groups.organiser.ended_turn",
        "{member} is no longer {job} of {about}; written down by {actor}",
    )
    WILLING = (
        "groups.organiser.willing",
        "{member} said whether they could look after a meeting of {about}: {on}",
    )
    PASSED_ON = "groups.organiser.passed_on", "{actor} asked somebody else to look after {about}"
    PASS_ON_TAKEN = "groups.organiser.took_over", "{member} looks after {about} now; written down by {actor}"
    PASS_ON_DECLINED = (
        "groups.organiser.declined",
        "{member} can't look after {about}; written down by {actor}",
    )
    PASS_ON_WIDENED = (
        "groups.organiser.asked_everybody",
        "{actor} asked everybody willing to look after {about}",
    )
    PASS_ON_STUCK = (
        "groups.organiser.told_service",
        "{actor} told the service that nobody is free to look after {about}",
    )

    MEETING_PLANNED = "groups.meeting.planned", "{actor} planned a meeting for {at}"
    MEETING_MOVED = "groups.meeting.moved", "{actor} moved {about} from {old} to {new}"
    MEETING_EDITED = "groups.meeting.edited", "{actor} changed what is planned for {about}"
    MEETING_CANCELLED = "groups.meeting.cancelled", "{actor} called {about} off"
    MEETING_PUT_BACK = "groups.meeting.put_back", "{actor} put {about} back on"
    MEETING_ANSWERED = (
        "groups.meeting.answered",
        "{member} answered {coming} for {about}, {how}; written down by {actor}",
    )
    MEETING_HELD = "groups.meeting.held", "{actor} wrote down who came to {about}: {came}"
    MEETING_NOT_HELD = "groups.meeting.not_held", "{actor} wrote down that {about} did not take place"
    REPORT_UNDONE = "groups.meeting.report_undone", "{actor} took back what was written down about {about}"
    REMINDED = "groups.meeting.reminded", "{actor} sent {messages} reminders of {about}"
    REMINDER_STOPPED = "groups.meeting.reminder_stopped", "{actor} stopped {messages} reminders of {about}"

    POLL_ASKED = "groups.poll.asked", "{actor} asked {people} people which dates suit {group}"
    POLL_ANSWERED = (
        "groups.poll.answered",
        "{member} answered {about}, {how}; written down by {actor}",
    )
    POLL_CLOSED = "groups.poll.closed", "{actor} closed {about}: a date can be chosen"
    POLL_DROPPED = "groups.poll.dropped", "{actor} ended {about} without a date"
    POLL_BOOKED = "groups.poll.booked", "{actor} booked {at} after {about}"
    POLL_STAND_IN = "groups.poll.stand_in", "{actor} asked {people} others to book a date after {about}"

    REMOTE_ON = (
        "groups.remote.on",
        "{actor} let all groups of {about} meet from home: {meetings} meetings, {people} people told",
    )
    REMOTE_OFF = (
        "groups.remote.off",
        "{actor} let all groups of {about} meet in person again: {meetings} meetings, {people} people told",
    )

    VISIT_ASKED = "groups.visit.asked", "{tutor} was asked to come to {about}"
    VISIT_ANSWERED = "groups.visit.answered", "{tutor} said {coming} to {about}; written down by {actor}"
    VISIT_NOT_NEEDED = "groups.visit.not_needed", "{actor} said that no patient tutor is needed at {about}"
    VISIT_REPORTED = "groups.visit.reported", "{actor} said how {about} was: {how}"
    TUTOR_ENDED = "groups.visit.ended", "The patient tutor's part in {about} ends on {until}"

    CHECK_INS_ASKED = "groups.check_in.asked", "{actor} asked {people} people of {about}, {months} months on"
    CHECK_IN_ANSWERED = (
        "groups.check_in.answered",
        "{about} answered the questions of {months} months; written down by {actor}",
    )

    PLACE_ADDED = "groups.place.added", "{actor} added {about}"
    PLACE_CHECKED = "groups.place.checked", "{actor} checked {about}"
    PLACE_SHARED = "groups.place.shared", "{actor} let all groups use {about}"
    PLACE_KEPT = "groups.place.kept", "{actor} took {about} back from the list for all groups"
    PLACE_CLOSED = "groups.place.closed", "{actor} took {about} off the list"

    GOALS_SWITCHED = "groups.goal.switched", "{actor} chose whether goals are offered to them: {on}"
    GOAL_MADE = "groups.goal.made", "{actor} wrote down {about}"
    GOAL_CHANGED = "groups.goal.changed", "{actor} changed {about}"
    GOAL_DONE = "groups.goal.done", "{actor} did something for {about}: {yes}"
    GOAL_PUT_AWAY = "groups.goal.put_away", "{actor} put {about} away"
    GOAL_TAKEN_OUT = "groups.goal.taken_out", "{actor} took {about} out again"
    PLAN_WRITTEN = "groups.plan.written", "{actor} wrote {about}"
    PLAN_SHARED = "groups.plan.shared", "{actor} shares {about} with {people} people of their group"
    PLAN_THROWN_AWAY = "groups.plan.thrown_away", "{actor} threw {about} away"
    NOTES_WRITTEN = "groups.notes.written", "{actor} wrote {about}"
    NOTES_THROWN_AWAY = "groups.notes.thrown_away", "{actor} threw {about} away"

    LINK_DENIED = "groups.link.denied", "Somebody said that {about} does not read messages at that address"

    CONCERN_RAISED = "groups.concern.raised", "{actor} raised {about}"
    CONCERN_ACKNOWLEDGED = "groups.concern.acknowledged", "{actor} took up {about}"
    CONCERN_NOTED = "groups.concern.noted", "{actor} wrote down what was done about {about}"
    CONCERN_CLOSED = "groups.concern.closed", "{actor} closed {about}: {outcome}"
    CONCERN_OPENED_AGAIN = "groups.concern.opened_again", "{actor} opened {about} again"
    CONCERN_AFTERCARE = "groups.concern.aftercare", "{actor} offered the group a conversation after {about}"
    DUTY_GIVEN = "groups.duty.given", "{actor} put {post} on duty for {about} from {first} to {last}"
    DUTY_TAKEN = "groups.duty.taken", "{actor} took {post} off duty for {about} from {first}"
    ABSENCE_NOTED = (
        "groups.absence.noted",
        "{actor} wrote down that {post} of {about} is away from {first} to {last}",
    )
    ABSENCE_ENDED = "groups.absence.ended", "{actor} took back the leave of {post} of {about} from {first}"
    NUMBER_ASKED = (
        "groups.number.asked",
        "{actor} asked for another number on the help pages of {about}: {what}",
    )
    NUMBER_CONFIRMED = (
        "groups.number.confirmed",
        "{actor} confirmed a number on the help pages of {about}: {what}",
    )
    NUMBER_DROPPED = (
        "groups.number.dropped",
        "{actor} turned down a number for the help pages of {about}: {what}",
    )
    NUMBERS_CHECKED = (
        "groups.number.checked",
        "{actor} rang the numbers on the help pages of {about}; all were right",
    )

    MEETUP_OPENED = "groups.meetup.opened", "{actor} opened {about}, aimed for {aim}"
    MEETUP_EDITED = "groups.meetup.edited", "{actor} changed the dates of {about}"
    MEETUP_PAUSED = "groups.meetup.paused", "{actor} paused {about}"
    MEETUP_RESUMED = "groups.meetup.resumed", "{actor} let {about} go on"
    MEETUP_CANCELLED = "groups.meetup.cancelled", "{actor} called {about} off"
    MEETUP_BACK_ON = "groups.meetup.back_on", "{actor} began {about} again"
    MEETUP_OPTIONS = (
        "groups.meetup.options",
        "{actor} confirmed {slots} dates and {places} places for {about}",
    )
    MEETUP_SLOT_WITHDRAWN = "groups.meetup.slot_withdrawn", "{actor} took date {number} of {about} away"
    MEETUP_ASKED = "groups.meetup.asked", "{actor} asked {people} people which dates suit for {about}"
    MEETUP_DATES_ANSWERED = (
        "groups.meetup.dates_answered", "{person} said which dates suit for {about}, {how}; written down by {actor}",
    )  # fmt: skip
    MEETUP_CLOSED_ASKING = "groups.meetup.closed_asking", "{actor} closed the question of dates for {about}"
    MEETUP_ASKED_AGAIN = "groups.meetup.asked_again", "{actor} opened the question of dates for {about} again"
    MEETUP_CHOSEN = "groups.meetup.chosen", "{actor} chose {sites} for {about}"
    MEETUP_INVITED = "groups.meetup.invited", "{actor} invited {people} people to {about}"
    MEETUP_REPLIED = (
        "groups.meetup.replied",
        "{person} said {coming} to {about}, {how}; written down by {actor}",
    )
    MEETUP_NEEDS = (
        "groups.meetup.needs",
        "{person} said what they need for {about}, {how}; written down by {actor}",
    )
    MEETUP_MOVED = "groups.meetup.moved", "{actor} moved {about} from {old} to {new}"
    MEETUP_SITE_CANCELLED = "groups.meetup.site_cancelled", "{actor} called {about} off"
    MEETUP_CAME = "groups.meetup.came", "{actor} wrote down who came to {about}: {came}"
    MEETUP_HELD = "groups.meetup.held", "{about} took place"
    MEETUP_NEWS_ASKED = "groups.meetup.news_asked", "{actor} asked {people} organisers for news for {about}"
    MEETUP_NEWS_WRITTEN = "groups.meetup.news_written", "{actor} wrote the news of {group} for {about}"
    MEETUP_AGENDA = "groups.meetup.agenda", "{actor} changed the programme of {about}"
    MEETUP_NOTES = "groups.meetup.notes", "{actor} wrote the notes of {about}"
    MEETUP_THANKED = "groups.meetup.thanked", "{actor} thanked {people} people after {about}"
    IN_TOUCH_ASKED = "groups.in_touch.asked", "{actor} asked whether {other} would like to hear from {about}"
    IN_TOUCH_ANSWERED = "groups.in_touch.answered", "{actor} said {agreed} to being in touch, for {about}"
    RESEARCH_TAKEN = "groups.research.taken", "{actor} took the file for research of {about}: {people} people"
    DISTANCE_SET = "groups.distance.set", "{actor} wrote down a distance for {about}"

    JOIN_ASKED = "groups.join.asked", "{person} asked to join {about}; written down by {actor}"
    JOIN_HELP_ASKED = "groups.join.help_asked", "{person} asked {about} to find a group"
    JOIN_PASSED_ON = "groups.join.passed_on", "{actor} asked {about} whether {person} could join"
    JOIN_ANSWERED = "groups.join.answered", "{actor} answered {person}, who asked to join {about}: {answer}"
    JOIN_WITHDRAWN = "groups.join.withdrawn", "{person} no longer asks to join {about}"
    REGROUP_PROPOSED = "groups.regrouping.proposed", "{actor} asked {other} to join up with {about}"
    REGROUP_ASKED = "groups.regrouping.asked", "{actor} had {people} people of {about} asked about {name}"
    REGROUP_ANSWERED = (
        "groups.regrouping.answered",
        "{member} of {about} said {comes} to the new group; written down by {actor}",
    )
    REGROUP_FORMED = "groups.regrouping.formed", "{actor} began {about} with {members} people from {groups}"
    REGROUP_OFF = "groups.regrouping.off", "{actor} called off what {about} had planned"

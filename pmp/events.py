"""Audit event names about staff, services, cohorts, enrolments, choices, handovers;
each label is its sentence."""

from django.db.models import TextChoices


class Event(TextChoices):
    SERVICE_OPENED = "pmp.service.opened", "{actor} opened {about}"
    PHONE_SET = (
        "pmp.service.phone_set",
        "{actor} changed the phone number of {about}, as {asked_by} had asked",
    )
    SETTINGS_CHANGED = "pmp.service.changed", "{actor} changed the settings of {about}: {fields}"

    STAFF_APPOINTED = "pmp.post.appointed", "{actor} appointed {about} as {role}"
    STAFF_STOOD_DOWN = "pmp.post.ended", "{actor} stood {about} down on {on}"
    MORNING_EMAIL_SET = "pmp.post.morning_email", "{actor} turned their morning email {turned}"

    COHORT_OPENED = "pmp.cohort.opened", "{actor} opened {about} with {sessions} sessions from {first}"
    COHORT_BEGAN = "pmp.cohort.began", "{about} began; noted by {actor}"
    COHORT_FINISHED = "pmp.cohort.finished", "{about} came to its end; noted by {actor}"
    COHORT_CHANGED = "pmp.cohort.changed", "{actor} changed the {fields} of {about}"
    TEAM_CHANGED = "pmp.cohort.staffed", "{actor} changed who runs {about}"
    SESSION_MOVED = "pmp.session.moved", "{actor} moved a session of {about} from {old} to {new}"
    SESSION_ADDED = "pmp.session.added", "{actor} added a session to {about} on {on}"
    SESSION_REMOVED = "pmp.session.removed", "{actor} took the session on {on} out of {about}"

    ENROLLED = "pmp.enrolment.added", "{actor} added {about} to {cohort}"
    WITHDRAWN = "pmp.enrolment.withdrawn", "{actor} took {about} off {cohort}"
    PUT_BACK = "pmp.enrolment.put_back", "{actor} put {about} back on {cohort}"
    INVITED = "pmp.cohort.invited", "{actor} asked {people} people of {about} if they would like a group"

    LIST_READ = "pmp.import.read", "{actor} gave in a list of {rows} rows for {cohort}"
    LIST_ADDED = "pmp.import.added", "{actor} added {people} people to {cohort} from {about}"
    LIST_CANCELLED = "pmp.import.cancelled", "{actor} threw away {about}"
    LIST_DELETED = "pmp.import.deleted", "{actor} deleted {about}, which was kept for 7 days"

    CHOICE_RECORDED = (
        "pmp.choice.recorded",
        "The answer of {about} is {wish}, {method}; written down by {actor}",
    )
    CHOICE_CHECKED = "pmp.choice.checked", "{actor} looked through the answers of {about}"
    BEST_TIMES_TOLD = "pmp.person.times", "{actor} told when {about} manages best"
    ABOUT_ME_TOLD = "pmp.person.figures", "{actor} told what may be counted about {about}"

    STEP_MARKED = "pmp.handover.step_marked", "{actor} marked the step {step} of {about} as {outcome}"
    STEP_UNDONE = "pmp.handover.step_undone", "{actor} took back the step {step} of {about}"
    PLAN_NOTED = "pmp.handover.plan_noted", "{actor} wrote down the {fields} talked about for {about}"
    HANDOVER_MOVED = "pmp.handover.moved", "{about} went from {old} to {new}; noted by {actor}"
    HANDED_OVER = "pmp.handover.finished", "{actor} finished {about}: the group goes on by itself"
    NO_GROUP = "pmp.handover.no_group", "{actor} ended {about} without a group"
    TUTOR_CHANGED = "pmp.handover.tutor", "{actor} changed who the patient tutor of {about} is"
    TUTOR_ASKED = (
        "pmp.handover.tutor_asked",
        "{actor} asked the patient tutor of {about} about session {session}",
    )
    TUTOR_ANSWERED = (
        "pmp.handover.tutor_said",
        "The patient tutor of {about} said {coming}; written down by {actor}",
    )
    TESTED = "pmp.handover.tested", "{actor} sent {people} test messages for {about}"
    REACHED = "pmp.enrolment.reached", "{actor} wrote down that {about} was reached"
    NOT_REACHED = "pmp.enrolment.not_reached", "{actor} took back that {about} was reached or excused"
    EXCUSED = "pmp.enrolment.excused", "{actor} let {about} go on without being reached"

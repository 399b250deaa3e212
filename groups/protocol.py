"""Three people, three supported meetings, two meetups a year: the numbers and their source (Farr et al. 2021)."""

from datetime import timedelta

# "Results": a follow-on group is at least three people from the programme meeting face to face at least once
# after it has finished. Remote meetings are reported apart (decision 17).
ESTABLISHED_BY = 3
# "The Intervention": the patient tutor attends the first three meetings, then withdraws.
TUTOR_MEETINGS = 3
TUTOR_ACCESS_AFTER_LAST = timedelta(days=14)
# R042: first meeting within about four weeks of the last session.
FIRST_MEETING_WITHIN = timedelta(days=28)
# ux 9.2: two organisers, one ill, is still a group; fewer than two "needs a hand".
ORGANISERS_ADVISED = 2
# R080, R090: dispersal can be good. A group that ends for one of these has ended well, and is no loss in any figure.
ENDED_WELL = ("had-what-we-needed", "friends", "moved-on")
USUAL_LENGTH = timedelta(minutes=90)
# Decision 12: ask 7 days before, nudge once at 3 days, details the day before at 4pm.
ASK_BEFORE = timedelta(days=7)
NUDGE_BEFORE = timedelta(days=3)
WHO_CAME_AFTER = timedelta(hours=3)
WHO_CAME_STAND_IN_AFTER = timedelta(days=2)
WHO_CAME_GIVE_UP_AFTER = timedelta(days=7)
SHORT_NAME_LENGTH = 18  # texts stay within one part (ux 10.1)
PLACE_SHORT_NAME_LENGTH = 22


# R003, F38: where the effect of a programme is at risk, and where the figures of survival are read.
CHECK_IN_MONTHS = (4, 6, 12, 24)
CHECK_IN_OPEN_FOR = timedelta(days=28)
CHECK_IN_STILL_USEFUL = timedelta(days=28)  # after an outage longer than this, a mark has gone by


class Purpose:
    """Consent purposes this app declares; the scope is `group:<id>`."""

    SHARE_NAME = "share.name"
    SHARE_MOBILE = "share.mobile"
    SHARE_LANDLINE = "share.landline"
    SHARE_EMAIL = "share.email"

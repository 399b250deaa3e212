"""Where the pages of Steady Steppers and of a meeting are."""


def group(stage, more=""):
    return f"/groups/{stage.steppers.code}/{more}"


def at(meeting, more=""):
    return f"/groups/{meeting.group.code}/meetings/{meeting.pk}/{more}"

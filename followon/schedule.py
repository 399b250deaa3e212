"""Every periodic task: its name, how often it runs, and why. Intervals only: Celery's crontab skips an hour when
clocks go back (celery#10107), so local times are decided by our own planners, which read them from the database.

Each asking has an end, so that a broker that was away does not bring back a crowd of them.
"""

from datetime import timedelta

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def _every(interval: timedelta, task: str, *, of_use_for: timedelta) -> dict[str, object]:
    return {"task": task, "schedule": interval, "options": {"expires": of_use_for.total_seconds()}}


SCHEDULE: dict[str, dict[str, object]] = {
    # A poke goes out with every change; this finds what a lost poke, a crash or a planner left due.
    "send-what-is-due": _every(10 * SECOND, "notifications.tasks.look_now", of_use_for=MINUTE),
    # A call nobody made leaves the list on its minute, and a text left unread by a crash is read within two.
    "keep-house": _every(MINUTE, "notifications.tasks.keep_house", of_use_for=2 * MINUTE),
    # Reminders are planned with each change; this finds what a crash or a restored backup left out.
    "plan-reminders": _every(HOUR, "groups.tasks.plan_reminders", of_use_for=HOUR),
    # Yesterday's account is closed once a day; at which hour of it does not matter.
    "keep-ledger": _every(HOUR, "groups.tasks.keep_ledger", of_use_for=HOUR),
    # Three hours after the start of a meeting, give or take the quarter of an hour.
    "ask-who-came": _every(15 * MINUTE, "groups.tasks.ask_who_came", of_use_for=5 * MINUTE),
    # Four working hours and 24 hours are promises to somebody who is unwell (ux 8f).
    "hand-on-further": _every(MINUTE, "groups.tasks.hand_on_further", of_use_for=MINUTE),
    # "Answer by Wednesday" ends at midnight; whoever asked hears in the morning, by the hours of the service.
    "keep-polls": _every(15 * MINUTE, "groups.tasks.keep_polls", of_use_for=10 * MINUTE),
    # A post that ended must not leave a worry unread; each person is told once whatever happens.
    "keep-concern-clock": _every(2 * MINUTE, "groups.tasks.keep_concern_clock", of_use_for=MINUTE),
    # Caches forget; the help pages fall back to the numbers built in until this has run.
    "publish-help-numbers": _every(5 * MINUTE, "groups.tasks.publish_help_numbers", of_use_for=10 * MINUTE),
    # Days begin at midnight where people live; an hour later is soon enough.
    "welcome-back": _every(HOUR, "groups.tasks.welcome_back", of_use_for=HOUR),
    "ask-rested-groups": _every(HOUR, "groups.tasks.ask_rested_groups", of_use_for=HOUR),
    # A missed rhythm is weeks; an hour more or less is nothing, and each quiet time is spoken of once.
    "help-fading-groups": _every(HOUR, "groups.tasks.help_fading_groups", of_use_for=HOUR),
    # Months are long: a mark may be asked about some hours late, and is asked about once.
    "ask-check-ins": _every(6 * HOUR, "groups.tasks.ask_check_ins", of_use_for=HOUR),
    # Seven days to change one's mind (ux 8k); an hour more or less is nothing.
    "erase-who-asked": _every(HOUR, "followon.people.tasks.erase_who_asked", of_use_for=HOUR),
    # "Nightly", four times a day: a night without power loses nothing, and there is little to do each time.
    "keep-to-retention": _every(6 * HOUR, "followon.people.tasks.keep_to_retention", of_use_for=HOUR),
    # Programmes begin and end by the calendar; a tutor who stops today has handed on today.
    "keep-programmes-in-step": _every(HOUR, "pmp.tasks.keep_programmes_in_step", of_use_for=HOUR),
    # Two days before a session and the morning after; the engine's hours keep the emails out of the night.
    "nudge-handovers": _every(HOUR, "pmp.tasks.nudge_handovers", of_use_for=HOUR),
    # Two weeks after the end, once each; an hour more or less is nothing.
    "invite-late-deciders": _every(HOUR, "pmp.tasks.invite_late_deciders", of_use_for=HOUR),
    "watch-first-contact": _every(HOUR, "pmp.tasks.watch_first_contact", of_use_for=HOUR),
    # Lists of people are kept for seven days (ux 8a).
    "delete-old-lists": _every(HOUR, "pmp.tasks.delete_old_lists", of_use_for=HOUR),
    # Once a working morning and person, whatever happens; a service that opens at 8:30 is not kept until 9.
    "say-good-morning": _every(15 * MINUTE, "groups.tasks.say_good_morning", of_use_for=15 * MINUTE),
    # A season opens a month before its first question; a day more or less is nothing.
    "open-seasons": _every(6 * HOUR, "groups.tasks.open_seasons", of_use_for=HOUR),
    # Each date of a season comes at some hour of its day; messages keep the hours of the service themselves.
    "walk-timeline": _every(15 * MINUTE, "groups.tasks.walk_timeline", of_use_for=10 * MINUTE),
}

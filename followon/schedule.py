"""Every periodic task: its name, how often it runs, and why. Intervals only: Celery's crontab skips an hour when
clocks go back (celery#10107), so local times are decided by our own planners, which read them from the database."""

from datetime import timedelta

SCHEDULE: dict[str, dict[str, object]] = {
    # A poke goes out with every change; this finds what a lost poke, a crash or a planner left due.
    "send-what-is-due": {"task": "notifications.tasks.look_now", "schedule": timedelta(seconds=10)},
    # A call nobody made leaves the list on its minute, and a text left unread by a crash is read within two.
    "keep-house": {"task": "notifications.tasks.keep_house", "schedule": timedelta(minutes=1)},
    # Reminders are planned with each change; this finds what a crash or a restored backup left out.
    "plan-reminders": {"task": "groups.tasks.plan_reminders", "schedule": timedelta(hours=1)},
    # Yesterday's account is closed once a day; at which hour of it does not matter.
    "keep-ledger": {"task": "groups.tasks.keep_ledger", "schedule": timedelta(hours=1)},
    # Three hours after the start of a meeting, give or take the quarter of an hour.
    "ask-who-came": {"task": "groups.tasks.ask_who_came", "schedule": timedelta(minutes=15)},
    # Four working hours and 24 hours are promises to somebody who is unwell (ux 8f).
    "hand-on-further": {"task": "groups.tasks.hand_on_further", "schedule": timedelta(minutes=1)},
    # "Answer by Wednesday" ends at midnight; whoever asked hears in the morning, by the hours of the service.
    "keep-polls": {"task": "groups.tasks.keep_polls", "schedule": timedelta(minutes=15)},
    # A post that ended must not leave a worry unread; each person is told once whatever happens.
    "keep-concern-clock": {"task": "groups.tasks.keep_concern_clock", "schedule": timedelta(minutes=2)},
    # Caches forget; the help pages fall back to the numbers built in until this has run.
    "publish-help-numbers": {"task": "groups.tasks.publish_help_numbers", "schedule": timedelta(minutes=5)},
    # Days begin at midnight where people live; an hour later is soon enough.
    "welcome-back": {"task": "groups.tasks.welcome_back", "schedule": timedelta(hours=1)},
    "ask-rested-groups": {"task": "groups.tasks.ask_rested_groups", "schedule": timedelta(hours=1)},
    # A missed rhythm is weeks; an hour more or less is nothing, and each quiet time is spoken of once.
    "help-fading-groups": {"task": "groups.tasks.help_fading_groups", "schedule": timedelta(hours=1)},
    # Months are long: a mark may be asked about some hours late, and is asked about once.
    "ask-check-ins": {"task": "groups.tasks.ask_check_ins", "schedule": timedelta(hours=6)},
    # Seven days to change one's mind (ux 8k); an hour more or less is nothing.
    "erase-who-asked": {"task": "followon.people.tasks.erase_who_asked", "schedule": timedelta(hours=1)},
    # "Nightly", four times a day: a night without power loses nothing, and there is little to do each time.
    "keep-to-retention": {"task": "followon.people.tasks.keep_to_retention", "schedule": timedelta(hours=6)},
    # Programmes begin and end by the calendar; a tutor who stops today has handed on today.
    "keep-programmes-in-step": {"task": "pmp.tasks.keep_programmes_in_step", "schedule": timedelta(hours=1)},
    # Two days before a session and the morning after; the engine's hours keep the emails out of the night.
    "nudge-handovers": {"task": "pmp.tasks.nudge_handovers", "schedule": timedelta(hours=1)},
    # Two weeks after the end, once each; an hour more or less is nothing.
    "invite-late-deciders": {"task": "pmp.tasks.invite_late_deciders", "schedule": timedelta(hours=1)},
    "watch-first-contact": {"task": "pmp.tasks.watch_first_contact", "schedule": timedelta(hours=1)},
    # Lists of people are kept for seven days (ux 8a).
    "delete-old-lists": {"task": "pmp.tasks.delete_old_lists", "schedule": timedelta(hours=1)},
    # Once a working morning and person, whatever happens; a service that opens at 8:30 is not kept until 9.
    "say-good-morning": {"task": "groups.tasks.say_good_morning", "schedule": timedelta(minutes=15)},
    # A season opens a month before its first question; a day more or less is nothing.
    "open-seasons": {"task": "groups.tasks.open_seasons", "schedule": timedelta(hours=6)},
    # Each date of a season comes at some hour of its day; messages keep the hours of the service themselves.
    "walk-timeline": {"task": "groups.tasks.walk_timeline", "schedule": timedelta(minutes=15)},
}

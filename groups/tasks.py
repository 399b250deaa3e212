"""Celery: what groups do by themselves. Each task calls one action and may run as often as it likes."""

from celery import shared_task

from followon.audit.actors import Job
from groups.actions import asking, checkins, concerns, fading, ledger, mornings, numbers, planning
from groups.actions.meetups import seasons, walking
from groups.actions.polls import closing


@shared_task
def plan_reminders(**kwargs: object) -> None:
    """Put reminders that are missing into the outbox; mends what a crash or a restored backup left out."""
    planning.keep_planned(by=Job("plan reminders"))


@shared_task
def keep_ledger(**kwargs: object) -> None:
    """Account for yesterday's messages; whatever is left over is logged as an error."""
    ledger.keep()


@shared_task
def ask_who_came(**kwargs: object) -> None:
    """Ask who came to meetings that are over."""
    asking.who_came(by=Job("ask who came"))


@shared_task
def hand_on_further(**kwargs: object) -> None:
    """Ask the next people for meetings that nobody has taken over in time."""
    asking.hand_on_further(by=Job("hand on further"))


@shared_task
def welcome_back(**kwargs: object) -> None:
    """Bring back members whose pause is over."""
    asking.welcome_back(by=Job("welcome back"))


@shared_task
def ask_rested_groups(**kwargs: object) -> None:
    """Ask the organisers of groups whose rest is over whether to meet again."""
    asking.rested_groups(by=Job("ask rested groups"))


@shared_task
def keep_polls(**kwargs: object) -> None:
    """Close questions about dates whose day has come; ask a stand-in where nobody has booked for three days."""
    closing.keep(by=Job("keep polls"))


@shared_task
def ask_check_ins(**kwargs: object) -> None:
    """Three short questions at 4, 6, 12 and 24 months after a programme; once each."""
    checkins.ask_due(by=Job("ask check-ins"))


@shared_task
def help_fading_groups(**kwargs: object) -> None:
    """A few ideas for the organisers of groups that meet less, and a word to those where one does all the work."""
    fading.offer_ideas(by=Job("help fading groups"))
    fading.suggest_sharing(by=Job("help fading groups"))


@shared_task
def keep_concern_clock(**kwargs: object) -> None:
    """Tell who is on duty now of concerns nobody has acknowledged, when the team has changed since."""
    concerns.keep_clock(by=Job("concern clock"))


@shared_task
def publish_help_numbers(**kwargs: object) -> None:
    """Tell the help pages the confirmed numbers again, in case the cache forgot."""
    numbers.publish()


@shared_task
def open_seasons(**kwargs: object) -> None:
    """Open the seasons of the all-groups meetup that are due; a unique row decides, however often this runs."""
    seasons.open_due(by=Job("open seasons"))


@shared_task
def walk_timeline(**kwargs: object) -> None:
    """Send what each date of a season brings, unless it is paused; may be killed half way and run again."""
    walking.walk_all(by=Job("walk timeline"))


@shared_task
def say_good_morning(**kwargs: object) -> None:
    """On working mornings, tell the team by email what waits for them; nothing where nothing waits."""
    mornings.send(by=Job("morning email"))

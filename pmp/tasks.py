"""Celery: what programmes and handovers do by themselves. Each task calls actions that may run as often as
they like."""

from celery import shared_task

from followon.audit.actors import Job
from pmp.actions import lists, nudging


@shared_task
def keep_programmes_in_step(**kwargs: object) -> None:
    """Begin and end programmes on their days, and pass on the handovers of tutors who have stopped."""
    nudging.keep_programmes_in_step(by=Job("keep programmes in step"))


@shared_task
def nudge_handovers(**kwargs: object) -> None:
    """Ask patient tutors about their session, and tell staff which steps are open."""
    nudging.ask_tutors(by=Job("nudge handovers"))
    nudging.remind_staff(by=Job("nudge handovers"))


@shared_task
def invite_late_deciders(**kwargs: object) -> None:
    """Two weeks after the end, ask those still thinking about it; once."""
    nudging.invite_late_deciders(by=Job("invite late deciders"))


@shared_task
def watch_first_contact(**kwargs: object) -> None:
    """Two weeks after the end, tell coordinators of people who said yes and have not heard from us; once."""
    nudging.watch_first_contact(by=Job("watch first contact"))


@shared_task
def delete_old_lists(**kwargs: object) -> None:
    """Empty the lists of people that nobody added within seven days."""
    lists.delete_old(by=Job("delete old lists"))

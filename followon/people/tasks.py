"""Celery: delete who asked to be deleted, and drop what is over its time."""

from celery import shared_task

from followon.people.actions import leaving


@shared_task
def erase_who_asked(**kwargs: object) -> None:
    """Delete everybody whose seven days are over."""
    leaving.erase_who_asked()


@shared_task
def keep_to_retention(**kwargs: object) -> None:
    """Drop what is over its time, in every app."""
    leaving.keep_to_retention()

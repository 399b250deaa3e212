"""The jobs that delete: people whose seven days are over, and rows that are over their time."""

import logging

from followon import clock
from followon.audit.actors import Job
from followon.errors import Refused
from followon.people import personal_data
from followon.people.actions import accounts
from followon.people.models import User

logger = logging.getLogger(__name__)

ERASING = Job("erasing")


def erase_who_asked() -> int:
    """Delete everybody whose seven days are over, each in a transaction of their own; gives back how many.

    Whoever has begun to work here is left until the post ends; whoever told us of a worry, until it is looked after.
    """
    done = 0
    waiting = User.objects.filter(closing_at__lte=clock.now(), erased_at=None).order_by("closing_at", "pk")
    for person in waiting:
        try:
            accounts.erase(person, by=ERASING)
        except Refused as refusal:
            logger.warning("person %s is deleted later: %s", person.pk, type(refusal).__name__)
        except Exception:
            logger.exception("person %s could not be deleted; tried again within the hour", person.pk)
        else:
            done += 1
    return done


def keep_to_retention(*, dry_run: bool = False) -> dict[str, int]:
    """Drop what is over its time; gives back how many rows, by model. A dry run only counts."""
    counts = personal_data.keep_to_retention(dry_run=dry_run)
    if not dry_run:
        logger.info("retention dropped %s rows", sum(counts.values()))
    return counts

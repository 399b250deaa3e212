"""The project package: settings, people, audit and web; loads the Celery app with Django, nothing else."""

from followon.celery import app as celery_app

__all__ = ["celery_app"]

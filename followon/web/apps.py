"""Names the web app for Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "followon.web"
    label = "web"

    def ready(self) -> None:
        """Register the checks of an installation, and the Celery app to which tasks belong."""
        from followon import celery  # noqa: F401, PLC0415 - importing it makes it the current app
        from followon.web import checks  # noqa: F401, PLC0415 - importing it registers them

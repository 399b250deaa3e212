"""Names the app for Django and, at start-up, finds every app's messages.py."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Messages"

    def ready(self) -> None:
        autodiscover_modules("messages")

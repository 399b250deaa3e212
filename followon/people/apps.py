"""Names the people app for Django and, at start-up, finds every app's personal.py."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    name = "followon.people"
    label = "people"

    def ready(self) -> None:
        autodiscover_modules("personal")

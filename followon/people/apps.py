"""Names the people app for Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "followon.people"
    label = "people"

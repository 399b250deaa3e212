"""Names the groups app for Django."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"

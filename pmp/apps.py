"""Names the pmp app for Django."""

from django.apps import AppConfig


class PmpConfig(AppConfig):
    name = "pmp"

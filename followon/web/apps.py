"""Names the web app for Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "followon.web"
    label = "web"

"""Names the audit app for Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "followon.audit"
    label = "audit"

"""`manage.py reset_second_step EMAIL`: let somebody in again who has lost their second step and every recovery code."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from followon.audit.actors import Job
from followon.errors import Refused
from followon.people.actions import accounts
from followon.people.models import User


class Command(BaseCommand):
    help = "Take away somebody's second step, after making sure by voice or face that it is them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="their email address or mobile number in E.164")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(User.objects.reached_at(options["address"]).filter(is_active=True))
        if len(found) != 1:
            raise CommandError(f"{len(found)} people have this address; give one that is theirs alone.")
        try:
            accounts.reset_second_step(found[0], by=Job("reset_second_step"))
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            "Done. They are signed out everywhere, were told, and set up a new one when they sign in."
        )

"""`manage.py sign_out EMAIL`: end every session of somebody, patient or team, whose device is in wrong hands."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from followon.audit.actors import Job
from followon.people.actions import accounts
from followon.people.models import User


class Command(BaseCommand):
    help = "Sign somebody out on all their devices and tell them. They can sign in again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="their email address or mobile number in E.164")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(User.objects.reached_at(options["address"]).filter(is_active=True))
        if len(found) != 1:
            raise CommandError(f"{len(found)} people have this address; give one that is theirs alone.")
        accounts.sign_out_everywhere(found[0], by=Job("sign_out"))
        self.stdout.write("Done. They are signed out everywhere, and are told if they were signed in.")

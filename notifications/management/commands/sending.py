"""Is anything stopped? Stop all sending, say that a backup was put back, or let messages go again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from followon import clock
from followon.audit.actors import Job
from followon.errors import Refused
from notifications.actions import switches
from notifications.delivery import restored
from notifications.models import Origin, SendSwitch
from notifications.states import SwitchScope

SHELL = Job("manage.py sending")


class Command(BaseCommand):
    """Without an option: what is stopped, and why."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--stop", metavar="WHY", help="let nothing leave until --release")
        what.add_argument("--restored", action="store_true", help="a backup was put back: stop, and check it")
        what.add_argument("--release", action="store_true", help="let messages go again, a few a second")

    def handle(self, **options: Any) -> None:
        if options["stop"]:
            switches.switch_off(SwitchScope.GLOBAL, "", reason=options["stop"], by=SHELL)
        elif options["restored"]:
            restored.examine(restored.hold(clock.now()))
        elif options["release"]:
            self._release()
        self._say()

    def _release(self) -> None:
        for switch in SendSwitch.objects.filter(is_off=True, scope=SwitchScope.GLOBAL):
            try:
                waiting = switches.switch_on(switch, by=SHELL)
            except Refused as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"Released. {waiting} messages go out over the next minutes.")

    def _say(self) -> None:
        for switch in SendSwitch.objects.filter(is_off=True).order_by("at"):
            scope = f"{SwitchScope(switch.scope).label} {switch.value}".strip()
            self.stdout.write(f"Stopped: {scope}, since {switch.at:%d %B %H:%M} UTC. {switch.reason}.")
        if (origin := Origin.objects.holding()) is not None:
            self.stdout.write(f"Still being looked up at the provider: {origin.still_checking()}.")
        if not SendSwitch.objects.filter(is_off=True).exists():
            self.stdout.write("Nothing is stopped.")

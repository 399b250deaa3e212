"""First run: create the pain service and its first coordinator, and say how they sign in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from followon.audit.actors import Job
from followon.errors import Refused
from followon.web.links import absolute_to
from followon.web.phones import read_phone
from pmp.actions import services
from pmp.models import Nation, Service

QUESTIONS = (
    ("name", "Name of the pain service, such as Severn Vale Pain Service"),
    ("short_name", "Its name in texts, 24 letters at most"),
    ("phone", "The phone number patients may ring"),
    ("nation", "Nation: england, wales, scotland or northern-ireland"),
    ("first_name", "First name of the first coordinator"),
    ("last_name", "Their last name"),
    ("email", "Their email address; sign-in codes go there"),
)


class Command(BaseCommand):
    """Opens a pain service with its first coordinator: asks for what the options do not say."""

    help = "Create a pain service and its first coordinator. Asks for what is not given as an option."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, question in QUESTIONS:
            parser.add_argument(f"--{name.replace('_', '-')}", help=question)
        parser.add_argument(
            "--no-input", action="store_true", help="Ask nothing; stop if something is missing."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        asks = not options["no_input"]
        facts = {name: options[name] or self._ask(name, question, asks) for name, question in QUESTIONS}
        problems = _problems(facts)
        if problems:
            raise CommandError("Nothing was created. " + " ".join(problems))
        try:
            service = services.open_service(
                name=facts["name"],
                short_name=facts["short_name"],
                phone=read_phone(facts["phone"]) or "",
                nation=facts["nation"],
                coordinator={name: facts[name] for name in ("first_name", "last_name", "email")},
                by=Job("open_service"),
            )
        except Refused as refused:
            raise CommandError(f"Nothing was created. {refused}") from None
        self._say(service, facts)

    def _ask(self, name: str, question: str, asks: bool) -> str:
        if name == "nation" and not asks:
            return Nation.ENGLAND
        if not asks:
            raise CommandError(f"Nothing was created. Give --{name.replace('_', '-')}: {question}.")
        return input(f"{question}: ").strip() or (Nation.ENGLAND if name == "nation" else "")

    def _say(self, service: Service, facts: dict[str, str]) -> None:
        self.stdout.write(f"{service.name} is open, and {facts['first_name']} is its coordinator.")
        self.stdout.write(
            f"To sign in: open {absolute_to('account_login')}, enter {facts['email']}, and type the code "
            "that arrives by email. The first time, a second step is set up. There is no password."
        )
        self.stdout.write(f"Then add the team at {absolute_to('pmp:team_staff')}.")


def _problems(facts: dict[str, str]) -> list[str]:
    missing = [question for name, question in QUESTIONS if not facts[name]]
    found = [f"Missing: {question}." for question in missing]
    if len(facts["name"]) > 80 or len(facts["short_name"]) > 24:
        found.append("The name can have 80 letters, and its form for texts 24.")
    if facts["phone"] and read_phone(facts["phone"]) is None:
        found.append(f"{facts['phone']} is not a UK phone number.")
    if facts["nation"] not in Nation.values:
        found.append(f"The nation must be one of: {', '.join(Nation.values)}.")
    try:
        validate_email(facts["email"])
    except ValidationError:
        found.append(f"{facts['email']} is not an email address.")
    return found

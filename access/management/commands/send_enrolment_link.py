from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.models import User
from access.sign_in.enrolment import send_enrolment_link
from access.sign_in.public_address import add_address_option
from journal.services import Actor


class Command(BaseCommand):
    help = (
        "Sends an account's owner, at the registered address, a link to choose a password and enrol an authenticator. "
        "It serves once and lives 24 hours; earlier links stop working. The link itself is never shown here. "
        "Example: manage.py send_enrolment_link claire.martin --reset"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the account")
        parser.add_argument(
            "--reset",
            action="store_true",
            help="also make the present password, authenticator and recovery codes stop working at once",
        )
        add_address_option(parser)

    def handle(self, *args: Any, username: str, address: str, reset: bool, **options: Any) -> None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"No active account is named {username}.")
        try:
            send_enrolment_link(user, base_url=address, by=Actor(), reset=reset)
        except ValueError as error:
            raise CommandError(f"{username} has no registered address: record one first.") from error
        self.stdout.write(f"A link left for the registered address of {username}.")

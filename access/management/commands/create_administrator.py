from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from access.models import User
from access.sign_in.enrolment import enrolment_address, send_enrolment_link
from access.sign_in.public_address import add_address_option
from journal.services import Actor


class Command(BaseCommand):
    help = (
        "Creates an administrator and prints the link by which they choose their password and enrol their "
        "authenticator. The link is also sent by e-mail; it serves once and lives 24 hours. "
        "Example: manage.py create_administrator lea.morel --email lea.morel@example.org"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="what the administrator will type in « Identifiant »")
        parser.add_argument("--email", required=True, help="where enrolment links and security notices go")
        add_address_option(parser)

    @transaction.atomic
    def handle(self, *args: Any, username: str, email: str, address: str, **options: Any) -> None:
        user = User(username=username, email=email, is_staff=True, is_superuser=True)
        user.set_unusable_password()
        try:
            user.full_clean()
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        if not email:
            raise CommandError("An e-mail address is needed: enrolment links and security notices go there.")
        user.save()
        send_enrolment_link(user, base_url=address, by=Actor())
        # Nobody could read it elsewhere yet, and whoever runs this already rules the database.
        self.stdout.write(f"Administrator {username} created. Enrolment link, once, within 24 hours:")
        self.stdout.write(enrolment_address(user, address))

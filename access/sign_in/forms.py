"""Forms of sign-in. Labels are contracts: other software finds the fields by them."""

import re
from typing import Any

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from access.models import User
from access.sign_in.throttling import one_at_a_time

_CODE_ATTRS = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}


class SignInForm(forms.Form):
    """First factor. Unknown account and wrong password get one answer."""

    username = forms.CharField(
        label="Identifiant",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "spellcheck": "false"}),
        error_messages={"required": "Saisissez votre identifiant."},
    )
    password = forms.CharField(
        label="Mot de passe",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Saisissez votre mot de passe."},
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if username and password:
            one_at_a_time(self.request, username)
            found = authenticate(self.request, username=username, password=password)
            if not isinstance(found, User):
                raise ValidationError("Identifiant ou mot de passe incorrect. Vérifiez votre saisie, puis recommencez.")
            self.user = found
        return self.cleaned_data


class CodeForm(forms.Form):
    """Second factor: a code of the application."""

    code = forms.CharField(
        label="Code à usage unique",
        help_text="6 chiffres, donnés par votre application d’authentification.",
        max_length=40,
        widget=forms.TextInput(attrs=_CODE_ATTRS),
        error_messages={"required": "Saisissez le code affiché par votre application."},
    )

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split())
        if not (code.isascii() and code.isdecimal() and len(code) == 6):
            raise ValidationError("Le code compte 6 chiffres. Vérifiez votre saisie.")
        return code


class RecoveryForm(forms.Form):
    """Second factor: one of the recovery codes noted at enrolment."""

    code = forms.CharField(
        label="Code de secours",
        help_text="Un des codes remis lors de l’enrôlement. Chacun ne sert qu’une fois.",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
        error_messages={"required": "Saisissez un de vos codes de secours."},
    )

    def clean_code(self) -> str:
        typed = re.sub(r"[\s‐-―-]", "", self.cleaned_data["code"].lower())
        if not re.fullmatch(r"[0-9a-f]{12}", typed):
            raise ValidationError("Un code de secours compte 12 signes, de 0 à 9 et de a à f. Vérifiez votre saisie.")
        return f"{typed[:6]}-{typed[6:]}"


class NewPasswordForm(forms.Form):
    """Password chosen on the enrolment page."""

    password = forms.CharField(
        label="Nouveau mot de passe",
        help_text="12 caractères au moins, sans reprendre votre identifiant ni un mot de passe courant.",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choisissez un mot de passe."},
    )
    again = forms.CharField(
        label="Confirmez le mot de passe",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Saisissez une seconde fois le mot de passe."},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        password, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if password and again and password != again:
            self.add_error("again", "Les deux saisies diffèrent.")
        return self.cleaned_data


class EnrolmentForm(CodeForm, NewPasswordForm):
    """The page behind a link: a password, then the code that proves that the application holds the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.pop("autofocus", None)  # the page starts with the password

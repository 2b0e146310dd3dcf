"""What an account prefers, and where it is signed in. One row per account; nothing here opens anything."""

from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q

from access.models.accounts import User


class AccountPreferences(models.Model):
    """How the portal looks and starts for one account (PS S30). Read through `access.account.preferences_of` alone."""

    class Theme(models.TextChoices):
        SYSTEM = "system", "Comme le système"
        LIGHT = "light", "Clair"
        DARK = "dark", "Sombre"

    class Density(models.TextChoices):
        COMFORTABLE = "comfortable", "Confortable"
        COMPACT = "compact", "Compacte : plus de lignes à l’écran"

    class FirstScreen(models.TextChoices):
        DOCUMENTS = "documents", "Documents"
        SYNTHESIS = "synthesis", "Synthèse"

    class Grouping(models.TextChoices):
        """Keys of the groups of the list."""

        CATEGORY = "categorie", "Par catégorie"
        PERIOD = "periode", "Par période"
        AUTHOR = "auteur", "Par auteur"
        EPISODE = "episode", "Par épisode"
        NONE = "aucun", "Sans groupe"

    class Period(models.TextChoices):
        """Keys of the periods of the list; two years are the first window of AR 12.3."""

        QUARTER = "3m", "3 derniers mois"
        YEAR = "1a", "12 derniers mois"
        TWO_YEARS = "2a", "24 derniers mois"
        ALL = "tout", "Tout l’historique"

    class PageSize(models.IntegerChoices):
        SMALL = 25, "25 documents"
        MEDIUM = 50, "50 documents"
        LARGE = 100, "100 documents"

    account = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="preferences")
    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    density = models.CharField(max_length=11, choices=Density.choices, default=Density.COMFORTABLE)
    shortcuts = models.BooleanField(default=True, help_text="Raccourcis d’une seule touche.")
    first_screen = models.CharField(max_length=9, choices=FirstScreen.choices, default=FirstScreen.DOCUMENTS)
    grouping = models.CharField(max_length=9, choices=Grouping.choices, default=Grouping.CATEGORY)
    period = models.CharField(max_length=4, choices=Period.choices, default=Period.TWO_YEARS)
    blocks = models.JSONField(default=dict, blank=True, help_text="Blocs de la synthèse, par profession (S11).")
    page_size = models.PositiveSmallIntegerField(choices=PageSize.choices, default=PageSize.MEDIUM)

    class Meta:
        verbose_name = "préférences d’un compte"
        verbose_name_plural = "préférences des comptes"
        constraints = [
            models.CheckConstraint(condition=Q(theme__in=["system", "light", "dark"]), name="preferred_theme"),
            models.CheckConstraint(condition=Q(density__in=["comfortable", "compact"]), name="preferred_density"),
            models.CheckConstraint(condition=Q(first_screen__in=["documents", "synthesis"]), name="preferred_screen"),
            models.CheckConstraint(
                condition=Q(grouping__in=["categorie", "periode", "auteur", "episode", "aucun"]),
                name="preferred_grouping",
            ),
            models.CheckConstraint(condition=Q(period__in=["3m", "1a", "2a", "tout"]), name="preferred_period"),
            models.CheckConstraint(condition=Q(page_size__in=[25, 50, 100]), name="preferred_page_size"),
        ]

    def __str__(self) -> str:
        return f"Préférences {self.pk}"


class OpenSession(models.Model):
    """A session that passed the second factor: its owner sees it, and may close it from another. It ends with it."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, primary_key=True, related_name="opened")
    account = models.ForeignKey(User, on_delete=models.CASCADE, related_name="open_sessions")
    browser = models.CharField(max_length=60, help_text="Navigateur et système, en mots.")

    class Meta:
        verbose_name = "session ouverte"
        verbose_name_plural = "sessions ouvertes"

    def __str__(self) -> str:
        return f"Session de {self.account_id}"

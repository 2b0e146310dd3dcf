"""Filters of the list that an account keeps under a name (PS S12). They open nothing, and hold nothing of a patient."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from access.models.accounts import User
from patients.models import Fold

MOST_SAVED = 12
# Of the address of a list: those whose values are the same in every record (see documents.listing.saved).
SAVED_PARAMETERS = (
    *("categorie", "type", "periode", "profession", "origine", "nouveaux", "non_lus", "valeurs", "versions"),
    *("archives", "visibilite", "tri", "groupe", "separes"),
)
_PAIR = rf"({'|'.join(SAVED_PARAMETERS)})=[A-Za-z0-9_.%+-]+"


class SavedFilters(models.Model):
    """`query`: parameters of an address, read again as an address is. Its place, from 1, bounds how many there are."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    account = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_filters")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=600)

    class Meta:
        verbose_name = "filtres enregistrés"
        verbose_name_plural = "filtres enregistrés"
        constraints = [
            models.UniqueConstraint(fields=["account", "place"], name="one_saved_filter_per_place"),
            models.UniqueConstraint(F("account"), Fold("name"), name="one_saved_filter_per_name"),
            models.CheckConstraint(condition=Q(place__range=(1, MOST_SAVED)), name="saved_filters_are_bounded"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_filters_are_named"),
            models.CheckConstraint(
                condition=Q(query__regex=rf"^{_PAIR}(&{_PAIR})*$"), name="saved_filters_fit_every_record"
            ),
        ]

    def __str__(self) -> str:
        return f"Filtres enregistrés {self.pk}"

"""Guardian's permissions on document types, in tables with direct foreign keys (ADR 0004).

Only this module and `access.grants` name guardian.
"""

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase  # noqa: TID251

from access.models.vocabulary import DocumentType


class DocumentTypeGroupObjectPermission(GroupObjectPermissionBase):
    """Projection of the edition in force: a column's group may consult, or deposit, a document type."""

    content_object = models.ForeignKey(DocumentType, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = "droit d’une colonne"
        verbose_name_plural = "droits des colonnes"


class DocumentTypeUserObjectPermission(UserObjectPermissionBase):
    """Stays empty: no account ever holds a right of its own. It exists so that guardian's generic table stays empty."""

    content_object = models.ForeignKey(DocumentType, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = "droit d’un compte"
        verbose_name_plural = "droits des comptes"

"""Administration of nomenclatures only: documents, their contents and their metadata are never registered here."""

from django.contrib import admin

from access.admin.readonly import ReadOnlyAdmin
from documents.models.nomenclature import Concept


@admin.register(Concept)
class ConceptAdmin(ReadOnlyAdmin):
    list_display = ["label", "kind", "code", "oid"]
    list_filter = ["kind"]
    search_fields = ["label", "code"]

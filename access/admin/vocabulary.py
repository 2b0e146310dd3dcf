"""Nomenclatures of habilitation, read only."""

from django.contrib import admin

from access.admin.readonly import ReadOnlyAdmin
from access.models import DocumentClass, DocumentType, HabilitationColumn, KnowHow, Profession


@admin.register(DocumentType)
class DocumentTypeAdmin(ReadOnlyAdmin):
    list_display = ["label", "code", "category", "document_class", "ruled", "active"]
    list_filter = ["category", "ruled", "active", "document_class"]
    list_select_related = ["document_class"]
    search_fields = ["label", "code"]


@admin.register(DocumentClass)
class DocumentClassAdmin(ReadOnlyAdmin):
    list_display = ["label", "code"]
    search_fields = ["label", "code"]


@admin.register(Profession)
class ProfessionAdmin(ReadOnlyAdmin):
    list_display = ["label", "code", "family", "oid", "active"]
    list_filter = ["family", "active"]
    search_fields = ["label", "code"]


@admin.register(KnowHow)
class KnowHowAdmin(ReadOnlyAdmin):
    list_display = ["label", "code", "kind", "profession_code"]
    list_filter = ["kind"]
    search_fields = ["label", "code"]


@admin.register(HabilitationColumn)
class HabilitationColumnAdmin(ReadOnlyAdmin):
    list_display = ["position", "label", "slug"]
    list_display_links = ["label"]
    fields = ["position", "label", "slug"]
    search_fields = ["label", "slug"]

from access.models.account import AccountPreferences, OpenSession
from access.models.accounts import User
from access.models.grants import DocumentTypeGroupObjectPermission, DocumentTypeUserObjectPermission
from access.models.habilitation import HabilitationCell, HabilitationColumn, HabilitationEdition
from access.models.notices import AlertPreference, Notice
from access.models.professionals import Practice, Professional, Structure
from access.models.records import (
    Authorisation,
    Block,
    EmergencyReview,
    RecordAccess,
    RecordAdministrator,
    TreatingDoctor,
)
from access.models.reports import AccessReport
from access.models.saved import SavedFilters
from access.models.vocabulary import DocumentClass, DocumentType, KnowHow, Profession

__all__ = [
    "AccessReport",
    "AccountPreferences",
    "AlertPreference",
    "Authorisation",
    "Block",
    "DocumentClass",
    "DocumentType",
    "DocumentTypeGroupObjectPermission",
    "DocumentTypeUserObjectPermission",
    "EmergencyReview",
    "HabilitationCell",
    "HabilitationColumn",
    "HabilitationEdition",
    "KnowHow",
    "Notice",
    "OpenSession",
    "Practice",
    "Profession",
    "Professional",
    "RecordAccess",
    "RecordAdministrator",
    "SavedFilters",
    "Structure",
    "TreatingDoctor",
    "User",
]

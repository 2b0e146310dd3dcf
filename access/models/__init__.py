from access.models.accounts import User
from access.models.grants import DocumentTypeGroupObjectPermission, DocumentTypeUserObjectPermission
from access.models.habilitation import HabilitationCell, HabilitationColumn, HabilitationEdition
from access.models.professionals import Practice, Professional, Structure
from access.models.records import Authorisation, Block, RecordAccess, RecordAdministrator, TreatingDoctor
from access.models.vocabulary import DocumentClass, DocumentType, KnowHow, Profession

__all__ = [
    "Authorisation",
    "Block",
    "DocumentClass",
    "DocumentType",
    "DocumentTypeGroupObjectPermission",
    "DocumentTypeUserObjectPermission",
    "HabilitationCell",
    "HabilitationColumn",
    "HabilitationEdition",
    "KnowHow",
    "Practice",
    "Profession",
    "Professional",
    "RecordAccess",
    "RecordAdministrator",
    "Structure",
    "TreatingDoctor",
    "User",
]

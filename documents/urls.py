from django.urls import path

from documents.views import deposit, listing, own, reading

app_name = "documents"

urlpatterns = [
    path("dossiers/<uuid:access_uuid>/documents/", listing.documents, name="list"),
    path("dossiers/<uuid:access_uuid>/documents/filtrer/", listing.filter_documents, name="filter"),
    path("dossiers/<uuid:access_uuid>/documents/<uuid:uuid>/", reading.document, name="read"),
    path("dossiers/<uuid:access_uuid>/documents/<uuid:uuid>/pieces/<int:index>/", reading.piece, name="piece"),
    path("dossiers/<uuid:access_uuid>/documents/<uuid:uuid>/original/", reading.original, name="original"),
    path("dossiers/<uuid:access_uuid>/documents/<uuid:uuid>/depose/", reading.deposited, name="deposited"),
    path(
        "dossiers/<uuid:access_uuid>/documents/<uuid:uuid>/remplacer/",
        deposit.replace_in_record,
        name="replace_in_record",
    ),
    path("dossiers/<uuid:access_uuid>/deposer/", deposit.start_in_record, name="deposit"),
    path("patients/<str:token>/deposer/", deposit.start, name="deposit_start"),
    path("depots/documents/<uuid:uuid>/remplacer/", deposit.replace, name="replace"),
    path("depots/<uuid:uuid>/", deposit.draft, name="draft"),
    path("depots/<uuid:uuid>/deposer/", deposit.submit, name="draft_submit"),
    path("depots/<uuid:uuid>/encore/", deposit.again, name="deposit_again"),
    path("mon-dossier/documents/", own.documents, name="own_list"),
    path("mon-dossier/documents/filtrer/", own.filter_documents, name="own_filter"),
    path("mon-dossier/documents/<uuid:uuid>/", own.document, name="own_read"),
    path("mon-dossier/documents/<uuid:uuid>/pieces/<int:index>/", own.piece, name="own_piece"),
    path("mon-dossier/documents/<uuid:uuid>/original/", own.original, name="own_original"),
]

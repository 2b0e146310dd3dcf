from django.urls import path

from documents.views import deposit, lifecycle, listing, own, own_choices, own_traces, reading, record_pages, selection

app_name = "documents"

urlpatterns = [
    path("dossiers/<uuid:access_uuid>/synthese/", record_pages.synthesis, name="synthesis"),
    path("dossiers/<uuid:access_uuid>/parcours/", record_pages.pathway, name="pathway"),
    path("dossiers/<uuid:access_uuid>/vaccinations/", record_pages.vaccinations, name="vaccinations"),
    path("dossiers/<uuid:access_uuid>/volontes/", record_pages.wishes, name="wishes"),
    path("dossiers/<uuid:access_uuid>/identite/", record_pages.identity, name="identity"),
    path("dossiers/<uuid:access_uuid>/documents/", listing.documents, name="list"),
    path("dossiers/<uuid:access_uuid>/documents/filtrer/", listing.filter_documents, name="filter"),
    path("dossiers/<uuid:access_uuid>/documents/<uuid:uuid>/", reading.document, name="read"),
    path("dossiers/<uuid:access_uuid>/documents/<uuid:uuid>/pieces/<int:index>/", reading.piece, name="piece"),
    path("dossiers/<uuid:access_uuid>/documents/<uuid:uuid>/original/", reading.original, name="original"),
    path("dossiers/<uuid:access_uuid>/documents/<uuid:uuid>/depose/", reading.deposited, name="deposited"),
    path(
        "dossiers/<uuid:access_uuid>/documents/<uuid:uuid>/remplacer/",
        deposit.replace,
        name="replace_in_record",
    ),
    path("dossiers/<uuid:access_uuid>/documents/<uuid:uuid>/proprietes/", lifecycle.properties, name="properties"),
    path("dossiers/<uuid:access_uuid>/documents/<uuid:uuid>/supprimer/", lifecycle.delete, name="delete"),
    path("dossiers/<uuid:access_uuid>/selection/", selection.selection, name="selection"),
    path("dossiers/<uuid:access_uuid>/selection/telecharger/", selection.selection_download, name="selection_download"),
    path("dossiers/<uuid:access_uuid>/deposer/", deposit.start_in_record, name="deposit"),
    path("patients/<str:token>/deposer/", deposit.start, name="deposit_start"),
    path("depots/", lifecycle.deposits, name="deposits"),
    path("depots/documents/<uuid:uuid>/proprietes/", lifecycle.properties, name="deposit_properties"),
    path("depots/documents/<uuid:uuid>/supprimer/", lifecycle.delete, name="deposit_delete"),
    path("depots/documents/<uuid:uuid>/remplacer/", deposit.replace, name="replace"),
    path("depots/<uuid:uuid>/", deposit.draft, name="draft"),
    path("depots/<uuid:uuid>/deposer/", deposit.submit, name="draft_submit"),
    path("depots/<uuid:uuid>/encore/", deposit.again, name="deposit_again"),
    path("mon-dossier/documents/", own.documents, name="own_list"),
    path("mon-dossier/documents/filtrer/", own.filter_documents, name="own_filter"),
    path("mon-dossier/documents/<uuid:uuid>/", own.document, name="own_read"),
    path("mon-dossier/documents/<uuid:uuid>/pieces/<int:index>/", own.piece, name="own_piece"),
    path("mon-dossier/documents/<uuid:uuid>/original/", own.original, name="own_original"),
    path("mon-dossier/documents/<uuid:uuid>/visibilite/", own.visibility, name="own_visibility"),
    path("mon-dossier/choix/", own_choices.choices, name="own_choices"),
    path("mon-dossier/choix/masquage/", own_choices.masking, name="own_masking"),
    path("mon-dossier/historique/", own_traces.traces, name="own_traces"),
    path("mon-dossier/historique/export/", own_traces.traces_export, name="own_traces_export"),
    path("mon-dossier/historique/<int:pk>/signaler/", own_traces.report, name="own_trace_report"),
]

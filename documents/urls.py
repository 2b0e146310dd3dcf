from django.urls import path

from documents.views import listing, reading

app_name = "documents"

urlpatterns = [
    path("dossiers/<uuid:access_uuid>/documents/", listing.documents, name="list"),
    path("dossiers/<uuid:access_uuid>/documents/filtrer/", listing.filter_documents, name="filter"),
    path("dossiers/<uuid:access_uuid>/documents/<uuid:uuid>/", reading.document, name="read"),
    path("dossiers/<uuid:access_uuid>/documents/<uuid:uuid>/pieces/<int:index>/", reading.piece, name="piece"),
    path("dossiers/<uuid:access_uuid>/documents/<uuid:uuid>/original/", reading.original, name="original"),
]

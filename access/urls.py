from django.urls import path

from access.urls_sign_in import urlpatterns as sign_in_urls
from access.views import home, lookup, records

app_name = "access"

urlpatterns = [
    path("", home.home, name="home"),
    path("patients/recherche/", lookup.patient_search, name="patient_search"),
    path("patients/<str:token>/", lookup.patient_state, name="patient_state"),
    path("patients/<str:token>/ouvrir/", lookup.record_open_view, name="record_open"),
    path("dossiers/<uuid:access_uuid>/fermer/", records.leave, name="record_leave"),
    path("dossiers/<uuid:access_uuid>/rouvrir/", records.reopen, name="record_reopen"),
    path("dossiers/<uuid:access_uuid>/acces/", records.traces, name="traces"),
    *sign_in_urls,
]

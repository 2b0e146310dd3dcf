from django.urls import path

from access.views import accesses, alerts, duties, enrolment, home, lookup, own, practice, records, sign_in, traces

app_name = "access"

urlpatterns = [
    path("", home.home, name="home"),
    path("patients/recherche/", lookup.patient_search, name="patient_search"),
    path("patients/<str:token>/", lookup.patient_state, name="patient_state"),
    path("patients/<str:token>/ouvrir/", lookup.record_open_view, name="record_open"),
    path("dossiers/<uuid:access_uuid>/fermer/", records.leave, name="record_leave"),
    path("dossiers/<uuid:access_uuid>/retirer/", records.hide, name="record_hide"),
    path("dossiers/<uuid:access_uuid>/rouvrir/", records.reopen, name="record_reopen"),
    path("dossiers/<uuid:access_uuid>/autorisations/", accesses.accesses, name="accesses"),
    path("dossiers/<uuid:access_uuid>/autorisations/fin/", accesses.end, name="access_end"),
    path("dossiers/<uuid:access_uuid>/autorisations/renouveler/", accesses.renew, name="access_renew"),
    path("dossiers/<uuid:access_uuid>/medecin-traitant/declarer/", accesses.declare, name="treating_doctor_declare"),
    path("dossiers/<uuid:access_uuid>/medecin-traitant/fin/", accesses.resign, name="treating_doctor_end"),
    path(
        "dossiers/<uuid:access_uuid>/professionnels/<uuid:practice_uuid>/bloquer/",
        accesses.block,
        name="professional_block",
    ),
    path(
        "dossiers/<uuid:access_uuid>/professionnels/<uuid:practice_uuid>/debloquer/",
        accesses.unblock,
        name="professional_unblock",
    ),
    path("dossiers/<uuid:access_uuid>/acces/", traces.traces, name="traces"),
    path("dossiers/<uuid:access_uuid>/acces/export/", traces.traces_export, name="traces_export"),
    path("dossiers/<uuid:access_uuid>/acces/<int:position>/signaler/", traces.report, name="trace_report"),
    path("alertes/", alerts.alerts, name="alerts"),
    path("alertes/lues/", alerts.alerts_read, name="alerts_read"),
    path("alertes/preferences/", alerts.alerts_set, name="alerts_set"),
    path("alertes/essai/", alerts.alerts_test, name="alerts_test"),
    path("connexion/", sign_in.sign_in, name="sign_in"),
    path("connexion/code/", sign_in.second_factor, name="second_factor"),
    path("connexion/code-de-secours/", sign_in.recovery, name="recovery"),
    path("connexion/enrolement/", enrolment.form, name="enrol_form"),
    path("connexion/enrolement/<str:uidb64>/<str:token>/", enrolment.start, name="enrol"),
    path("activite/", practice.practice, name="practice"),
    path("obligations/", duties.duties, name="duties"),
    path("deconnexion/", sign_in.sign_out, name="sign_out"),
    path("session/prolonger/", sign_in.stay, name="stay"),
    path("mon-dossier/", own.home, name="own_home"),
    path("mon-dossier/avis/", own.notices, name="own_notices"),
    path("mon-dossier/acces/", own.circle, name="own_access"),
    path("mon-dossier/acces/<uuid:practice>/<slug:name>/", own.act, name="own_act"),
]

from django.contrib import admin
from django.urls import include, path

from webps import views

urlpatterns = [
    path("", include("access.urls")),
    path("", include("documents.urls")),
    path("admin/", admin.site.urls),
    path("sante/", views.health, name="health"),
    path("etat/", views.service_state, name="service_state"),
    path("informations/<slug:name>/", views.statement, name="statement"),
    path("composants/", views.components, name="components"),  # not found in production
]

handler400 = "webps.views.bad_request"
handler500 = "webps.views.server_error"
# 403 and 404: Django's own views, which access.refusals calls too; they render templates/403.html and 404.html.

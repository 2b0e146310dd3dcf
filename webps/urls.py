from django.contrib import admin
from django.urls import include, path

from webps import views

urlpatterns = [
    path("", include("access.urls")),
    path("", include("documents.urls")),
    path("admin/", admin.site.urls),
    path("sante/", views.health, name="health"),
    path("informations/<slug:name>/", views.statement, name="statement"),
]

handler500 = "webps.views.server_error"

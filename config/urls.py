"""Wiring: the admin, signing in and out, the pages."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from django.views.i18n import set_language

from indicators.api.urls import urlpatterns as api
from indicators.views.health import healthz
from indicators.views.password import Password

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    # The sign-in page has its choice of languages too.
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("api/", api),
    path("password/", Password.as_view(), name="password_change"),
    path("", include("indicators.urls")),
]

"""Routes under /staff/account/force/: signing in at the provider of one's force."""

from django.urls import path

from access.single_sign_on.views import coming

urlpatterns = [
    path("", coming.forces, name="sign_on"),
    path("again/", coming.confirm, name="sign_on_confirm"),
    path("<slug:code>/", coming.leave_for, name="sign_on_leave"),
    path("<slug:code>/back/", coming.come_back, name="sign_on_back"),
]

from django.urls import path

from access.single_sign_on import views

urlpatterns = [
    path("", views.forces, name="sign_on"),
    path("again/", views.confirm, name="sign_on_confirm"),
    path("<slug:code>/", views.leave_for, name="sign_on_leave"),
    path("<slug:code>/back/", views.come_back, name="sign_on_back"),
]

"""The message provider: receipts in."""

from django.urls import path

from responses.views import callbacks

app_name = "callbacks"
urlpatterns = [
    path("notify/", callbacks.notify, name="notify"),
]

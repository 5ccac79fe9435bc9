from django.urls import path

from responses.invitations.views import callbacks
from responses.replies.views import received

app_name = "callbacks"
urlpatterns = [
    path("notify/", callbacks.notify, name="notify"),
    path("notify/received/", received.received_text, name="received-text"),
]

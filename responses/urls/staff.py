"""Staff: the development outbox."""

from django.urls import path

from responses.views import outbox

app_name = "responses"
urlpatterns = [
    path("outbox/", outbox.outbox, name="outbox"),
]

"""Staff: the development outbox."""

from django.urls import path

from responses.views import helplines, outbox

app_name = "responses"
urlpatterns = [
    path("helplines/", helplines.helplines, name="helplines"),
    path("outbox/", outbox.outbox, name="outbox"),
]

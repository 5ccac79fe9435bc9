"""Staff: the development outbox."""

from django.urls import path

from responses.views import helplines, outbox, preview, text

app_name = "responses"
PREVIEW = "instruments/<str:state>/<str:code>/<int:version>/preview/"
urlpatterns = [
    path("helplines/", helplines.helplines, name="helplines"),
    path("instruments/text/", text.text, name="text"),
    path(PREVIEW, preview.start, name="preview"),
    path(f"{PREVIEW}<int:number>/", preview.question, name="preview-question"),
    path(f"{PREVIEW}more/", preview.more, name="preview-more"),
    path(f"{PREVIEW}end/", preview.end, name="preview-end"),
    path("outbox/", outbox.outbox, name="outbox"),
]

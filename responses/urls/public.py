"""A respondent's pages."""

from django.urls import path, re_path

from responses.views.public import about, door, gate, questions, stop, texts

app_name = "feedback"
urlpatterns = [
    path("start/", door.start, name="start"),
    path("exit/", door.leave, name="exit"),
    path("ended/", door.ended, name="ended"),
    path("stop/", stop.stop, name="stop"),
    path("check/", gate.check, name="check"),
    path("question/<int:number>/", questions.question, name="question"),
    path("more/", questions.more, name="more"),
    path("review/", questions.review, name="review"),
    path("thanks/", about.thanks, name="thanks"),
    path("genuine/", about.genuine, name="genuine"),
    path("privacy/", about.privacy, name="privacy"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("help/", about.support, name="help"),
    path("leaving/", texts.leaving, name="leaving"),
    path("about-this-text/", texts.about_text, name="about_text"),
    path("about-this-text.txt", texts.about_text_plain, name="about_text_plain"),
    re_path(r"^(?P<token>[0-9A-Za-z]{12})$", door.open_link, name="link"),
]

"""A respondent's pages."""

from django.urls import path, re_path

from responses.views.public import about, code, door, gate, questions, stop, texts, withdraw

app_name = "feedback"
urlpatterns = [
    path("start/", door.start, name="start"),
    path("exit/", door.leave, name="exit"),
    path("ended/", door.ended, name="ended"),
    path("stop/", stop.stop, name="stop"),
    path("code/", code.code, name="code"),
    path("check/", gate.check, name="check"),
    path("question/<int:number>/", questions.question, name="question"),
    path("more/", questions.more, name="more"),
    path("review/", questions.review, name="review"),
    path("thanks/", about.thanks, name="thanks"),
    path("genuine/", about.genuine, name="genuine"),
    path("privacy/", about.privacy, name="privacy"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("help/", about.support, name="help"),
    path("withdraw/", withdraw.withdraw, name="withdraw"),
    path("leaving/", texts.leaving, name="leaving"),
    path("about-this-text/", texts.about_text, name="about_text"),
    path("about-this-text.txt", texts.about_text_plain, name="about_text_plain"),
    # What follows a link in a text, a full stop or a quotation mark, is not part of it.
    re_path(r"^(?P<token>[0-9A-Za-z]{12})[^0-9A-Za-z]{0,3}$", door.open_link, name="link"),
    re_path(r"^[0-9A-Za-z]{10,40}[^0-9A-Za-z]{0,3}$", door.open_mistyped, name="mistyped"),
]

"""A respondent's pages."""

from django.urls import path, re_path

from responses.answering.views import (
    code,
    gate,
    information,
    questions,
    start,
    stop,
    text_pages,
    withdraw,
)

app_name = "feedback"
urlpatterns = [
    path("start/", start.start, name="start"),
    path("exit/", start.leave, name="exit"),
    path("ended/", start.ended, name="ended"),
    path("stop/", stop.stop, name="stop"),
    path("code/", code.code, name="code"),
    path("check/", gate.check, name="check"),
    path("question/<int:number>/", questions.question, name="question"),
    path("more/", questions.more, name="more"),
    path("review/", questions.review, name="review"),
    path("thanks/", information.thanks, name="thanks"),
    path("genuine/", information.genuine, name="genuine"),
    path("privacy/", information.privacy, name="privacy"),
    path("accessibility/", information.accessibility, name="accessibility"),
    path("help/", information.support, name="help"),
    path("withdraw/", withdraw.withdraw, name="withdraw"),
    path("leaving/", text_pages.leaving, name="leaving"),
    path("about-this-text/", text_pages.about_text, name="about_text"),
    path("about-this-text.txt", text_pages.about_text_plain, name="about_text_plain"),
    # What follows a link in a text, a full stop or a quotation mark, is not part of it.
    re_path(r"^(?P<token>[0-9A-Za-z]{12})[^0-9A-Za-z]{0,3}$", start.open_link, name="link"),
    re_path(r"^[0-9A-Za-z]{10,40}[^0-9A-Za-z]{0,3}$", start.open_mistyped, name="mistyped"),
]

"""Letters and numbers that say nothing in any language (SAF-5)."""

from django.urls import path, re_path

from responses.answering.views import (
    further,
    gate,
    information,
    own_word,
    questions,
    start,
    stop,
    visit,
    withdraw,
)
from responses.open_link.views import entrance
from responses.open_link.views import questions as open_questions
from responses.open_link.views import visit as open_information
from responses.own_words import views as own_text_views

app_name = "feedback"
urlpatterns = [
    path("", visit.about_text, name="about_text"),
    path("s/", start.start, name="start"),
    path("x/", start.leave, name="exit"),
    path("y/", start.still_open, name="still-open"),
    path("e/", start.ended, name="ended"),
    path("t/", stop.stop, name="stop"),
    path("c/", start.code, name="code"),
    path("g/", gate.check, name="check"),
    path("b/", visit.introduction, name="introduction"),
    path("a/", own_word.word, name="word"),
    path("q/<int:number>/", questions.question, name="question"),
    path("k/<int:number>/<str:kind>/", visit.recording, name="recording"),
    path("f/", further.offer, name="further"),
    path("m/", questions.more, name="more"),
    path("u/", own_text_views.own_text, name="own-text"),
    path("r/", questions.review, name="review"),
    path("o/", entrance.entrance, name="open"),
    path("d/", entrance.introduction, name="open-introduction"),
    path("h/", entrance.about, name="open-about"),
    path("j/<int:number>/", open_questions.question, name="open-question"),
    path("l/", open_questions.more, name="open-more"),
    path("n/", open_questions.review, name="open-review"),
    path("o/1/", open_information.privacy, name="open-privacy"),
    path("o/2/", open_information.support, name="open-help"),
    path("o/3/", open_information.leaving, name="open-leaving"),
    path("w/", withdraw.withdraw, name="withdraw"),
    path("i/1/", visit.about_text, name="genuine"),
    path("i/2/", information.privacy, name="privacy"),
    path("i/3/", information.accessibility, name="accessibility"),
    path("i/4/", information.support, name="help"),
    path("i/5/", visit.leaving, name="leaving"),
    path("i/6.txt", visit.about_text_plain, name="about_text_plain"),
    # A full stop or quotation mark after a link is not part of it.
    re_path(r"^(?P<token>[0-9A-Za-z]{12})[^0-9A-Za-z]{0,3}$", start.open_link, name="link"),
    re_path(r"^[0-9A-Za-z]{10,40}[^0-9A-Za-z]{0,3}$", start.open_mistyped, name="mistyped"),
]

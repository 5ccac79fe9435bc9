from django.urls import path

from access.administration.views import links

urlpatterns = [
    path("", links.page, name="account_link_page"),
    path("<str:token>/", links.follow, name="account_link"),
]

"""The form with which somebody at the service desk types a caller's number."""

from django import forms

from responses.number_field import MobileField


class NumberForm(forms.Form):
    mobile = MobileField()

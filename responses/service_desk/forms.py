from django import forms

from responses.number_field import MobileField


class NumberForm(forms.Form):
    mobile = MobileField()

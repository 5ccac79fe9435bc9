"""The few tags that pages share."""

from django import template

register = template.Library()

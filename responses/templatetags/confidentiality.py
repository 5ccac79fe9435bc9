from django import template
from django.utils.functional import Promise

from responses import confidentiality

register = template.Library()


@register.simple_tag
def limits_of_confidentiality() -> str | Promise:
    return confidentiality.LIMITS


@register.simple_tag
def action_at_risk() -> str | Promise:
    return confidentiality.AT_RISK


@register.simple_tag
def answers_are_confidential() -> str | Promise:
    return confidentiality.ANSWERS

"""Small helpers of the shared templates."""

from django import template
from django.forms import BaseForm

register = template.Library()


@register.filter
def error_count(form: BaseForm) -> int:
    """Errors as the summary lists them: a field may carry several."""
    return sum(len(errors) for errors in form.errors.values())

from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.forms import Form
from django.http import HttpResponse


class _ConfirmByKeyView(ReauthenticateWebAuthnView):  # type: ignore[misc]
    def form_invalid(self, form: Form) -> HttpResponse:
        """The library's view would leave the page."""
        context = self.get_context_data() | {"form": form}
        response: HttpResponse = self.render_to_response(context)
        return response


confirm_by_key = _ConfirmByKeyView.as_view()

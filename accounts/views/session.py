"""Sign-in: allauth does the work; a throttled account gets the status code that says so."""

from allauth.account.views import LoginView
from django.forms import Form
from django.http import HttpResponse

THROTTLED = "too_many_login_attempts"
WAIT_SECONDS = 300  # as ACCOUNT_RATE_LIMITS["login_failed"]


class SignInView(LoginView):
    def form_invalid(self, form: Form) -> HttpResponse:
        response = super().form_invalid(form)
        if form.has_error("__all__", THROTTLED):
            response.status_code = 429
            response["Retry-After"] = str(WAIT_SECONDS)
        return response


session_open = SignInView.as_view()

"""How does a password become a session? Throttled, and the same way for the API and the pages."""

from __future__ import annotations

from api.site import Site
from api.tokens import Claims
from api.users import SignInFailed, sign_in


def signed_in(site: Site, login: str, password: str) -> Claims:
    """A new session. Raises SignInFailed, TooManyAttempts."""
    site.throttle.check(login)
    try:
        with site.system.database.connect() as connection:
            password_hash = sign_in(connection, login, password)
    except SignInFailed:
        site.throttle.failed(login)
        raise
    site.throttle.succeeded(login)
    return site.tokens.begin(login, password_hash)

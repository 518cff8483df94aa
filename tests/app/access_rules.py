"""Rules and identities for the tests of the log-in."""

from __future__ import annotations

from typing import Any, Final

from app.access import Access, Provider

LONG: Final = "long enough to sign with, and made up"
ORIGIN: Final = "https://atlas.example.org"
NOW: Final = 1_800_000_000.0

PROVIDER: Final = Provider(
    "https://id.example.org/.well-known/openid-configuration",
    "atlas",
    "client's own",
    f"{ORIGIN}/oauth2callback",
    LONG,
)
ACCESS: Final = Access(
    PROVIDER,
    frozenset({"ministry.example"}),
    frozenset({"jane@newsroom.example"}),
    frozenset({"amina@ministry.example"}),
    12.0,
)


def claims(email: object = "omar@ministry.example", **others: object) -> dict[str, Any]:
    """Return what a provider says of somebody who logged in an hour ago."""
    return {
        "is_logged_in": True,
        "email": email,
        "email_verified": True,
        "iat": NOW - 3600,
        **others,
    }

"""Who may read and who may import, once readers have to log in: the rules, without the log-in.

An identity provider says who somebody is (OpenID Connect); an allow-list says who gets in. Only
addresses in ASCII are compared: other letters may look the same, or become the same in small
letters, and belong to somebody else.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias
from urllib.parse import urlsplit

from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Mapping

Role: TypeAlias = Literal["reader", "curator"]
"""Readers read and export; curators import and roll back too."""

Refusal: TypeAlias = Literal[
    "", "not logged in", "no address", "address not verified", "not on the allow-list", "ended"
]
"""Why somebody doesn't get in; blank for who does."""

CLOCK_SECONDS: Final = 300
"""So far the clocks of the identity provider and of this machine may be apart."""

LONGEST_ADDRESS: Final = 254

_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_LOCAL_PART: Final = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")


class AccessError(AtlasError):
    """Somebody asked for what their role doesn't allow, or the rules can't be used."""


def is_domain(text: str) -> bool:
    """Say whether a text is a domain as the rules compare it: in small ASCII letters.

    Examples
    --------
    >>> [is_domain(text) for text in ("example.org", "Example.org", "*.org", "org", "a..b", "")]
    [True, False, False, False, False, False]
    """
    return len(text) <= LONGEST_ADDRESS and _DOMAIN.fullmatch(text) is not None


def comparable_address(text: object) -> str:
    """Return an address as the rules compare it; blank for what is none.

    Parameters
    ----------
    text : object
        As an identity provider or a settings file gives it.

    Examples
    --------
    >>> comparable_address("Jane.Doe@Example.ORG")
    'jane.doe@example.org'
    >>> [comparable_address(text) for text in ("a@evil.org@example.org", "a@\u212ay.org", None)]
    ['', '', '']
    """
    # Asked before the letters are made small: the Kelvin sign becomes an ASCII letter then.
    if not isinstance(text, str) or not text.isascii() or len(text) > LONGEST_ADDRESS:
        return ""
    local_part, at, domain = text.lower().partition("@")
    is_address = at and _LOCAL_PART.fullmatch(local_part) and is_domain(domain)
    return f"{local_part}@{domain}" if is_address else ""


@dataclass(frozen=True, slots=True)
class Provider:
    """The identity provider, and what it knows of this server.

    Parameters
    ----------
    server_metadata_url : str
        Where the provider describes itself.
    client_id, client_secret : str
        What this server is to it.
    redirect_uri : str
        Where it sends readers back to: this server's address and ``/oauth2callback``.
    cookie_secret : str
        Signs the cookie in which this server recognises who has logged in.
    """

    server_metadata_url: str
    client_id: str
    client_secret: str
    redirect_uri: str
    cookie_secret: str

    def __repr__(self) -> str:
        """Name the provider without its secrets, which shall not get into a log."""
        return f"Provider({self.server_metadata_url!r})"

    @property
    def origin(self) -> str:
        """The address of this server: scheme, name and port."""
        parts = urlsplit(self.redirect_uri)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def host_name(self) -> str:
        """The name under which readers reach this server."""
        return urlsplit(self.redirect_uri).hostname or ""

    @property
    def is_encrypted(self) -> bool:
        """Whether readers reach this server over TLS."""
        return urlsplit(self.redirect_uri).scheme == "https"

    def secrets(self) -> dict[str, Any]:
        """Return what Streamlit's log-in asks for, as its own settings name it."""
        return {
            "auth": {
                "server_metadata_url": self.server_metadata_url,
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "redirect_uri": self.redirect_uri,
                "cookie_secret": self.cookie_secret,
            }
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody gets in, and as what.

    Parameters
    ----------
    account : str
        The address; blank if there is none.
    role : {"reader", "curator"}, optional
        None if they don't get in.
    refusal : str
        Why not.
    """

    account: str
    role: Role | None
    refusal: Refusal = ""


@dataclass(frozen=True, slots=True)
class Access:
    """The rules.

    Parameters
    ----------
    provider : Provider
        Says who somebody is.
    domains : frozenset of str
        Whoever has an address there may read; subdomains are other domains.
    addresses : frozenset of str
        These may read too.
    curators : frozenset of str
        Addresses of those who may import.
    session_hours : float
        So long a log-in lasts.
    """

    provider: Provider
    domains: frozenset[str]
    addresses: frozenset[str]
    curators: frozenset[str]
    session_hours: float

    def allows(self, address: str) -> bool:
        """Say whether a comparable address is on the allow-list.

        Parameters
        ----------
        address : str
            See :func:`comparable_address`.
        """
        return address in self.addresses or address.rpartition("@")[2] in self.domains

    def verdict(self, claims: Mapping[str, object], now: float) -> Verdict:
        """Say whether whoever bears an identity gets in.

        Parameters
        ----------
        claims : mapping of str to object
            What the provider says of them, as Streamlit hands it on (``st.user``).
        now : float
            Seconds since 1970.
        """
        if claims.get("is_logged_in") is not True:
            return Verdict("", None, "not logged in")
        account = comparable_address(claims.get("email"))
        if not account:
            return Verdict("", None, "no address")
        if not self._is_recent(claims.get("iat"), now):
            return Verdict(account, None, "ended")
        # Elsewhere than here a text or a number would count as true as well.
        if claims.get("email_verified") is not True:
            return Verdict(account, None, "address not verified")
        if not self.allows(account):
            return Verdict(account, None, "not on the allow-list")
        return Verdict(account, "curator" if account in self.curators else "reader")

    def _is_recent(self, issued: object, now: float) -> bool:
        if isinstance(issued, bool) or not isinstance(issued, int | float):
            return False
        if not math.isfinite(issued):
            return False
        return -CLOCK_SECONDS <= now - issued < self.session_hours * 3600


class _InForce:
    """The rules of this process: there is one server in it."""

    access: Access | None = None


def enforce(access: Access | None) -> None:
    """Let these rules count from now on; None if nobody has to log in."""
    _InForce.access = access


def access_in_force() -> Access | None:
    """Return the rules that count; None if nobody has to log in."""
    return _InForce.access

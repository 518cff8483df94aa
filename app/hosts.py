"""Where the server may listen, and under which names it answers."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Iterable

LOOPBACK_NAME: Final = "localhost"


class AddressError(AtlasError):
    """The server was told to listen where it may not."""


def is_loopback(address: str) -> bool:
    """Say whether only this machine reaches an address.

    Examples
    --------
    >>> [is_loopback(name) for name in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "example.org")]
    [True, True, True, False, False]
    """
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address.lower() == LOOPBACK_NAME


def check_address(address: str, *, is_public: bool, has_access_control: bool = False) -> None:
    """Refuse to listen to other machines unless that is meant, or readers have to log in.

    Parameters
    ----------
    address : str
        To listen on.
    is_public : bool
        Whether everybody who reaches it may read.
    has_access_control : bool
        Whether readers have to log in.

    Raises
    ------
    AddressError
        If the address is reached from other machines and neither is the case.

    Examples
    --------
    >>> check_address("0.0.0.0", is_public=False)
    Traceback (most recent call last):
    ...
    app.hosts.AddressError: Other machines reach 0.0.0.0, and nobody has to log in. ...
    """
    if is_loopback(address) or is_public or has_access_control:
        return
    raise AddressError(
        f"Other machines reach {address}, and nobody has to log in. Leave --address out to serve "
        "this machine only, or say --public if everybody who reaches it may read all records, "
        "imported ones too."
    )


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """The names under which the server answers; any other is a page that poses as ours.

    A foreign page whose name was pointed at this machine (DNS rebinding) can read it as its own,
    but still sends its own name. It can't make the browser send an address in numbers.

    Parameters
    ----------
    names : frozenset of str
        In small letters.
    any_number : bool
        Whether any address in numbers is answered, or only those of this machine itself.
    """

    names: frozenset[str] = frozenset()
    any_number: bool = False

    def allows(self, header: str) -> bool:
        """Say whether a ``Host`` header is answered.

        Examples
        --------
        >>> hosts = AllowedHosts(frozenset({"atlas.example.org"}))
        >>> [hosts.allows(name) for name in ("localhost:8501", "[::1]:8501", "ATLAS.example.org.")]
        [True, True, True]
        >>> [hosts.allows(name) for name in ("evil.example", "", "localhost@x.example")]
        [False, False, False]
        """
        try:
            parts = urlsplit(f"//{header}")
            name = (parts.hostname or "").rstrip(".")
            _ = parts.port
        except ValueError:
            return False
        if not name or "@" in header or parts.path or parts.query or parts.fragment:
            return False
        if name in self.names or is_loopback(name):
            return True
        return self.any_number and _is_number(name)


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def allowed_hosts(address: str, more: Iterable[str] = ()) -> AllowedHosts:
    """Return the names for a server that listens on an address.

    Parameters
    ----------
    address : str
        That it listens on.
    more : iterable of str
        Further names, as a proxy hands them on.
    """
    names = {name.strip().lower().rstrip(".") for name in more if name.strip()}
    if is_loopback(address):
        return AllowedHosts(frozenset(names))
    own = {address.lower(), socket.gethostname().lower()}
    return AllowedHosts(frozenset(names | own), any_number=True)

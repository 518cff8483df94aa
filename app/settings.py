"""Streamlit's settings, in one place, so that ``atlas run`` behaves alike from any folder."""

from __future__ import annotations

from typing import Any, Final

from app.theme import THEMES

SETTINGS: Final[dict[str, Any]] = {
    # The dates have defaults (which keep them out of the address) and are also set by the
    # presets and the timeline; Streamlit would warn of that in the log.
    "global.disableWidgetStateDuplicationWarning": True,
    # No usage statistics, no browser window, no look-up of the machine's public address.
    "browser.gatherUsageStats": False,
    "server.headless": True,
    "server.maxUploadSize": 200,
    # Said here, so that no settings file of this machine turns a protection off.
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    # Nor says who somebody is, nor opens another door: only our own settings of the log-in count.
    "secrets.files": [],
    "server.trustedUserHeaders": {},
    "server.enableAgentApi": False,
    "logger.hideWelcomeMessage": True,
    # Errors of pages go to the log; a decorated traceback on the terminal would be all there is.
    "logger.enableRich": False,
    # Readers get no developer menu and no traceback; the log keeps both.
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "server.fileWatcherType": "none",
    # Of all results together that readers share; what was asked for longest ago goes first.
    "server.maxCacheDataSize": "256mb",
    # See app.garbage.
    "runner.postScriptGC": False,
    **{
        f"theme.{ground}.{name}": colour
        for ground, theme in THEMES.items()
        for name, colour in (
            ("primaryColor", theme.accent),
            ("backgroundColor", theme.ground),
            ("secondaryBackgroundColor", theme.panel),
            ("textColor", theme.ink),
            ("borderColor", theme.line),
        )
    },
    "theme.baseRadius": "4px",
    "theme.baseFontSize": 15,
}

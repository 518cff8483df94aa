"""Streamlit's settings, in one place, so that ``atlas run`` behaves alike from any folder."""

from __future__ import annotations

from typing import Any, Final

ACCENT: Final = "#1f4e79"

SETTINGS: Final[dict[str, Any]] = {
    # The dates have defaults (which keep them out of the address) and are also set by the
    # presets and the timeline; Streamlit would warn of that in the log.
    "global.disableWidgetStateDuplicationWarning": True,
    # No usage statistics, no browser window, no look-up of the machine's public address.
    "browser.gatherUsageStats": False,
    "server.headless": True,
    "server.maxUploadSize": 200,
    "logger.hideWelcomeMessage": True,
    # Readers get no developer menu and no traceback; the log keeps both.
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "server.fileWatcherType": "none",
    "theme.base": "light",
    "theme.primaryColor": ACCENT,
    "theme.backgroundColor": "#ffffff",
    "theme.secondaryBackgroundColor": "#f4f5f7",
    "theme.textColor": "#1b1f24",
    "theme.baseRadius": "4px",
    "theme.baseFontSize": 15,
}

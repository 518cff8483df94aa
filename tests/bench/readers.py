"""A reader without a browser: a websocket that speaks Streamlit's protocol as its pages do."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from google.protobuf.message import Message
    from streamlit.proto.Alert_pb2 import Alert
    from streamlit.proto.Element_pb2 import Element

GIVE_UP_SECONDS: Final = 60.0
# As Streamlit's page does: a message that two runs of the script didn't use is forgotten.
_RUNS_KEPT: Final = 2


class ReaderError(Exception):
    """A reader was shown an error, or something else than was asked for."""


def _as_state(widget_id: str, value: str | list[str]) -> WidgetState:
    state = WidgetState(id=widget_id)
    if isinstance(value, str):
        state.string_value = value
    else:
        state.string_array_value.data.extend(value)
    return state


def _widget(element: Element) -> Message | None:
    kind = element.WhichOneof("type")
    return getattr(element, kind) if kind else None


def _identifier(element: Element) -> str:
    """Return what a widget is known by; blank for what is none."""
    return str(getattr(_widget(element), "id", ""))


class Reader:
    """One open page.

    Parameters
    ----------
    address : str
        Of the dashboard, such as ``http://localhost:8501``.
    parameters : mapping of str to list of str, optional
        What stands after the question mark of the address that the reader opens.
    """

    def __init__(self, address: str, parameters: Mapping[str, list[str]] | None = None) -> None:
        self._address, self._parameters = address, dict(parameters or {})
        self._socket: ClientConnection | None = None
        self._values: dict[str, str | list[str]] = {}
        self._page_hash = ""
        self._kept: dict[str, tuple[int, ForwardMsg]] = {}
        self._runs = 0
        self.pages: dict[str, str] = {}
        self.elements: dict[tuple[int, ...], Element] = {}

    async def __aenter__(self) -> Self:
        """Connect, as a page does once its scripts are loaded; nothing is drawn yet."""
        self._socket = await connect(
            f"{self._address.replace('http', 'ws', 1)}/_stcore/stream",
            origin=self._address,
            subprotocols=["streamlit"],
            max_size=None,
            open_timeout=GIVE_UP_SECONDS,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave."""
        if self._socket is not None:
            await self._socket.close()

    async def draw(self) -> float:
        """Let the page be drawn with what was chosen so far.

        Returns
        -------
        float
            Seconds from sending what was chosen until the script had finished.

        Raises
        ------
        ReaderError
            If the page says that something went wrong, or never comes.
        """
        if self._socket is None:
            raise ReaderError("The reader isn't connected.")
        message = BackMsg()
        message.rerun_script.query_string = urlencode(self._parameters, doseq=True)
        message.rerun_script.page_script_hash = self._page_hash
        message.rerun_script.cached_message_hashes.extend(self._kept)
        message.rerun_script.context_info.color_scheme = "light"
        message.rerun_script.context_info.timezone = "UTC"
        message.rerun_script.widget_states.widgets.extend(
            _as_state(name, value) for name, value in self._values.items()
        )
        start = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        try:
            async with asyncio.timeout(GIVE_UP_SECONDS):
                await self._until_finished(self._socket)
        except TimeoutError:
            raise ReaderError(f"The page wasn't done within {GIVE_UP_SECONDS:g} s.") from None
        seconds = time.perf_counter() - start
        # A widget that is gone from the page takes its value with it.
        there = {_identifier(element) for element in self.elements.values()}
        self._values = {name: value for name, value in self._values.items() if name in there}
        self._look_for_errors()
        return seconds

    async def choose(self, key: str, value: str | list[str]) -> float:
        """Set a widget and let the page be drawn; see :meth:`draw`.

        Parameters
        ----------
        key : str
            Of the widget, as the program names it.
        value : str or list of str
            What it is set to, in the words of the page.
        """
        element = self.widget(key)
        self._values[_identifier(element)] = value
        self._note_in_address(element, [value] if isinstance(value, str) else value)
        return await self.draw()

    async def turn_to(self, page: str) -> float:
        """Go to another page by its name in the navigation; see :meth:`draw`."""
        self._page_hash = self.pages[page]
        return await self.draw()

    def widget(self, key: str) -> Element:
        """Return a widget as the page sent it.

        A key that ends with a blank is the beginning of one.
        """
        for element in self.elements.values():
            name = _identifier(element)
            # ``$$ID-`` and 32 digits stand before the key.
            own = name.split("-", 2)[-1]
            if name and (own.startswith(key) if key.endswith(" ") else own == key):
                return element
        raise ReaderError(f"The page has no widget “{key}”.")

    def has_widget(self, key: str) -> bool:
        """Say whether the page has a widget; see :meth:`widget`."""
        try:
            self.widget(key)
        except ReaderError:
            return False
        return True

    def html(self, part: str) -> str:
        """Return the piece of the page that holds a text; blank if none does."""
        bodies = (
            element.html.body
            for element in self.elements.values()
            if element.WhichOneof("type") == "html"
        )
        return next((body for body in bodies if part in body), "")

    async def _until_finished(self, socket: ClientConnection) -> None:
        self._runs += 1
        while True:
            message = ForwardMsg()
            message.ParseFromString(await socket.recv(decode=False))
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.elements.clear()
                self._page_hash = message.new_session.page_script_hash
            elif kind == "navigation":
                self.pages = {
                    page.page_name: page.page_script_hash for page in message.navigation.app_pages
                }
                self._page_hash = message.navigation.page_script_hash
            elif kind in {"delta", "ref_hash"}:
                self._take(message)
            elif kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise ReaderError("The script can't be compiled.")
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    break
        old = [key for key, (run, _) in self._kept.items() if run <= self._runs - _RUNS_KEPT]
        for key in old:
            del self._kept[key]

    def _take(self, message: ForwardMsg) -> None:
        path = tuple(message.metadata.delta_path)
        if message.WhichOneof("type") == "ref_hash":
            # What the page has already isn't sent again.
            _, held = self._kept[message.ref_hash]
            self._kept[message.ref_hash] = (self._runs, held)
            message = held
        elif message.metadata.cacheable:
            self._kept[message.hash] = (self._runs, message)
        if message.WhichOneof("type") != "delta" or not message.delta.HasField("new_element"):
            return
        element = message.delta.new_element
        self.elements[path] = element
        widget = _widget(element)
        if getattr(widget, "set_value", False):
            # The program set it: what the reader had chosen holds no longer.
            self._values.pop(_identifier(element), None)
            if element.WhichOneof("type") == "date_input":
                self._note_in_address(element, list(element.date_input.value))

    def _note_in_address(self, element: Element, value: list[str]) -> None:
        widget = _widget(element)
        name: str = getattr(widget, "query_param_key", "")
        if name:
            self._parameters[name] = [text.replace("/", "-") for text in value]

    def _look_for_errors(self) -> None:
        for element in self.elements.values():
            if element.WhichOneof("type") == "exception":
                raise ReaderError(f"The page shows an error: {element.exception.message}")
            alert: Alert = element.alert
            if element.WhichOneof("type") == "alert" and alert.format == alert.ERROR:
                raise ReaderError(f"The page says: {alert.body}")

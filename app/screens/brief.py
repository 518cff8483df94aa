"""The page of documents: choose pieces of the view, look at them, take them along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from app import data, datasets
from app.account import current_account
from app.brief_command import brief_command, view_address
from app.brief_controls import Chosen, brief_controls
from app.brief_markup import made_html, refused_html, stated_html
from app.data_brief import DocumentMaker, is_session_only, request_of
from app.frame import current_view
from app.language import current_language, say
from app.widgets import caption_widget
from geodata.export.bundle import zipped
from geodata.export.offer import kind_label, mime_type, why_not

if TYPE_CHECKING:
    from app.sidebar import View
    from geodata.export.preview import Preview
    from geodata.export.request import ViewRequest

MADE: Final = "documents that were made"
ARCHIVE: Final = "atlas-brief.zip"
_SESSION_ONLY: Final = (
    "These records are only looked at in this session: no command and no address leads to them. "
    "To make documents of them by a schedule, import the file: atlas import FILE --name NAME."
)


@dataclass(frozen=True, slots=True)
class Made:
    """What was made last: one file for the reader; kept until something else is chosen."""

    key: Any
    name: str
    content: bytes
    sizes: dict[str, int]
    refused: dict[str, str]


def _make(maker: DocumentMaker, kinds: tuple[str, ...], chosen: Chosen, key: Any) -> None:  # noqa: ANN401 - a key
    bar = st.progress(0.0, "Making the documents …")

    def show(kind: str, number: int, in_all: int) -> None:
        bar.progress((number - 1) / in_all, f"{number} of {in_all}: {kind_label(kind)} …")

    try:
        documents, refused = maker.documents(kinds, chosen.choices, show)
    finally:
        bar.empty()
    sizes = {name: len(content) for name, content in documents.items()}
    if len(documents) == 1:
        ((name, content),) = documents.items()
    else:
        name, content = ARCHIVE, zipped(documents, maker.snapshot())
    st.session_state[MADE] = Made(key, name, content, sizes, refused)


def _making(maker: DocumentMaker, chosen: Chosen, view: View) -> None:
    """Let the reader make the documents and take them along; say what can't be made, and why."""
    dataset, template = data.dataset(), chosen.choices.template
    refused = why_not(chosen.kinds, dataset, (view.first, view.last), template)
    possible = tuple(kind for kind in chosen.kinds if kind not in refused)
    key = (maker.key, chosen)
    if not chosen.kinds:
        st.info("Choose at least one document.")
    if st.button("Make the documents", type="primary", disabled=not possible):
        _make(maker, possible, chosen, key)
    made: Made | None = st.session_state.get(MADE)
    if made is not None and made.key != key:
        # It is of another view, or looks otherwise.
        del st.session_state[MADE]
        made = None
    refused |= made.refused if made else {}
    if refused:
        st.html(refused_html(refused))
    if made is None or not made.sizes:
        return
    st.download_button(
        f"Download {made.name}",
        made.content,
        made.name,
        mime_type(made.name),
        icon=":material/download:",
        on_click="ignore",
        type="primary",
    )
    st.html(made_html(made.sizes))


def _shown(shown: Preview, chosen: Chosen) -> None:
    title = chosen.choices.options.title
    st.html(stated_html(shown, title))
    st.image(shown.picture, alt=f"Preview. {title or shown.finding}", width="stretch")


def _again(request: ViewRequest, chosen: Chosen) -> None:
    """Say how the same can be had again: by a command, by an address."""
    st.html('<h2 class="atlas-heading">The same again</h2>')
    if is_session_only(request):
        caption_widget([_SESSION_ONLY])
        return
    if chosen.kinds:
        caption_widget(["The command, for schedules; it writes into the folder “brief”:"])
        st.code(brief_command(request, chosen), language=None, wrap_lines=True)
    caption_widget(["The address of the view on the map:"])
    labels = {key: datasets.choice_label(each) for key, each in datasets.available().items()}
    address = view_address(request, labels, current_language(), st.context.url)
    st.code(address, language=None, wrap_lines=True)


def _page() -> None:
    view = current_view()
    dataset = data.dataset()
    request = request_of(view)
    st.html(f'<h1 class="atlas-title"><span>{say("Brief")}</span> Documents of this view</h1>')
    left, right = st.columns([1, 1.5], gap="large")
    with left:
        chosen = brief_controls()
    maker = DocumentMaker(request, dataset, chosen.language, current_account())
    shown = maker.preview(chosen.choices.options)
    with right:
        _shown(shown, chosen)
        making = st.container()
        _again(request, chosen)
    with making:
        _making(maker, chosen, view)
    if view.marks:
        caption_widget(["What the sidebar marks on the map beside the measure is not drawn here."])
    caption_widget([f"{dataset.attribution}. Dataset version {dataset.version[:12]}."])


_page()

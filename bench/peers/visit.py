"""One person's visit over Streamlit's own protocol: what a browser sends and takes, without the drawing."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

LARGEST = 64 * 2**20
FINE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


@dataclass(kw_only=True)
class Visit:
    """A connection held open, with what a browser would know: its page, its address and its select boxes."""

    socket: ClientConnection
    page: str
    query: str = ""
    script: str = ""
    # Widget ids of select boxes by label.
    boxes: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    # The headings that the last run has drawn.
    headings: set[str] = field(default_factory=set)
    # What the last run has handed over to the last picture of our page.
    picture: dict[str, Any] = field(default_factory=dict)

    async def choose(self, label: str, option: str) -> float:
        """Choose an option: seconds from sending it until the run's last element has come."""
        self.chosen[label] = option
        return await self.run()

    async def run(self) -> float:
        """Ask for a run with all that is chosen: seconds until its last element has come."""
        self.headings.clear()
        asked = ClientState(query_string=self.query, page_script_hash=self.script, page_name=self.page)
        asked.context_info.color_scheme = "light"
        for label, option in self.chosen.items():
            asked.widget_states.widgets.add(id=self.boxes[label], string_value=option)
        began = time.perf_counter()
        await self.socket.send(BackMsg(rerun_script=asked).SerializeToString())
        while not self._finished(await self._next()):
            pass
        return time.perf_counter() - began

    async def _next(self) -> ForwardMsg:
        data = await self.socket.recv()
        message: ForwardMsg = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
        return message

    def _finished(self, message: ForwardMsg) -> bool:
        """Take in a message; True when it says that the run is over."""
        match message.WhichOneof("type"):
            case "navigation":
                self.script, self.page = message.navigation.page_script_hash, ""
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "delta":
                self._take(message.delta)
            case "script_finished":
                return message.script_finished in FINE
        return False

    def _take(self, delta: Any) -> None:
        element = delta.new_element
        if element.WhichOneof("type") == "selectbox":
            self.boxes[element.selectbox.label] = element.selectbox.id
        elif element.WhichOneof("type") == "heading":
            self.headings.add(element.heading.body.replace("\\", ""))
        elif element.WhichOneof("type") == "bidi_component":
            [self.picture] = json.loads(element.bidi_component.json)
        elif element.WhichOneof("type") == "exception":
            raise RuntimeError(f"The page raised {element.exception.type}: {element.exception.message}")


@asynccontextmanager
async def visit(port: int, page: str) -> AsyncIterator[Visit]:
    """Somebody opens a page (`costs`, or nothing for the first one) and has it drawn; closed afterwards."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=LARGEST, proxy=None) as socket:
        here = Visit(socket=socket, page=page)
        await here.run()
        yield here

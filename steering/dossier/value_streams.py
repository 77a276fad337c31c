"""What a value stream takes: lead time, work in it, and the step that holds it up, by its steps' times.

The terms are those of value-stream mapping (K. Martin, M. Osterling, "Value Stream Mapping", 2014): lead time is wait
plus process time, the activity ratio is process time over lead time, and the rolled share that is complete and accurate
is the product of the steps' shares. The page says flow efficiency for the activity ratio.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import prod

from steering.cases.dossier.current_state import StreamStep, ValueStream


@dataclass(frozen=True, kw_only=True)
class StreamFlow:
    """A value stream with its times, in the stream's own unit; shares from 0 to 1.

    `flow_efficiency` is None where nothing takes time, `complete_and_accurate` where no step has a share.
    """

    stream: ValueStream
    process: Decimal
    wait: Decimal
    bottleneck: StreamStep
    flow_efficiency: Decimal | None
    complete_and_accurate: Decimal | None

    @property
    def lead_time(self) -> Decimal:
        """The time from the first wait to the end of the last step."""
        return self.process + self.wait


def lead_time_of(step: StreamStep) -> Decimal:
    """Return what a step takes with the wait before it."""
    return step.wait + step.process


def measure_stream(stream: ValueStream) -> StreamFlow:
    """Work out the times of a value stream. Its bottleneck is the step of the longest lead time."""
    process = sum((step.process for step in stream.steps), Decimal(0))
    wait = sum((step.wait for step in stream.steps), Decimal(0))
    shares = [step.complete_and_accurate for step in stream.steps if step.complete_and_accurate is not None]
    return StreamFlow(
        stream=stream,
        process=process,
        wait=wait,
        bottleneck=max(stream.steps, key=lead_time_of),
        flow_efficiency=process / (process + wait) if process + wait else None,
        complete_and_accurate=prod(shares, start=Decimal(1)) if shares else None,
    )

"""Puts together what the process of the streams answers: subscriptions and the feed."""

from functools import partial

from backend.api.crew import Work
from backend.api.gate import PATHS, Gate, Routes
from backend.api.serving import StreamServer
from backend.api.streaming import StreamView
from backend.integrations.polling import FeedPoll

FEED = "/feed"


def compose(streams: StreamView) -> tuple[Gate, FeedPoll]:
    """Put the feed beside STREAMS, behind one gate; its requests are read by the same threads."""
    feed = FeedPoll(partial(streams.tail.crew.do, Work.REQUESTS), streams.tail)
    return Gate(Routes(streams, {FEED: feed}), paths=PATHS | {FEED}), feed


def make_server(streams: StreamView, *, host: str, port: int) -> StreamServer:
    """Make the server of STREAMS, and of the feed, on PORT of HOST."""
    gate, feed = compose(streams)
    return StreamServer(streams, host=host, port=port, app=gate, beside=feed.close)

"""What a reading process needs, loaded once in the server that all of them are forked from.

Decides nothing; refuses to be imported by anything else. One page is read here, so that rules and word lists are in memory.
"""

from onrecord.options import ReadOptions
from onrecord.pipeline import read_capture
from onrecord.sources import Capture
from onrecord.web.editing import trial  # noqa: F401

read_capture(
    Capture(location="warm", body=b"<title>A</title><p>\xe2\x80\x9cIt holds,\xe2\x80\x9d said Ann Lee, a warden.</p>"),
    ReadOptions(model="rules"),
)

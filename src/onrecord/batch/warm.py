"""What every worker needs, loaded once in the fork server. Decides nothing; refuses to be imported by anything else.

One page is read here, so that rules and word lists are in memory, and all that is there is taken out of the garbage
collector's sight: it lives as long as the worker, and looking through it again and again costs a tenth of a page's time.
"""

import gc

import onrecord.article.dump  # noqa: F401
from onrecord.options import ReadOptions
from onrecord.pipeline import read_capture
from onrecord.sources import Capture

PAGE = b"<!doctype html><title>A title</title><h1>A title</h1><p>By Ann Lee</p><p>It holds, said the warden.</p>"

read_capture(Capture(location="warm", body=PAGE), ReadOptions(statements=False))
gc.collect()
gc.freeze()

"""What a reading process needs that reads with a model, loaded once in the server that all of them are forked from.

Decides nothing; refuses to be imported by anything else. The weights themselves are read by each process anew: the
runtime that holds them starts threads, and a fork has none of them.
"""

import onnxruntime  # noqa: F401
import tokenizers  # noqa: F401

from onrecord.models import finder, weights  # noqa: F401
from onrecord.web.editing import warm  # noqa: F401

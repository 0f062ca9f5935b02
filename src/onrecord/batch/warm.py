"""What every worker needs, loaded once in the fork server. Decides nothing; refuses to be imported by anything else.

One page is read here, so that rules and word lists are in memory, and all that is there is taken out of the garbage
collector's sight: it lives as long as the worker, and looking through it again and again costs a tenth of a page's time.
"""

import gc

import onrecord.article.dump  # noqa: F401
from onrecord.options import ReadOptions
from onrecord.pipeline import read_capture
from onrecord.sources import Capture

PAGE = """<!doctype html><html lang="en"><head><title>The harbour stays shut | The Domar Herald</title>
<meta property="og:title" content="The harbour stays shut"><meta name="author" content="Ann Lee">
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2021-03-04"}</script></head>
<body class="page"><nav><a href="/news">News</a></nav><article><h1>The harbour stays shut</h1>
<p class="byline">By Ann Lee, 4 March 2021</p><figure><img src="a.jpg"><figcaption>Photo: Ann Lee</figcaption></figure>
<p>The harbour stays shut until the storm is over, said the warden, \u00e2\u20ac\u0153and not a day longer\u00e2\u20ac.</p>
<p>Subscribe to continue reading, or sign up for the newsletter. Read more: The storm is over. Share this article.</p>
<p>The Domar Herald contributed to this report.</p></article><footer>\u00a9 2021 The Domar Herald</footer></body></html>"""
"""Of our own making: it makes use of most rules."""

read_capture(Capture(location="warm", body=PAGE.encode()), ReadOptions(statements=False))
gc.collect()
gc.freeze()
# A page makes some thousand objects that live until it is read: looking for garbage among them finds none.
gc.set_threshold(20_000)

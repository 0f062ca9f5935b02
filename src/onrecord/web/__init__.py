"""The reading room: a ledger in the browser.

Decides how a ledger is shown, corrected and discussed over HTTP. Refuses to work anything out: every answer is a question
to ``onrecord.ledger``, every page a template over the record that it returns, every change one method of the ledger.

Import ``make_app`` from ``onrecord.web.app``; this file stays empty so that the command line starts quickly.
"""

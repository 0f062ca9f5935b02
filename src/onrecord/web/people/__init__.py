"""People: who may come in and as what, and what they did.

Decides how somebody proves who they are (password, session, token, invitation) and that every change they make is written
down. Refuses to know what is changed. All of it lives in a file beside the ledger (``onrecord.web.people.file``), never in
the ledger, since a ledger is copied and published.

Whoever makes a change calls ``audit(request, what, about)`` from ``onrecord.web.people.auditlog``.
"""

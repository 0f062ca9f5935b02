"""Notes: what people write about an article, a statement or a saying.

Decides who may write, what waits for an editor, what is shown of whom. Refuses to be part of the record: notes lie in the
room's own file beside the ledger, and an export of the ledger has none of them.

Pages that show how many notes there are about something ask ``notes_about`` in ``onrecord.web.notes.asking``.
"""

"""Editing: readings on trial, before they are kept, and what people decide about those that are.

Decides what a visitor may hand in and for how long it waits. Refuses to change a ledger itself: the pages do, through
the ledger's one writing thread.
"""

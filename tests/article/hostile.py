"""Markup that is written to take long: what is slow for its length in one part of the reader may be so in another."""

HOSTILE = (
    "<" * 100_000,
    "<a " * 50_000,
    "<p>" + "&" * 100_000,
    "<p>" + " " * 100_000 + "x",
    "<p>" + "-" * 100_000,
    "<script>" + "<!--<script>" * 10_000,
    "<!--" + "->" * 50_000,
    '<p title="' + 'a="' * 30_000,
    "<title>" * 20_000,
    "<p>" + "é日😀" * 30_000,
)

"""The text room: strings and offsets, from bytes to quotations and sentences. Refuses to know what markup means."""

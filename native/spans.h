/* Where tags, comments and scripts of a page end. Decides nothing. Refuses to know what they mean. */

#ifndef ONRECORD_SPANS_H
#define ONRECORD_SPANS_H

#include "onrecord.h"

static inline int char_at(Part page, Py_ssize_t at) { return at < page.size ? (unsigned char)page.start[at] : 0; }

static inline int lower(int c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

static inline int is_letter(int c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

static inline int is_gap(int c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

/* An attribute in a start tag, as the page has it. */
typedef struct {
    Part name, value;
    int is_quoted; /* The quotation mark around the value; 0 where there is none. */
} Attribute;

int says(Part page, Py_ssize_t at, const char *word);
int ends_name(Part page, Py_ssize_t at);
Py_ssize_t behind(Part page, int c, Py_ssize_t at);
Py_ssize_t behind_comment(Part page, Py_ssize_t at);
Py_ssize_t next_attribute(Part page, Py_ssize_t at, Attribute *out);
Py_ssize_t behind_tag(Part page, Py_ssize_t at);
Py_ssize_t end_of_text(Part page, Part name, Py_ssize_t at);
Py_ssize_t end_of_script(Part page, Py_ssize_t at);

#endif

/* Spans: where tags, comments, attributes and scripts of a page end.

   Decides it as the tokenizer of the HTML standard does. Refuses to know what they mean. Time is linear in the markup. */

#include "spans.h"

int says(Part page, Py_ssize_t at, const char *word)
{
    for (; *word; word++, at++)
        if (lower(char_at(page, at)) != *word)
            return 0;
    return 1;
}

/* Whether the name of a tag ends at `at`. */
int ends_name(Part page, Py_ssize_t at)
{
    int c = char_at(page, at);
    return at < page.size && (is_gap(c) || c == '/' || c == '>');
}

/* Behind the next `c`, or -1 where there is none. */
Py_ssize_t behind(Part page, int c, Py_ssize_t at)
{
    Py_ssize_t found = find_in(page, c, at);
    return found < 0 ? -1 : found + 1;
}

/* Behind the comment whose text begins at `at`, or -1. */
Py_ssize_t behind_comment(Part page, Py_ssize_t at)
{
    if (char_at(page, at) == '>')
        return at + 1;
    if (char_at(page, at) == '-' && char_at(page, at + 1) == '>')
        return at + 2;
    for (Py_ssize_t end = at; (end = find_in(page, '>', end)) >= 0; end++) {
        if (end >= at + 2 && char_at(page, end - 1) == '-' && char_at(page, end - 2) == '-')
            return end + 1;
        if (end >= at + 3 && char_at(page, end - 1) == '!' && char_at(page, end - 2) == '-' && char_at(page, end - 3) == '-')
            return end + 1;
    }
    return -1;
}

/* Read the attribute that follows in a tag, from behind its name or the attribute before on: behind it. Where the tag ends
   instead, out->name is empty, and it is where the tag's closing bracket stands; -1 where the page ends first. */
Py_ssize_t next_attribute(Part page, Py_ssize_t at, Attribute *out)
{
    *out = (Attribute){{NULL, 0}, {NULL, 0}, 0};
    while (at < page.size && (is_gap(page.start[at]) || page.start[at] == '/'))
        at++;
    if (at >= page.size || page.start[at] == '>')
        return at < page.size ? at : -1;
    Py_ssize_t start = at++;
    for (; at < page.size; at++) {
        int c = page.start[at];
        if (is_gap(c) || c == '/' || c == '>' || c == '=')
            break;
    }
    out->name = part_of(page, start, at);
    Py_ssize_t end = at;
    while (is_gap(char_at(page, at)))
        at++;
    if (char_at(page, at) != '=')
        return at < page.size ? end : -1;
    at++;
    while (is_gap(char_at(page, at)))
        at++;
    if (at >= page.size)
        return -1;
    int c = page.start[at];
    if (c == '"' || c == '\'') {
        end = find_in(page, c, at + 1);
        if (end < 0)
            return -1;
        out->is_quoted = c;
        out->value = part_of(page, at + 1, end);
        return end + 1;
    }
    for (start = at; at < page.size && !is_gap(page.start[at]) && page.start[at] != '>'; at++)
        ;
    out->value = part_of(page, start, at);
    return at < page.size ? at : -1;
}

/* Behind the tag whose name ends at `at`, or -1. */
Py_ssize_t behind_tag(Part page, Py_ssize_t at)
{
    Attribute passed;
    do
        at = next_attribute(page, at, &passed);
    while (at >= 0 && passed.name.size);
    return at < 0 ? -1 : at + 1;
}

/* Where the end tag of an element begins whose text holds no markup, or -1. The name is in lower case. */
Py_ssize_t end_of_text(Part page, Part name, Py_ssize_t at)
{
    for (; (at = find_in(page, '<', at)) >= 0; at++) {
        Py_ssize_t i = 0;
        if (char_at(page, at + 1) != '/' || !ends_name(page, at + 2 + name.size))
            continue;
        while (i < name.size && lower(page.start[at + 2 + i]) == name.start[i])
            i++;
        if (i == name.size)
            return at;
    }
    return -1;
}

/* Where the end tag of a script begins, or -1: what looks like a comment may hold a script of its own. */
Py_ssize_t end_of_script(Part page, Py_ssize_t at)
{
    enum { PLAIN_SCRIPT, ESCAPED, TWICE } state = PLAIN_SCRIPT;
    for (; at < page.size; at++) {
        if (state == PLAIN_SCRIPT && (at = find_in(page, '<', at)) < 0)
            return -1;
        int c = page.start[at];
        if (state != PLAIN_SCRIPT && c == '-' && char_at(page, at + 1) == '-') {
            while (char_at(page, at + 1) == '-')
                at++;
            if (char_at(page, at + 1) == '>')
                state = PLAIN_SCRIPT;
        }
        if (c != '<')
            continue;
        if (state == PLAIN_SCRIPT && says(page, at, "<!--")) {
            state = ESCAPED;
            at++; /* The dashes may end the comment too. */
        }
        else if (says(page, at, "</script") && ends_name(page, at + 8)) {
            if (state != TWICE)
                return at;
            state = ESCAPED;
        }
        else if (state == ESCAPED && says(page, at, "<script") && ends_name(page, at + 7))
            state = TWICE;
    }
    return -1;
}

/* Bearable: whether a page is one that no guard needs to touch before it is parsed.

   Decides the same as guard.py and parted() in rest.py do together, whose twin this is: that nothing would be taken out.
   Refuses to decide in doubt: it says no, and they look closer. */

#include "spans.h"

/* The limits of guard.py, and of rest.py. */
enum { DEEP_FROM = 5000, MOST_TAGS = 150000, LONG = 4096, MANY = 1000, MAX_DEPTH = 512 };

/* Whether the tag that opens at `at` and holds no bracket up to `end` may have very many attributes. */
static int may_have_many(Part page, Py_ssize_t at, Py_ssize_t end)
{
    int equals = 0, words = 1, was_gap = 0;
    if (!is_letter(char_at(page, at + 1)))
        return 0;
    for (const char *c = page.start + at; c < page.start + end; c++) {
        /* A character beyond ASCII may be a gap. */
        int gap = (unsigned char)*c <= ' ', beyond = (unsigned char)*c >= 0xC0;
        equals += *c == '=';
        words += beyond || (was_gap && !gap);
        was_gap = gap;
    }
    return equals > MANY || words > MANY;
}

static int closes_itself(Part name)
{
    static const char *const names[] = {
        "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p", "param",
        "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if ((Py_ssize_t)strlen(names[i]) == name.size && says(name, 0, names[i]))
            return 1;
    return 0;
}

/* Whether elements are nested too deep, as guard.py counts them. */
static int is_deep(Part page)
{
    Py_ssize_t depth = 0;
    for (Py_ssize_t at = 0; (at = find_in(page, '<', at)) >= 0;) {
        int is_end = char_at(page, ++at) == '/';
        Py_ssize_t name = at + is_end, end = name;
        if (!is_letter(char_at(page, name)))
            continue;
        while (is_letter(char_at(page, end)) || Py_ISDIGIT(char_at(page, end)) || char_at(page, end) == ':'
               || char_at(page, end) == '-')
            end++;
        Part written = part_of(page, name, end);
        while (end < page.size && page.start[end] != '<' && page.start[end] != '>')
            end++;
        at = end;
        if (closes_itself(written) || (char_at(page, end) == '>' && page.start[end - 1] == '/'))
            continue;
        if (depth > MAX_DEPTH - !is_end)
            return 1;
        depth += is_end ? -(depth > 0) : 1;
    }
    return 0;
}

int is_bearable(Part page)
{
    Py_ssize_t tags = 0, next;
    for (Py_ssize_t at = find_in(page, '<', 0); at >= 0; at = next, tags++) {
        next = find_in(page, '<', at + 1);
        Py_ssize_t end = next < 0 ? page.size : next;
        if (end - at <= LONG || find_in(part_of(page, at, at + LONG), '>', 0) >= 0)
            continue;
        Py_ssize_t bracket = find_in(part_of(page, at, end), '>', 0);
        if (may_have_many(page, at, bracket < 0 ? end : at + bracket))
            return 0;
    }
    return tags <= DEEP_FROM || (tags <= MOST_TAGS && !is_deep(page));
}

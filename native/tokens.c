/* Tokens: the page is taken apart into tags, texts and comments.

   Decides it as the tokenizer of the HTML standard does; start tags are noted as lexbor writes them. Refuses to know where
   in the tree they belong. Most start tags are written so already, and are left where they stand. */

#include "spans.h"
#include "tree.h"

enum { MOST_ATTRIBUTES = 100, MOST_PLAIN = 20 };

/* The characters that a part of the page means: entities are read. */
Part decoded(Tree *t, Part part, int is_value)
{
    if (find_in(part, '&', 0) < 0)
        return part;
    char *out = take(t, (size_t)part.size * 2 + 8);
    return (Part){out, decode_to(part, is_value, out)};
}

static Part in_lower_case(Tree *t, Part name)
{
    Py_ssize_t i = 0;
    while (i < name.size && lower((unsigned char)name.start[i]) == (unsigned char)name.start[i])
        i++;
    if (i == name.size)
        return name;
    char *out = take(t, (size_t)name.size);
    for (i = 0; i < name.size; i++)
        out[i] = (char)lower((unsigned char)name.start[i]);
    return (Part){out, name.size};
}

static int is_same(Part a, Part b) { return a.size == b.size && memcmp(a.start, b.start, (size_t)a.size) == 0; }

/* Write the value of an attribute as lexbor does, without the soft hyphens that entities made. */
static char *spelled(Part value, char *out)
{
    for (const char *c = value.start, *end = c + value.size; c < end; c++) {
        int is_beyond = (unsigned char)*c == 0xC2 && c + 1 < end;
        if (*c == '&')
            out = stpcpy(out, "&amp;");
        else if (*c == '"')
            out = stpcpy(out, "&quot;");
        else if (*c == '<')
            out = stpcpy(out, "&lt;");
        else if (*c == '>')
            out = stpcpy(out, "&gt;");
        else if (is_beyond && (unsigned char)c[1] == 0xA0) {
            out = stpcpy(out, "&nbsp;");
            c++;
        }
        else if (is_beyond && (unsigned char)c[1] == 0xAD)
            c++;
        else
            *out++ = *c;
    }
    return out;
}

/* Write a start tag as lexbor does: of attributes with the same name, the first counts. */
static Part written_anew(Tree *t, Part name, const Attribute *attributes, int count)
{
    size_t most = (size_t)name.size;
    for (int i = 0; i < count; i++)
        most += (size_t)attributes[i].name.size + 6 * (size_t)attributes[i].value.size + 4;
    char *start = take(t, most + 1), *out = start; /* stpcpy() writes a byte behind the end. */
    memcpy(out, name.start, (size_t)name.size);
    out += name.size;
    for (int i = 0; i < count; i++) {
        *out++ = ' ';
        memcpy(out, attributes[i].name.start, (size_t)attributes[i].name.size);
        out += attributes[i].name.size;
        *out++ = '=';
        *out++ = '"';
        out = spelled(decoded(t, attributes[i].value, 1), out);
        *out++ = '"';
    }
    return (Part){start, out - start};
}

/* What a byte may be in a start tag that is written as lexbor would write it: part of a name, part of a value. */
enum { IN_NAME = 1, IN_VALUE = 2 };
static const unsigned char plain[256] = {
    [1 ... 0xC1] = IN_VALUE, [0xC3 ... 0xFF] = IN_VALUE, ['a' ... 'z'] = IN_NAME | IN_VALUE, ['0' ... '9'] = IN_NAME | IN_VALUE,
    ['-'] = IN_NAME | IN_VALUE, ['_'] = IN_NAME | IN_VALUE, [':'] = IN_NAME | IN_VALUE, ['"'] = 0, ['&'] = 0, ['<'] = 0, ['>'] = 0,
};

/* The bytes of a page end with a NUL, which is none of these. */
static Py_ssize_t behind_plain(Part page, Py_ssize_t at, int kind)
{
    const unsigned char *c = (const unsigned char *)page.start + at;
    while (plain[*c] & kind)
        c++;
    return (const char *)c - page.start;
}

/* Read the attributes of a start tag that is written as lexbor would write it, from behind its name on: where the last one
   ends, -1 where it is written in another way. */
static Py_ssize_t read_plain(Part page, Py_ssize_t at, Attribute *attributes, int *count)
{
    for (*count = 0; *count < MOST_PLAIN; ++*count) {
        Attribute *own = &attributes[*count];
        Py_ssize_t name = at + 1, end = char_at(page, at) == ' ' ? behind_plain(page, name, IN_NAME) : name;
        if (end == name)
            return at;
        if (char_at(page, end) != '=' || char_at(page, end + 1) != '"')
            return -1;
        at = behind_plain(page, end + 2, IN_VALUE);
        if (char_at(page, at) != '"')
            return -1;
        own->name = part_of(page, name, end);
        own->value = part_of(page, end + 2, at++);
        for (int i = 0; i < *count; i++)
            if (is_same(attributes[i].name, own->name))
                return -1;
    }
    return -1;
}

/* Where the bracket stands that closes a tag behind its last attribute; -1 where there is more. */
static Py_ssize_t closing(Part page, Py_ssize_t at)
{
    while (is_gap(char_at(page, at)) || char_at(page, at) == '/')
        at++;
    return char_at(page, at) == '>' ? at : -1;
}

/* Read the attributes of a start tag that is written in a way of its own: where its closing bracket stands, or -1. */
static Py_ssize_t read_any(Tree *t, Py_ssize_t at, Attribute *attributes, int *count, Py_ssize_t *end_of_last)
{
    Attribute next;
    *count = 0;
    *end_of_last = at;
    while ((at = next_attribute(t->page, at, &next)) >= 0 && next.name.size) {
        int i = 0;
        *end_of_last = at;
        next.name = in_lower_case(t, next.name);
        while (i < *count && !is_same(attributes[i].name, next.name))
            i++;
        if (i < *count)
            continue;
        if (*count == MOST_ATTRIBUTES)
            give_up(t);
        attributes[(*count)++] = next;
    }
    return at;
}

static int says_hidden(Tree *t, const Attribute *attributes, int count)
{
    for (int i = 0; i < count; i++)
        if (attributes[i].name.size == 4 && says(attributes[i].name, 0, "type")) {
            Part value = decoded(t, attributes[i].value, 1);
            return value.size == 6 && says(value, 0, "hidden");
        }
    return 0;
}

/* Read the tag whose name begins at `at`. A page that ends in a tag ends before it. */
static void read_tag(Tree *t, Py_ssize_t at, MarkKind kind)
{
    Attribute attributes[MOST_ATTRIBUTES];
    Mark *mark = &t->mark;
    Py_ssize_t start = at, name_end = behind_plain(t->page, at, IN_NAME), end_of_last, end;
    int count = 0, is_plain = ends_name(t->page, name_end);
    while (name_end < t->page.size && !ends_name(t->page, name_end))
        name_end++;
    *mark = (Mark){.kind = kind, .name = part_of(t->page, start, name_end)};
    if (!is_plain)
        mark->name = in_lower_case(t, mark->name);
    mark->number = number_of(mark->name);
    end_of_last = is_plain ? read_plain(t->page, name_end, attributes, &count) : -1;
    end = end_of_last < 0 ? -1 : closing(t->page, end_of_last);
    if (end < 0) {
        is_plain = 0;
        end = read_any(t, name_end, attributes, &count, &end_of_last);
    }
    if (end < 0) {
        mark->kind = MARK_OVER;
        t->at = t->page.size;
        return;
    }
    t->at = end + 1;
    if (kind == MARK_END)
        return;
    mark->attributes = count;
    mark->closes_itself = t->page.start[end - 1] == '/' && end - 1 >= end_of_last;
    mark->hides = mark->number == N_input && says_hidden(t, attributes, count);
    mark->raw = part_of(t->page, name_end, end + 1);
    mark->written = is_plain ? part_of(t->page, start, end_of_last) : written_anew(t, mark->name, attributes, count);
}

/* The name of the attribute in front of which the space at `at` stands in a start tag as lexbor writes it. */
static Part name_at(Part written, Py_ssize_t at)
{
    Py_ssize_t end = at + 2;
    while (end < written.size && !(written.start[end] == '=' && char_at(written, end + 1) == '"'))
        end++;
    return part_of(written, at + 1, end);
}

/* Where the next attribute begins, with its space; the end of the tag where there is none. */
static Py_ssize_t behind_written(Part written, Part name)
{
    Py_ssize_t quote = find_in(written, '"', name.start + name.size - written.start + 2);
    return quote < 0 ? written.size : quote + 1;
}

/* A start tag with the attributes of another one besides, which do not replace its own. Both are written as lexbor does. */
Part merged(Tree *t, Part written, Part more)
{
    char *start = take(t, (size_t)(written.size + more.size)), *out = start + written.size;
    memcpy(start, written.start, (size_t)written.size);
    for (Py_ssize_t at = find_in(more, ' ', 0), end; at >= 0 && at < more.size; at = end) {
        Part name = name_at(more, at);
        Py_ssize_t own = find_in(written, ' ', 0);
        end = behind_written(more, name);
        while (own >= 0 && own < written.size && !is_same(name_at(written, own), name))
            own = behind_written(written, name_at(written, own));
        if (own >= 0 && own < written.size)
            continue;
        memcpy(out, more.start + at, (size_t)(end - at));
        out += end - at;
    }
    return (Part){start, out - start};
}

/* Pass over a template: nothing in it is shown. Where its end is hard to tell, or what is open in it matters outside, the page
   is left to lexbor. */
void pass_template(Tree *t)
{
    static const unsigned char hard[] = {N_svg, N_select, N_col, N_colgroup, N_caption, N_td, N_th};
    for (int depth = 1; depth && t->mark.kind != MARK_OVER;) {
        next_mark(t);
        int number = t->mark.number, kinds = kinds_of_names[number];
        if (t->mark.kind == MARK_START && (kinds & (TOO_HARD | MARKED) || memchr(hard, number, sizeof(hard))))
            give_up(t);
        if (t->mark.kind == MARK_START && kinds & (RAW | CODED))
            text_of(t, number);
        else if (number == N_template)
            depth += (t->mark.kind == MARK_START) - (t->mark.kind == MARK_END);
    }
}

static void read_comment(Tree *t, Py_ssize_t from, Py_ssize_t end)
{
    t->at = end < 0 ? t->page.size : end;
    t->mark = (Mark){.kind = MARK_COMMENT, .brackets = 1};
    for (Py_ssize_t at = from; (at = find_in(t->page, '<', at)) >= 0 && at < t->at; at++)
        t->mark.brackets++;
}

static int is_doctype(const Tree *t) { return says(t->page, t->at, "<!doctype"); }

/* Find what the page holds next. */
void next_mark(Tree *t)
{
    Py_ssize_t size = t->page.size;
    while (char_at(t->page, t->at + 1) == '/' && says(t->page, t->at, "</>"))
        t->at += 3;
    Py_ssize_t at = t->at;
    if (at >= size) {
        t->mark = (Mark){.kind = MARK_OVER};
        return;
    }
    int c = char_at(t->page, at + 1), is_tag = t->page.start[at] == '<';
    if (is_tag && is_letter(c))
        read_tag(t, at + 1, MARK_START);
    else if (is_tag && c == '/' && is_letter(char_at(t->page, at + 2)))
        read_tag(t, at + 2, MARK_END);
    else if (is_tag && c == '!' && says(t->page, at, "<!--"))
        read_comment(t, at + 4, behind_comment(t->page, at + 4));
    else if (is_tag && c == '!' && is_doctype(t)) {
        Py_ssize_t end = behind(t->page, '>', at);
        t->at = end < 0 ? size : end;
        t->mark = (Mark){.kind = MARK_DOCTYPE, .raw = part_of(t->page, at + 9, t->at)};
    }
    else if (is_tag && (c == '!' || c == '?' || (c == '/' && at + 2 < size))) {
        if (c == '!' && current(t) != NULL && current(t)->is_drawing && says(t->page, at, "<!["))
            give_up(t);
        read_comment(t, at + 2, behind(t->page, '>', at + 1 + (c != '?')));
    }
    else {
        Py_ssize_t end = find_in(t->page, '<', at + 1);
        t->at = end < 0 ? size : end;
        t->mark = (Mark){.kind = MARK_TEXT, .text = decoded(t, part_of(t->page, at, t->at), 0)};
    }
}

/* The text of an element that holds no markup, from here to its end tag, which is passed over. */
Part text_of(Tree *t, int number)
{
    Part name = t->mark.name;
    Py_ssize_t start = t->at;
    Py_ssize_t end = number == N_script ? end_of_script(t->page, start) : end_of_text(t->page, name, start);
    Py_ssize_t next = end < 0 ? -1 : behind_tag(t->page, end + 2 + name.size);
    t->at = next < 0 ? t->page.size : next;
    return part_of(t->page, start, end < 0 ? t->page.size : end);
}

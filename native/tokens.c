/* Tokens: the page is taken apart into tags, texts and comments.

   Decides it as the tokenizer of the HTML standard does; start tags are noted as lexbor writes them. Refuses to know where
   in the tree they belong. Most start tags are written so already, and are left where they stand. */

#include "spans.h"
#include "tree.h"

enum { MOST_ATTRIBUTES = 100 };

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
    static const struct { const char *means, *written; } spellings[] = {
        {"&", "&amp;"}, {"\"", "&quot;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\xC2\xA0", "&nbsp;"}, {"\xC2\xAD", ""},
    };
    for (Py_ssize_t i = 0; i < value.size;) {
        size_t s = 0, count = sizeof(spellings) / sizeof(spellings[0]), size = 0;
        for (; s < count; s++) {
            size = strlen(spellings[s].means);
            if (value.size - i >= (Py_ssize_t)size && memcmp(value.start + i, spellings[s].means, size) == 0)
                break;
        }
        if (s == count) {
            *out++ = value.start[i++];
            continue;
        }
        out = stpcpy(out, spellings[s].written);
        i += (Py_ssize_t)size;
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

/* Whether the value of an attribute is written as lexbor would write it. */
static int is_as_written(const Attribute *attribute)
{
    if (attribute->is_quoted != '"')
        return 0;
    for (Py_ssize_t i = 0; i < attribute->value.size; i++) {
        unsigned char c = (unsigned char)attribute->value.start[i];
        if (c == '&' || c == '<' || c == '>' || c == 0xC2)
            return 0;
    }
    return 1;
}

static int says_hidden(Tree *t, const Attribute *attribute)
{
    Part value = decoded(t, attribute->value, 1);
    return value.size == 6 && says(value, 0, "hidden");
}

/* Read the tag whose name begins at `at`. A page that ends in a tag ends before it. */
static void read_tag(Tree *t, Py_ssize_t at, MarkKind kind)
{
    static const Part type = {"type", 4};
    Attribute attributes[MOST_ATTRIBUTES], next;
    Mark *mark = &t->mark;
    Py_ssize_t start = at, end_of_last, before;
    int count = 0, is_as_it_stands = 1;
    while (at < t->page.size && !ends_name(t->page, at))
        at++;
    *mark = (Mark){.kind = kind, .name = in_lower_case(t, part_of(t->page, start, at))};
    mark->number = number_of(mark->name);
    is_as_it_stands = mark->name.start == t->page.start + start;
    before = end_of_last = at;
    while ((at = next_attribute(t->page, at, &next)) >= 0 && next.name.size) {
        Py_ssize_t place = next.name.start - t->page.start;
        Part name = in_lower_case(t, next.name);
        int i = 0;
        is_as_it_stands &= place == end_of_last + 1 && t->page.start[end_of_last] == ' ' && name.start == next.name.start
            && next.value.start == next.name.start + next.name.size + 2 && is_as_written(&next);
        end_of_last = at;
        next.name = name;
        while (i < count && !is_same(attributes[i].name, name))
            i++;
        if (i < count) {
            is_as_it_stands = 0;
            continue;
        }
        if (count == MOST_ATTRIBUTES)
            give_up(t);
        attributes[count++] = next;
        if (mark->number == N_input && is_same(name, type))
            mark->hides = says_hidden(t, &next);
    }
    if (at < 0) {
        mark->kind = MARK_OVER;
        t->at = t->page.size;
        return;
    }
    t->at = at + 1;
    if (kind == MARK_END)
        return;
    mark->attributes = count;
    mark->closes_itself = t->page.start[at - 1] == '/' && at - 1 >= end_of_last;
    mark->raw = part_of(t->page, before, at + 1);
    mark->written = is_as_it_stands ? part_of(t->page, start, end_of_last) : written_anew(t, mark->name, attributes, count);
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
    while (says(t->page, t->at, "</>"))
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

/* Lean markup: what scripts and style sheets hold is taken out before the page is parsed; no reader sees it, and it is half
   of most pages.

   Decides where a script begins and ends, as the tokenizer of the HTML standard does. Refuses to decide in doubt: where only
   the tree could tell how the tokenizer goes on (inside pictures and formulas, in lists of options, in plain text), nothing is
   taken out unless both ways lead to the same place, and the rest of the page is left as it is. Structured data stay.
   Without this room the page is parsed whole, to the same tree but for the texts of scripts. What the parser could not bear
   (guard.py tells) is left to Python, and so is a page that is too large. Time is linear in the markup. */

#include "onrecord.h"

/* The limits of guard.py, or less. */
enum { MANY_TAGS = 5000, LONG = 4096, MANY_PARTS = 1000 };

typedef struct {
    const char *data; /* UTF-8: what matters here is ASCII, and no part of another character looks like it. */
    Py_ssize_t size, at;
    Py_ssize_t kept; /* Up to here the markup was copied. */
    char *out;       /* The lean markup. */
    Py_ssize_t count;
    int in_doubt; /* How many elements are open in which the tree has a say. */
    int tags;     /* Angle brackets in what was taken out. */
    int is_hard;  /* Whether the guard may count what was taken out for a tag. */
} Lean;

static int char_at(const Lean *l, Py_ssize_t at) { return at < l->size ? (unsigned char)l->data[at] : 0; }

static Py_ssize_t find(const Lean *l, int sought, Py_ssize_t from, Py_ssize_t to)
{
    const char *found = from < to ? memchr(l->data + from, sought, (size_t)(to - from)) : NULL;
    return found ? found - l->data : -1;
}

static int lower(int c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

static int is_space(int c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

static int says(const Lean *l, Py_ssize_t at, const char *word)
{
    for (; *word; word++, at++)
        if (lower(char_at(l, at)) != *word)
            return 0;
    return 1;
}

/* Whether the name of a tag ends at `at`. */
static int ends_name(const Lean *l, Py_ssize_t at)
{
    int c = char_at(l, at);
    return at < l->size && (is_space(c) || c == '/' || c == '>');
}

/* Behind the next `c`, or -1 where there is none. */
static Py_ssize_t behind(const Lean *l, int c, Py_ssize_t at)
{
    Py_ssize_t found = find(l, c, at, l->size);
    return found < 0 ? -1 : found + 1;
}

/* Behind the comment whose text begins at `at`, or -1. */
static Py_ssize_t behind_comment(const Lean *l, Py_ssize_t at)
{
    if (char_at(l, at) == '>')
        return at + 1;
    if (char_at(l, at) == '-' && char_at(l, at + 1) == '>')
        return at + 2;
    for (Py_ssize_t end = at; (end = find(l, '>', end, l->size)) >= 0; end++) {
        if (end >= at + 2 && char_at(l, end - 1) == '-' && char_at(l, end - 2) == '-')
            return end + 1;
        if (end >= at + 3 && char_at(l, end - 1) == '!' && char_at(l, end - 2) == '-' && char_at(l, end - 3) == '-')
            return end + 1;
    }
    return -1;
}

/* Behind the tag whose name ends at `at`, or -1; the attributes are passed over as the tokenizer reads them. */
static Py_ssize_t behind_tag(const Lean *l, Py_ssize_t at)
{
    while (at < l->size) {
        int c = char_at(l, at);
        if (c == '>')
            return at + 1;
        if (is_space(c) || c == '/') {
            at++;
            continue;
        }
        do
            c = char_at(l, ++at);
        while (at < l->size && !is_space(c) && c != '/' && c != '>' && c != '=');
        while (is_space(char_at(l, at)))
            at++;
        if (char_at(l, at) != '=')
            continue;
        do
            c = char_at(l, ++at);
        while (is_space(c));
        if (c == '"' || c == '\'') {
            at = behind(l, c, at + 1);
            if (at < 0)
                return -1;
        }
        else
            for (; at < l->size && !is_space(c) && c != '>'; c = char_at(l, ++at))
                ;
    }
    return -1;
}

/* Where the end tag of an element begins whose text holds no markup, or -1. */
static Py_ssize_t end_of_text(const Lean *l, const char *name, Py_ssize_t at)
{
    Py_ssize_t size = (Py_ssize_t)strlen(name);
    for (; (at = find(l, '<', at, l->size)) >= 0; at++)
        if (char_at(l, at + 1) == '/' && says(l, at + 2, name) && ends_name(l, at + 2 + size))
            return at;
    return -1;
}

/* Where the end tag of a script begins, or -1: what looks like a comment may hold a script of its own. */
static Py_ssize_t end_of_script(const Lean *l, Py_ssize_t at)
{
    enum { PLAIN_SCRIPT, ESCAPED, TWICE } state = PLAIN_SCRIPT;
    for (; at < l->size; at++) {
        if (state == PLAIN_SCRIPT && (at = find(l, '<', at, l->size)) < 0)
            return -1;
        int c = char_at(l, at);
        if (state != PLAIN_SCRIPT && c == '-' && char_at(l, at + 1) == '-') {
            while (char_at(l, at + 1) == '-')
                at++;
            if (char_at(l, at + 1) == '>')
                state = PLAIN_SCRIPT;
        }
        if (c != '<')
            continue;
        if (state == PLAIN_SCRIPT && says(l, at, "<!--")) {
            state = ESCAPED;
            at++; /* The dashes may end the comment too. */
        }
        else if (says(l, at, "</script") && ends_name(l, at + 8)) {
            if (state != TWICE)
                return at;
            state = ESCAPED;
        }
        else if (state == ESCAPED && says(l, at, "<script") && ends_name(l, at + 7))
            state = TWICE;
    }
    return -1;
}

/* Copy the markup up to `to`, and go on at `from`. */
static void keep_up_to(Lean *l, Py_ssize_t to, Py_ssize_t from)
{
    memcpy(l->out + l->count, l->data + l->kept, (size_t)(to - l->kept));
    l->count += to - l->kept;
    l->kept = from;
}

/* Take a stretch out. What looks like a tag in it counts for the guard too, which cannot tell it from one. */
static void take_out(Lean *l, Py_ssize_t from, Py_ssize_t to)
{
    keep_up_to(l, from, to);
    for (Py_ssize_t at = from, next; (at = find(l, '<', at, to)) >= 0; at = next) {
        l->tags++;
        next = find(l, '<', at + 1, to);
        if (next < 0)
            next = to;
        if (next - at > LONG && find(l, '>', at, at + 1 + LONG) < 0)
            l->is_hard = 1;
    }
}

/* Whether a script may hold structured data: its tag speaks of JSON, or hides what it says. */
static int may_be_data(const Lean *l, Py_ssize_t from, Py_ssize_t to)
{
    for (; from < to; from++) {
        int c = char_at(l, from);
        if (c == '&' || ((c == 'j' || c == 'J') && says(l, from, "json")))
            return 1;
    }
    return 0;
}

static const char *const texts[] = {"script", "style", "title", "textarea", "noscript", "iframe", "xmp", "noembed", "noframes"};
static const char *const doubtful[] = {"svg", "math", "select"};
static const char *const hopeless[] = {"plaintext", "frameset"};

static const char *named(const Lean *l, Py_ssize_t from, Py_ssize_t to, const char *const *names, int count)
{
    int first = lower(char_at(l, from));
    for (int i = 0; i < count; i++)
        if (names[i][0] == first && (Py_ssize_t)strlen(names[i]) == to - from && says(l, from, names[i]))
            return names[i];
    return NULL;
}

/* Deal with the tag that begins at l->at; 0 where the rest of the page is to be left as it is. */
static int deal_with_tag(Lean *l)
{
    Py_ssize_t open = l->at, name = open + 1, is_end = char_at(l, name) == '/', name_end;
    name += is_end;
    for (name_end = name; name_end < l->size && !ends_name(l, name_end); name_end++)
        ;
    Py_ssize_t behind_it = behind_tag(l, name_end);
    if (behind_it < 0 || named(l, name, name_end, hopeless, 2))
        return 0;
    l->at = behind_it;
    if (named(l, name, name_end, doubtful, 3)) {
        if (!is_end)
            l->in_doubt += char_at(l, behind_it - 2) != '/';
        else if (l->in_doubt)
            l->in_doubt--;
        return 1;
    }
    const char *text = is_end ? NULL : named(l, name, name_end, texts, 9);
    if (text == NULL)
        return 1;
    if (l->in_doubt) {
        Py_ssize_t next = find(l, '<', behind_it, l->size);
        int is_bare = next >= 0 && char_at(l, next + 1) == '/' && says(l, next + 2, text)
            && ends_name(l, next + 2 + (Py_ssize_t)strlen(text));
        return is_bare || text == texts[2];
    }
    int is_script = text == texts[0];
    Py_ssize_t end = is_script ? end_of_script(l, behind_it) : end_of_text(l, text, behind_it);
    if (end < 0)
        return 0;
    l->at = end;
    if (end > behind_it && (text == texts[1] || (is_script && !may_be_data(l, open, behind_it))))
        take_out(l, behind_it, end);
    return 1;
}

static void look_through(Lean *l)
{
    while ((l->at = find(l, '<', l->at, l->size)) >= 0) {
        int c = lower(char_at(l, l->at + 1)), second = lower(char_at(l, l->at + 2));
        int is_end = c == '/' && second >= 'a' && second <= 'z';
        if ((c >= 'a' && c <= 'z') || is_end) {
            if (!deal_with_tag(l))
                return;
        }
        else if (c == '!' && says(l, l->at, "<!--"))
            l->at = behind_comment(l, l->at + 4);
        else if (c == '!' && l->in_doubt && says(l, l->at, "<!["))
            return;
        else if (c == '!' || c == '?' || (c == '/' && l->at + 2 < l->size))
            l->at = behind(l, '>', l->at + 2);
        else
            l->at++;
        if (l->at < 0)
            return;
    }
}

/* Whether the guard would have to look closer: very many tags, or a long tag that may have very many attributes. */
static int is_heavy(const Lean *l)
{
    int tags = l->tags;
    const char *end = l->out + l->count;
    for (const char *at = l->out; (at = memchr(at, '<', (size_t)(end - at))) != NULL; at++) {
        size_t reach = end - at - 1 < LONG ? (size_t)(end - at - 1) : LONG;
        if (++tags > MANY_TAGS)
            return 1;
        if (reach < LONG || memchr(at + 1, '>', reach) || memchr(at + 1, '<', reach))
            continue;
        int parts = 0;
        for (const char *c = at + 1; c < end && *c != '<' && *c != '>'; c++)
            if ((unsigned char)*c <= ' ' || *c == '=' || (unsigned char)*c >= 0x80)
                if (++parts > MANY_PARTS)
                    return 1;
    }
    return 0;
}

PyObject *py_lean(PyObject *Py_UNUSED(module), PyObject *markup)
{
    if (!PyBytes_Check(markup)) {
        PyErr_SetString(PyExc_TypeError, "markup is bytes here");
        return NULL;
    }
    Lean l = {.data = PyBytes_AS_STRING(markup), .size = PyBytes_GET_SIZE(markup)};
    PyObject *found = PyBytes_FromStringAndSize(NULL, l.size);
    if (found == NULL)
        return NULL;
    l.out = PyBytes_AS_STRING(found);
    look_through(&l);
    keep_up_to(&l, l.size, l.size);
    if (l.is_hard || is_heavy(&l)) {
        Py_DECREF(found);
        Py_RETURN_NONE;
    }
    _PyBytes_Resize(&found, l.count);
    return found;
}

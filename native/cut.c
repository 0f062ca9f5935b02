/* The cut: the loop over all tags of a tree as lexbor has written it out, and what stands between its visible elements.

   Decides the same as _Cutter in tree.py, whose twin this is: where a tag ends, which elements are passed over, and when a
   page is too large to be cut to its end. Refuses to know what an element does to the block under way: that is walk.c. */

#include "walk.h"

enum { MAX_NAME = 200 };

typedef struct {
    Walk walk; /* First: the walk is handed a pointer to itself. */
    Part html;
    Py_ssize_t limit; /* So many elements are cut into blocks. */
    Py_ssize_t at;    /* Where the next tag opens. */
    Py_ssize_t opens; /* Behind the angle bracket of the tag under way. */
    Part text;        /* What stands behind the tag under way. */
} Cut;

static int is_at(const Cut *c, Py_ssize_t at, const char *sought)
{
    size_t size = strlen(sought);
    return at + (Py_ssize_t)size <= c->html.size && memcmp(c->html.start + at, sought, size) == 0;
}

/* Take the tag that opens at c->at apart from the text behind it; 1 where it is a comment. */
static int next_tag(Cut *c)
{
    Py_ssize_t end, written_end, size = c->html.size;
    int is_comment = is_at(c, c->at + 1, "!--");
    c->opens = c->at + 1;
    if (is_comment) {
        for (end = c->at + 4; (end = find_in(c->html, '>', end)) >= 0; end++)
            if (end >= c->at + 6 && is_at(c, end - 2, "--"))
                break;
        written_end = c->opens + 3;
    }
    else {
        end = find_in(c->html, '>', c->opens);
        written_end = end < 0 ? size : end;
    }
    Py_ssize_t text = end < 0 ? size : end + 1, next = find_in(c->html, '<', text);
    c->at = next < 0 ? size : next;
    c->text = part_of(c->html, text, c->at);
    c->walk.written = part_of(c->html, c->opens, written_end);
    return is_comment;
}

/* Where the last angle bracket before the end of the tag under way stands: the twin cuts the page at each of them. */
static Py_ssize_t bracket(const Cut *c)
{
    Py_ssize_t at = c->opens + c->walk.written.size - 1;
    while (c->html.start[at] != '<')
        at--;
    return at;
}

/* Pass over what stands before the root, and note its language. */
static int open_root(Cut *c)
{
    c->at = find_in(c->html, '<', 0);
    if (c->at < 0)
        c->at = c->html.size;
    while (c->at < c->html.size) {
        if (next_tag(c) || !is_at(c, c->opens, "html"))
            continue;
        PyObject *attributes = attributes_in(c->walk.written);
        if (attributes == NULL)
            return -1;
        c->walk.language = Py_XNewRef(PyDict_GetItemString(attributes, "lang"));
        Py_DECREF(attributes);
        break;
    }
    return 0;
}

/* Whether the tag under way is written so, after a slash where `slash` says so; attributes may follow a start tag. */
static int is_named(const Part *written, Part name, int slash)
{
    const char *at = written->start;
    Py_ssize_t left = written->size;
    if (slash) {
        if (left == 0 || *at != '/')
            return 0;
        at++;
        left--;
    }
    if (left < name.size || memcmp(at, name.start, (size_t)name.size) != 0)
        return 0;
    return left == name.size || (!slash && at[name.size] == ' ');
}

/* Pass over an element that shows no text; c->text is what stands behind it then. */
static int pass_over(Cut *c)
{
    Walk *w = &c->walk;
    if (w->tag.code == BODY)
        return enter_body(w);
    if (keep(w) < 0)
        return -1;
    if (w->tag.is_void)
        return 0;
    Part name = {NULL, 0};
    name.start = PyUnicode_AsUTF8AndSize(w->tag.element->tag, &name.size);
    if (name.start == NULL)
        return -1;
    int is_title = w->tag.code == TITLE && !has_title(w);
    Text title = {0};
    for (Py_ssize_t depth = 1; depth;) {
        if (is_title && text_add(&title, c->text, 1) < 0) {
            text_free(&title);
            return -1;
        }
        if (c->at >= c->html.size) {
            c->text.size = 0;
            break;
        }
        if (!next_tag(c))
            depth += is_named(&w->written, name, 0) - is_named(&w->written, name, 1);
    }
    return is_title ? take_title(w, &title) : 0;
}

/* Keep the words from the tag under way on as they are, and end what is under way. */
static int stop(Cut *c)
{
    Walk *w = &c->walk;
    PyObject *markup = string_of(part_of(c->html, bracket(c), c->html.size));
    w->rest = markup ? PyObject_CallFunctionObjArgs(made.rest_of, markup, w->elements, NULL) : NULL;
    Py_XDECREF(markup);
    int bad = w->rest == NULL;
    while (w->open && !bad)
        bad = leave_it(w, &w->stack[--w->open]) < 0;
    return bad ? -1 : 0;
}

/* Deal with the tag that was read last; 1 where the page is too large to go on. */
static int step(Cut *c, Py_ssize_t *seen)
{
    Walk *w = &c->walk;
    int code = w->tag.code;
    if (code == CLOSE)
        return w->open ? leave_it(w, &w->stack[--w->open]) : 0;
    if (code >= UNSEEN)
        return pass_over(c);
    if (code == IGNORED)
        return 0;
    if (++*seen > c->limit)
        return stop(c) < 0 ? -1 : 1;
    return enter(w);
}

static int cut(Cut *c)
{
    Py_ssize_t seen = 0;
    int done = open_root(c);
    while (!done && c->at < c->html.size) {
        if (!next_tag(c)) {
            done = meet(&c->walk);
            if (!done)
                done = step(c, &seen);
            if (done)
                break;
        }
        if (c->text.size && add(&c->walk, c->text, 1) < 0)
            return -1;
        if ((seen & 1023) == 1023 && PyErr_CheckSignals() < 0)
            return -1;
    }
    return done < 0 || flush(&c->walk) < 0 ? -1 : 0;
}

/* The name that an element gives which was just met: name_in() of tree.py is asked. */
static PyObject *name_here(Walk *w)
{
    const Cut *c = (const Cut *)w;
    Py_ssize_t start = bracket(c), end = start;
    for (int pieces = 0; pieces < MAX_NAME + 1 && end >= 0; pieces++)
        end = find_in(c->html, '<', end + 1);
    PyObject *markup = string_of(part_of(c->html, start, end < 0 ? c->html.size : end));
    PyObject *name = markup ? PyObject_CallFunctionObjArgs(made.name_in, markup, w->elements, NULL) : NULL;
    Py_XDECREF(markup);
    return name;
}

PyObject *py_cut(PyObject *Py_UNUSED(module), PyObject *args)
{
    Cut c = {.walk = {.name_here = name_here}};
    PyObject *markup, *lists, *found = NULL;
    if (!PyArg_ParseTuple(args, "UOO!nO!:cut", &markup, &c.walk.elements, &TagsType, &c.walk.tags, &c.limit, &PyTuple_Type,
                          &lists))
        return NULL;
    c.html.start = PyUnicode_AsUTF8AndSize(markup, &c.html.size);
    if (c.html.start != NULL && walk_begin(&c.walk, lists) == 0 && cut(&c) == 0)
        found = walk_found(&c.walk);
    walk_end(&c.walk);
    return found;
}

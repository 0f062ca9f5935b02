/* The page: its tree is built here, and walked over, where no guard and no rare rule is needed.

   Decides the same as tree.py does with lexbor's tree, whose twin this is: what the walk meets, and which scripts are kept.
   Refuses to know what the HTML standard says (heads.c and what it asks do), and what an element does to a block (walk.c). */

#include "spans.h"
#include "tree.h"
#include "walk.h"

enum { MAX_NAME = 200 };

typedef struct {
    Walk walk; /* First: the walk is handed a pointer to itself. */
    Tree tree;
    Node *node;
    Text piece;  /* The text between the tag that was met last and the next. */
    Node *unseen; /* The element that is passed over. */
    Text title;
    int is_title, gave_up;
    PyObject *scripts;
    Py_ssize_t seen, limit;
} Page;

/* Add a text without its soft hyphens, which it may hold where the page spells them as entities. */
static int gather(Text *text, Part part)
{
    for (Py_ssize_t at; (at = find_in(part, 0xC2, 0)) >= 0; part = part_of(part, at, part.size)) {
        int is_soft = char_at(part, ++at) == 0xAD;
        if (text_add(text, part_of(part, 0, at - is_soft), 0) < 0)
            return -1;
        at += is_soft;
    }
    return text_add(text, part, 0);
}

/* Add the text between two tags to the block under way. */
static int end_piece(Page *p)
{
    Part piece = {p->piece.chars, p->piece.count};
    p->piece.count = 0;
    return piece.size ? add(&p->walk, piece, 0) : 0;
}

/* The name that an element gives which was just met; the page is given up where that is not clear. */
static PyObject *name_here(Walk *w)
{
    Page *p = (Page *)w;
    Text text = {0};
    Py_ssize_t brackets = kinds_of_names[p->node->number] & EMPTY ? MAX_NAME + 1 : 0; /* Whose end is not told. */
    for (Node *node = p->node; node;) {
        if (node->kind == LETTERS && gather(&text, node->part) < 0) {
            text_free(&text);
            return NULL;
        }
        if (node->kind == COMMENT)
            brackets += node->brackets;
        else if (node->kind == ELEMENT)
            brackets += 2;
        if (node->kind == ELEMENT && node->first && !(node->is_drawing && node->number == N_style)) {
            node = node->first;
            continue;
        }
        while (node != p->node && !node->behind)
            node = node->parent;
        node = node == p->node ? NULL : node->behind;
    }
    PyObject *name = brackets > MAX_NAME ? NULL : text_folded(&text);
    p->gave_up |= brackets > MAX_NAME;
    text_free(&text);
    if (name != NULL && PyUnicode_GET_LENGTH(name) > MAX_NAME)
        Py_SETREF(name, PyUnicode_Substring(name, 0, MAX_NAME));
    return name;
}

static PyObject *value_in(Part value)
{
    Text text = {0};
    if (find_in(value, '&', 0) < 0)
        return string_of(value);
    PyObject *found = NULL;
    if (text_reserve(&text, value.size * 2 + 8) == 0)
        found = string_of((Part){text.chars, decode_to(value, 1, text.chars)});
    text_free(&text);
    return found;
}

static PyObject *lowered(Part name)
{
    Text text = {0};
    if (text_add(&text, name, 0) < 0)
        return NULL;
    for (Py_ssize_t i = 0; i < text.count; i++)
        text.chars[i] = (char)lower((unsigned char)text.chars[i]);
    PyObject *found = string_of((Part){text.chars, text.count});
    text_free(&text);
    return found;
}

/* The attributes of a script as the page has them, in lower case; None is the value of one without. */
static PyObject *attributes_of_script(Part tag)
{
    PyObject *found = PyDict_New();
    Attribute next;
    for (Py_ssize_t at = 0; found && (at = next_attribute(tag, at, &next)) >= 0 && next.name.size;) {
        PyObject *name = lowered(next.name), *value;
        value = next.value.size || next.is_quoted ? value_in(next.value) : Py_NewRef(Py_None);
        if (name == NULL || value == NULL || PyDict_SetDefault(found, name, value) == NULL)
            Py_CLEAR(found);
        Py_XDECREF(name);
        Py_XDECREF(value);
    }
    return found;
}

/* Whether a script holds structured data; -1 with an exception. */
static int is_data(PyObject *attributes)
{
    PyObject *type = PyDict_GetItemString(attributes, "type");
    if (type == NULL || type == Py_None)
        return 0;
    PyObject *lowered = PyObject_CallMethod(type, "lower", NULL), *sought = PyUnicode_FromString("ld+json");
    int found = lowered && sought ? PyUnicode_Contains(lowered, sought) : -1;
    Py_XDECREF(lowered);
    Py_XDECREF(sought);
    return found;
}

static int keep_script(Page *p, const Node *node)
{
    PyObject *attributes = attributes_of_script(node->part), *script = NULL;
    int is_read = node->number == N_noscript ? 1 : attributes ? is_data(attributes) : -1;
    if (attributes != NULL && is_read >= 0) {
        Part text = is_read && node->first ? node->first->part : (Part){NULL, 0};
        PyObject *fields = Py_BuildValue("((sON))", names[node->number], attributes, string_of(text));
        script = fields ? PyTuple_Type.tp_new(made.script, fields, NULL) : NULL;
        Py_XDECREF(fields);
    }
    int bad = script == NULL || PyList_Append(p->scripts, script) < 0;
    Py_XDECREF(attributes);
    Py_XDECREF(script);
    return bad ? -1 : 0;
}

/* Enter the element under way. */
static int step(Page *p)
{
    Walk *w = &p->walk;
    Node *node = p->node;
    w->written = node->part;
    if (meet(w) < 0)
        return -1;
    int code = w->tag.code;
    if (code == IGNORED)
        return 0;
    if (code == BODY)
        return enter_body(w);
    if (code >= UNSEEN) {
        p->unseen = node;
        p->is_title = code == TITLE && !has_title(w);
        return keep(w);
    }
    if (++p->seen > p->limit) {
        p->gave_up = 1;
        return -1;
    }
    node->is_entered = !w->tag.is_void;
    return enter(w);
}

static int leave(Page *p)
{
    Node *node = p->node;
    Walk *w = &p->walk;
    if (p->unseen == node) {
        p->unseen = NULL;
        return p->is_title ? take_title(w, &p->title) : 0;
    }
    if (p->unseen || node->kind != ELEMENT || kinds_of_names[node->number] & EMPTY)
        return 0;
    if (end_piece(p) < 0)
        return -1;
    return node->is_entered ? leave_it(w, &w->stack[--w->open]) : 0;
}

static int come_to(Page *p)
{
    Node *node = p->node;
    switch (node->kind) {
    case SCRIPT:
        return keep_script(p, node);
    case LETTERS:
        if (p->unseen)
            return p->is_title ? gather(&p->title, node->part) : 0;
        return gather(&p->piece, node->part);
    case COMMENT:
        return p->unseen ? 0 : end_piece(p);
    default:
        return p->unseen ? 0 : end_piece(p) < 0 ? -1 : step(p);
    }
}

static int walk_over(Page *p)
{
    Node *root = p->node;
    while (p->node) {
        if (come_to(p) < 0)
            return -1;
        if (p->node->kind == ELEMENT && p->node->first) {
            p->node = p->node->first;
            continue;
        }
        if (leave(p) < 0)
            return -1;
        while (p->node != root && !p->node->behind) {
            p->node = p->node->parent;
            if (leave(p) < 0)
                return -1;
        }
        p->node = p->node == root ? NULL : p->node->behind;
        if ((p->seen & 1023) == 1023 && PyErr_CheckSignals() < 0)
            return -1;
    }
    return end_piece(p) < 0 ? -1 : flush(&p->walk);
}

static int note_language(Page *p)
{
    PyObject *attributes = attributes_in(p->node->part);
    if (attributes == NULL)
        return -1;
    p->walk.language = Py_XNewRef(PyDict_GetItemString(attributes, "lang"));
    Py_DECREF(attributes);
    return 0;
}

/* read(markup, (elements, tags), limit, lists, scripts): as cut(), but of markup as pages have it; None: lexbor is needed. */
PyObject *py_read(PyObject *Py_UNUSED(module), PyObject *args)
{
    Page p = {.walk = {.name_here = name_here}};
    PyObject *markup, *lists, *found = NULL;
    if (!PyArg_ParseTuple(args, "S(OO!)nO!O!:read", &markup, &p.walk.elements, &TagsType, &p.walk.tags, &p.limit, &PyTuple_Type,
                          &lists, &PyList_Type, &p.scripts))
        return NULL;
    Part page = {PyBytes_AS_STRING(markup), PyBytes_GET_SIZE(markup)};
    int built = is_bearable(page) ? build_tree(&p.tree, page) : 0;
    if (built > 0 && walk_begin(&p.walk, lists) == 0) {
        for (p.node = p.tree.document->first; p.node->kind != ELEMENT;)
            p.node = p.node->behind;
        if (note_language(&p) == 0 && walk_over(&p) == 0)
            found = walk_found(&p.walk);
    }
    p.gave_up |= built == 0;
    tree_done(&p.tree);
    text_free(&p.piece);
    text_free(&p.title);
    walk_end(&p.walk);
    if (found == NULL && p.gave_up && !PyErr_Occurred())
        Py_RETURN_NONE;
    return found;
}

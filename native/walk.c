/* The walk over a page's markup as lexbor has written it out: each step is a tag and the text behind it.

   Decides the same as _Cutter in tree.py, whose twin this is: what one block is, and what is kept of the markup around it.
   Refuses to know which block is the article, and what any start tag means: tags.c knows that from Python.

   Nothing here calls itself: open elements are kept on a stack of our own, so that nesting costs memory and no frames.
   Each character is looked at a small number of times, whatever the markup. */

#include "walk.h"

enum { MAX_DEPTH = 500, MAX_NAME = 200 };

Made made;

/* Empty the state of the block under way; its characters are in use until the next one's are written. */
static void reset(Line *line)
{
    line->text.count = 0;
    Py_CLEAR(line->inlined);
    line->link_chars = line->strong_chars = line->links = line->breaks = line->pending = 0;
    line->has_pieces = line->ends_link = line->after_break = line->opens_with_link = 0;
}

Box *box_new(Element *element, Box *parent, uint64_t kinds, Py_ssize_t number)
{
    Box *box = (Box *)made.box->tp_alloc(made.box, 0);
    if (box == NULL)
        return NULL;
    box->element = Py_NewRef((PyObject *)element);
    box->tag = Py_NewRef(element->tag);
    box->parent = Py_NewRef(parent ? (PyObject *)parent : Py_None);
    box->far_words = Py_NewRef(Py_None);
    box->number = PyLong_FromSsize_t(number);
    if (parent == NULL) {
        box->depth = PyLong_FromLong(0);
        box->kinds = PyLong_FromLong(0);
        box->near_kinds = PyLong_FromLong(0);
        box->far_kinds = PyLong_FromLong(0);
    }
    else {
        Box *outer = parent->parent != Py_None ? (Box *)parent->parent : parent;
        box->level = parent->level + 1;
        box->own = kinds;
        box->near_mask = kinds | parent->own | outer->own;
        box->far_mask = kinds | parent->far_mask;
        box->depth = PyLong_FromLong(box->level);
        box->kinds = Py_NewRef(element->kinds);
        box->near_kinds = box->near_mask == kinds ? Py_NewRef(element->kinds) : PyLong_FromUnsignedLongLong(box->near_mask);
        box->far_kinds = box->far_mask == parent->far_mask ? Py_NewRef(parent->far_kinds)
                                                           : PyLong_FromUnsignedLongLong(box->far_mask);
    }
    if (!box->number || !box->depth || !box->kinds || !box->near_kinds || !box->far_kinds) {
        Py_DECREF(box);
        return NULL;
    }
    return box;
}

/* End the block under way, if it has any text. */
int flush(Walk *w)
{
    Line *line = &w->line;
    PyObject *text = line->has_pieces && line->text.count ? text_folded(&line->text, 0) : NULL;
    if (text == NULL && PyErr_Occurred())
        return -1;
    if (text != NULL && PyUnicode_GET_LENGTH(text) > 0) {
        Run *run = (Run *)made.run->tp_alloc(made.run, 0);
        Py_ssize_t length = PyUnicode_GET_LENGTH(text);
        if (run == NULL) {
            Py_DECREF(text);
            return -1;
        }
        run->text = text;
        run->box = Py_NewRef((PyObject *)w->box);
        run->elements = line->inlined ? Py_NewRef(line->inlined) : PyTuple_New(0);
        run->inlined = Py_NewRef(Py_None);
        run->images = PyLong_FromSsize_t(PyList_GET_SIZE(w->pictures) + PyList_GET_SIZE(w->frames));
        run->hidden = PyBool_FromLong(w->hidden_depth > 0);
        run->link_chars = PyLong_FromSsize_t(line->link_chars < length ? line->link_chars : length);
        run->strong_chars = PyLong_FromSsize_t(line->strong_chars < length ? line->strong_chars : length);
        run->links = PyLong_FromSsize_t(line->links);
        run->breaks = PyLong_FromSsize_t(line->breaks);
        run->after_break = PyBool_FromLong(line->after_break);
        run->opens_with_link = PyBool_FromLong(line->opens_with_link);
        int bad = !run->elements || !run->images || !run->link_chars || !run->strong_chars || !run->links || !run->breaks
            || PyList_Append(w->runs, (PyObject *)run) < 0;
        Py_DECREF(run);
        if (bad)
            return -1;
    }
    else
        Py_XDECREF(text);
    reset(line);
    return 0;
}

/* Add a text to the block under way. */
int add(Walk *w, Py_ssize_t from, Py_ssize_t to)
{
    Line *line = &w->line;
    Py_ssize_t before = line->text.count;
    int is_space;
    if (text_add(&line->text, w->html, from, to, &is_space) < 0)
        return -1;
    Py_ssize_t length = line->text.count - before;
    if (is_space && !line->has_pieces) {
        line->text.count = before;
        return 0;
    }
    if (line->pending && !is_space) {
        if (line->pending > 1) {
            line->text.count = before;
            if (flush(w) < 0)
                return -1;
            memmove(line->text.chars, line->text.chars + before, (size_t)length * sizeof(Py_UCS4));
            line->text.count = length;
            line->after_break = 1;
        }
        else
            line->breaks++;
        line->pending = 0;
    }
    line->has_pieces = 1;
    line->ends_link = 0;
    if (w->link_depth)
        line->link_chars += length;
    if (w->strong_depth)
        line->strong_chars += length;
    return 0;
}

static int add_space(Line *line)
{
    if (text_reserve(&line->text, 1) < 0)
        return -1;
    line->text.chars[line->text.count++] = ' ';
    line->ends_link = 0;
    return 0;
}

int flush_if_any(Walk *w)
{
    return w->line.has_pieces || w->line.inlined ? flush(w) : 0;
}

/* Where the last angle bracket before `to` stands: the page is cut at each of them. */
static Py_ssize_t bracket_before(Walk *w, Py_ssize_t to)
{
    return PyUnicode_FindChar(w->html, '<', 0, to, -1);
}

/* Note an element inside a block, and the name in it where it names an author. */
static int note(Walk *w)
{
    Line *line = &w->line;
    PyObject *written = PyUnicode_Substring(w->html, w->written, w->written_end);
    PyObject *noted = written ? PyTuple_Pack(2, (PyObject *)w->tag.element, written) : NULL;
    Py_XDECREF(written);
    if (noted == NULL)
        return -1;
    if (line->inlined == NULL)
        line->inlined = PyList_New(0);
    int bad = line->inlined == NULL || PyList_Append(line->inlined, noted) < 0;
    Py_DECREF(noted);
    if (bad)
        return -1;
    if (!w->tag.names_author)
        return 0;
    Py_ssize_t at = bracket_before(w, w->written_end), end = at;
    for (int pieces = 0; pieces < MAX_NAME + 1 && end >= 0; pieces++)
        end = find_char(w->html, '<', end + 1, w->size);
    PyObject *markup = PyUnicode_Substring(w->html, at, end < 0 ? w->size : end);
    PyObject *name = markup ? PyObject_CallFunctionObjArgs(made.name_in, markup, w->elements, NULL) : NULL;
    PyObject *author = name ? Py_BuildValue("(On)", name, PyList_GET_SIZE(w->runs)) : NULL;
    bad = author == NULL || PyList_Append(w->authors, author) < 0;
    Py_XDECREF(markup);
    Py_XDECREF(name);
    Py_XDECREF(author);
    return bad ? -1 : 0;
}

static int note_picture(Walk *w)
{
    PyObject *written = PyUnicode_Substring(w->html, w->written, w->written_end);
    PyObject *before = written ? PyLong_FromSsize_t(PyList_GET_SIZE(w->runs)) : NULL;
    PyObject *picture = before
        ? PyObject_CallFunctionObjArgs((PyObject *)made.picture, written, (PyObject *)w->box, before, NULL) : NULL;
    int bad = picture == NULL || PyList_Append(w->pictures, picture) < 0;
    Py_XDECREF(written);
    Py_XDECREF(before);
    Py_XDECREF(picture);
    return bad ? -1 : 0;
}

static int enter_box(Walk *w, Leave *leave)
{
    if (flush_if_any(w) < 0)
        return -1;
    Box *box = box_new(w->tag.element, w->box, w->tag.kinds, PyList_GET_SIZE(w->boxes));
    if (box == NULL || PyList_Append(w->boxes, (PyObject *)box) < 0) {
        Py_XDECREF(box);
        return -1;
    }
    leave->what = TO_BOX;
    leave->box = w->box;
    w->box = box;
    return 0;
}

/* Hidden text becomes a block of its own; inside a line, it does not interrupt the visible block around it. */
static int enter_hidden(Walk *w, Leave *leave)
{
    if (!w->tag.in_line && flush(w) < 0)
        return -1;
    Hidden *outer = PyMem_Calloc(1, sizeof(Hidden));
    if (outer == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    outer->line = w->line;
    outer->box = w->box;
    memset(&w->line, 0, sizeof(Line));
    leave->what = OUT_OF_HIDDEN;
    leave->outer = outer;
    w->box = (Box *)Py_NewRef((PyObject *)outer->box);
    w->hidden_depth++;
    if (w->box->level < MAX_DEPTH) {
        Box *box = box_new(w->tag.element, outer->box, w->tag.kinds, PyList_GET_SIZE(w->boxes));
        if (box == NULL)
            return -1;
        Py_SETREF(w->box, box);
        return PyList_Append(w->boxes, (PyObject *)box);
    }
    return 0;
}

/* Enter an element that is written so; `leave` is what its end does. */
int enter(Walk *w, Leave *leave)
{
    Line *line = &w->line;
    switch (w->tag.code) {
    case NOTED:
        return note(w);
    case STRONG:
        w->strong_depth++;
        leave->what = OUT_OF_STRONG;
        return 0;
    case LINK:
        if ((w->tag.noted || w->tag.has_address) && note(w) < 0)
            return -1;
        if (line->has_pieces && line->ends_link && add_space(line) < 0)
            return -1;
        line->links++;
        w->link_depth++;
        if (!line->has_pieces)
            line->opens_with_link = 1;
        leave->what = OUT_OF_LINK;
        return 0;
    case BREAK:
        if (!line->has_pieces)
            return 0;
        line->pending++;
        return add_space(line);
    case PICTURE:
        return note_picture(w);
    case BOX:
        if (w->box->level < MAX_DEPTH)
            return enter_box(w, leave);
        leave->what = OUT_OF_DEPTH;
        return flush_if_any(w);
    case HIDDEN:
        return enter_hidden(w, leave);
    default:
        return 0;
    }
}

/* End an element. What `leave` holds is let go of in any case. */
int leave_it(Walk *w, Leave *leave)
{
    int bad = 0;
    switch (leave->what) {
    case TO_BOX:
        bad = flush_if_any(w);
        Py_SETREF(w->box, leave->box);
        break;
    case OUT_OF_LINK:
        w->link_depth--;
        if (w->line.has_pieces)
            w->line.ends_link = 1;
        break;
    case OUT_OF_STRONG:
        w->strong_depth--;
        break;
    case OUT_OF_DEPTH:
        bad = flush(w);
        break;
    case OUT_OF_HIDDEN:
        bad = flush(w);
        w->hidden_depth--;
        text_free(&w->line.text);
        Py_CLEAR(w->line.inlined);
        w->line = leave->outer->line;
        Py_SETREF(w->box, leave->outer->box);
        PyMem_Free(leave->outer);
        break;
    default:
        break;
    }
    leave->what = NOTHING;
    return bad;
}

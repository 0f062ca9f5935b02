/* The walk over the elements and texts of a page: each step is a tag or the text behind it.

   Decides the same as _Cutter in tree.py, whose twin this is: what one block is, and what is kept of the markup around it.
   Refuses to know which block is the article, and what any start tag means: tags.c knows that from Python.

   Nothing here calls itself: open elements are kept on a stack of our own, so that nesting costs memory and no frames.
   Each character is looked at a small number of times, whatever the markup. */

#include "walk.h"

enum { MAX_DEPTH = 500 };

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
    PyObject *text = line->has_pieces && line->text.count ? text_folded(&line->text) : NULL;
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

/* Add a text to the block under way; one that `is_written` is spelled as in a tree that was written out. */
int add(Walk *w, Part part, int is_written)
{
    Line *line = &w->line;
    Py_ssize_t before = line->text.count;
    if (!line->has_pieces && is_blank(part))
        return 0;
    if (text_add(&line->text, part, is_written) < 0)
        return -1;
    Part text = {line->text.chars + before, line->text.count - before};
    if ((line->pending || !line->has_pieces) && is_blank(text)) {
        if (!line->has_pieces) {
            line->text.count = before;
            return 0;
        }
    }
    else if (line->pending) {
        if (line->pending > 1) {
            line->text.count = before;
            if (flush(w) < 0)
                return -1;
            memmove(line->text.chars, line->text.chars + before, (size_t)text.size);
            text.start = line->text.chars;
            line->text.count = text.size;
            line->after_break = 1;
        }
        else
            line->breaks++;
        line->pending = 0;
    }
    line->has_pieces = 1;
    line->ends_link = 0;
    if (w->link_depth || w->strong_depth) {
        Py_ssize_t length = letters_in(text);
        line->link_chars += w->link_depth ? length : 0;
        line->strong_chars += w->strong_depth ? length : 0;
    }
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

static int flush_if_any(Walk *w)
{
    return w->line.has_pieces || w->line.inlined ? flush(w) : 0;
}

/* The box of the element that was just met. */
static Box *next_box(Walk *w, Box *outer)
{
    Box *box = box_new(w->tag.element, outer, w->tag.kinds, w->boxes++);
    if (box != NULL && box->own & w->telling_kinds && PyList_Append(w->telling, (PyObject *)box) < 0)
        Py_CLEAR(box);
    return box;
}

static int enter_box(Walk *w, Leave *leave)
{
    if (flush_if_any(w) < 0)
        return -1;
    Box *box = next_box(w, w->box);
    if (box == NULL)
        return -1;
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
        Box *box = next_box(w, outer->box);
        if (box == NULL)
            return -1;
        Py_SETREF(w->box, box);
    }
    return 0;
}

/* Enter an element; `leave` is what its end does. */
static int enter_it(Walk *w, Leave *leave)
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

static int push(Walk *w, Leave leave)
{
    if (w->open == w->room) {
        Py_ssize_t room = w->room * 2 + 64;
        Leave *stack = PyMem_Realloc(w->stack, (size_t)room * sizeof(Leave));
        if (stack == NULL) {
            leave_it(w, &leave);
            PyErr_NoMemory();
            return -1;
        }
        w->stack = stack;
        w->room = room;
    }
    w->stack[w->open++] = leave;
    return 0;
}

/* Look up what the tag means that is written so. */
int meet(Walk *w)
{
    Py_CLEAR(w->tag.element);
    return tag_of(w->tags, w->elements, w->written, &w->tag);
}

/* Enter the element that was just met. */
int enter(Walk *w)
{
    Leave leave = {NOTHING, {NULL}};
    if (enter_it(w, &leave) < 0) {
        leave_it(w, &leave);
        return -1;
    }
    return w->tag.is_void ? leave_it(w, &leave) : push(w, leave);
}

/* Enter the body of the page. */
int enter_body(Walk *w)
{
    Box *box = box_new(w->tag.element, NULL, 0, 0);
    if (box == NULL)
        return -1;
    Py_SETREF(w->box, box);
    w->boxes++;
    return 0;
}

int has_title(const Walk *w) { return w->title != NULL && PyUnicode_GET_LENGTH(w->title) > 0; }

/* Take the title of the page; the text is let go of. */
int take_title(Walk *w, Text *title)
{
    Py_XSETREF(w->title, text_folded(title));
    text_free(title);
    return w->title ? 0 : -1;
}

/* Get ready to fill six lists: blocks, boxes of the kinds that are given last, pictures, frames, names of authors, metadata. */
int walk_begin(Walk *w, PyObject *lists)
{
    PyObject **fields[] = {&w->runs, &w->telling, &w->pictures, &w->frames, &w->authors, &w->metas};
    int count = PyTuple_GET_SIZE(lists) == 7 && made.box != NULL ? 6 : 0, bad = !count;
    for (int i = 0; i < count; i++) {
        *fields[i] = PyTuple_GET_ITEM(lists, i);
        bad |= !PyList_Check(*fields[i]);
    }
    if (bad) {
        PyErr_SetString(PyExc_TypeError, "six lists are filled, after hand_over()");
        return -1;
    }
    w->telling_kinds = PyLong_AsUnsignedLongLong(PyTuple_GET_ITEM(lists, 6));
    if (PyErr_Occurred())
        return -1;
    PyObject *body = PyObject_CallMethod(w->elements, "of", "s", "body");
    if (body != NULL && PyObject_TypeCheck(body, &ElementType))
        w->box = box_new((Element *)body, NULL, 0, 0);
    else if (body != NULL)
        PyErr_SetString(PyExc_TypeError, "elements.of() must return an Element");
    Py_XDECREF(body);
    return w->box ? 0 : -1;
}

/* What was found besides the lists: title, language, and what is left of a page that is too large. */
PyObject *walk_found(const Walk *w)
{
    return Py_BuildValue("(OOO)", w->title ? w->title : Py_None, w->language ? w->language : Py_None,
                         w->rest ? w->rest : Py_None);
}

/* Let go of everything, whether or not the walk came to its end. */
void walk_end(Walk *w)
{
    while (w->open) {
        Leave *leave = &w->stack[--w->open];
        if (leave->what == TO_BOX)
            Py_DECREF(leave->box);
        else if (leave->what == OUT_OF_HIDDEN) {
            text_free(&leave->outer->line.text);
            Py_XDECREF(leave->outer->line.inlined);
            Py_DECREF(leave->outer->box);
            PyMem_Free(leave->outer);
        }
    }
    PyMem_Free(w->stack);
    text_free(&w->line.text);
    Py_CLEAR(w->line.inlined);
    Py_CLEAR(w->tag.element);
    Py_CLEAR(w->box);
    Py_CLEAR(w->title);
    Py_CLEAR(w->language);
    Py_CLEAR(w->rest);
}


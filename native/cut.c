/* The cut: the loop over all tags of a page, and what stands between its visible elements.

   Decides the same as _Cutter in tree.py, whose twin this is: where a tag ends, which elements are passed over, and when a
   page is too large to be cut to its end. Refuses to know what an element does to the block under way: that is walk.c. */

#include "walk.h"

static int is_at(Walk *w, Py_ssize_t at, const char *sought)
{
    int kind = (int)PyUnicode_KIND(w->html);
    const void *data = PyUnicode_DATA(w->html);
    for (; *sought; sought++, at++)
        if (at >= w->size || PyUnicode_READ(kind, data, at) != (Py_UCS4)*sought)
            return 0;
    return 1;
}

/* Take the tag that opens at w->at apart from the text behind it; 1 where it is a comment. */
static int next_tag(Walk *w)
{
    Py_ssize_t end;
    int is_comment = is_at(w, w->at + 1, "!--");
    w->written = w->at + 1;
    if (is_comment) {
        for (end = w->at + 4; (end = find_char(w->html, '>', end, w->size)) >= 0; end++)
            if (end >= w->at + 6 && is_at(w, end - 2, "--"))
                break;
        w->written_end = w->written + 3;
    }
    else {
        end = find_char(w->html, '>', w->written, w->size);
        w->written_end = end < 0 ? w->size : end;
    }
    w->text = end < 0 ? w->size : end + 1;
    Py_ssize_t next = find_char(w->html, '<', w->text, w->size);
    w->text_end = w->at = next < 0 ? w->size : next;
    return is_comment;
}

/* Pass over what stands before the root, and note its language. */
static int open_root(Walk *w)
{
    w->at = find_char(w->html, '<', 0, w->size);
    if (w->at < 0)
        w->at = w->size;
    while (w->at < w->size) {
        if (next_tag(w) || !is_at(w, w->written, "html"))
            continue;
        PyObject *attributes = attributes_in(w->html, w->written, w->written_end);
        if (attributes == NULL)
            return -1;
        w->language = Py_XNewRef(PyDict_GetItemString(attributes, "lang"));
        Py_DECREF(attributes);
        break;
    }
    return 0;
}

/* Whether a start tag is written with the word "canonical" in it, in letters of any case. */
static int is_canonical(Walk *w)
{
    static const char sought[] = "canonical";
    int kind = (int)PyUnicode_KIND(w->html);
    const void *data = PyUnicode_DATA(w->html);
    for (Py_ssize_t at = w->written; at + 9 <= w->written_end; at++) {
        int i = 0;
        while (i < 9 && (PyUnicode_READ(kind, data, at + i) | 32) == (Py_UCS4)sought[i])
            i++;
        if (i == 9)
            return 1;
    }
    return 0;
}

static int append(PyObject *list, PyObject *item)
{
    int bad = item == NULL || PyList_Append(list, item) < 0;
    Py_XDECREF(item);
    return bad ? -1 : 0;
}

/* Keep what an element that shows no text tells of the page. */
static int keep(Walk *w)
{
    PyObject *element = (PyObject *)w->tag.element;
    if (w->tag.code == META && (w->tag.is_meta || is_canonical(w))) {
        PyObject *attributes = attributes_in(w->html, w->written, w->written_end);
        return append(w->metas, attributes ? Py_BuildValue("(ON)", w->tag.element->tag, attributes) : NULL);
    }
    if (w->tag.code == FRAME) {
        PyObject *attributes = PyObject_GetAttrString(element, "attributes");
        Py_ssize_t before = PyList_GET_SIZE(w->runs);
        return append(w->frames,
                      attributes ? Py_BuildValue("(ONn)", w->tag.element->tag, attributes, before) : NULL);
    }
    return 0;
}

/* Whether the tag under way is written so, after a slash where `slash` says so; attributes may follow a start tag. */
static int is_named(Walk *w, PyObject *name, int slash)
{
    int kind = (int)PyUnicode_KIND(w->html), own = (int)PyUnicode_KIND(name);
    const void *data = PyUnicode_DATA(w->html), *letters = PyUnicode_DATA(name);
    Py_ssize_t at = w->written, count = PyUnicode_GET_LENGTH(name);
    if (slash && (at >= w->size || PyUnicode_READ(kind, data, at++) != '/'))
        return 0;
    if (at + count > w->written_end)
        return 0;
    for (Py_ssize_t i = 0; i < count; i++)
        if (PyUnicode_READ(kind, data, at + i) != PyUnicode_READ(own, letters, i))
            return 0;
    at += count;
    return at == w->written_end || (!slash && PyUnicode_READ(kind, data, at) == ' ');
}

/* Pass over an element that shows no text; w->text is what stands behind it then. */
static int pass_over(Walk *w)
{
    if (w->tag.code == BODY) {
        Box *box = box_new(w->tag.element, NULL, 0, 0);
        if (box == NULL)
            return -1;
        Py_SETREF(w->box, box);
        return PyList_Append(w->boxes, (PyObject *)box);
    }
    if (keep(w) < 0)
        return -1;
    if (w->tag.is_void)
        return 0;
    PyObject *name = w->tag.element->tag;
    int is_title = w->tag.code == TITLE && (w->title == NULL || PyUnicode_GET_LENGTH(w->title) == 0);
    Text title = {0};
    Py_ssize_t depth = 1;
    while (depth) {
        if (is_title && text_add(&title, w->html, w->text, w->text_end, NULL) < 0) {
            text_free(&title);
            return -1;
        }
        if (w->at >= w->size) {
            w->text = w->text_end;
            break;
        }
        if (next_tag(w))
            continue;
        depth += is_named(w, name, 0) - is_named(w, name, 1);
    }
    if (is_title) {
        Py_XSETREF(w->title, text_folded(&title, 0));
        text_free(&title);
        return w->title ? 0 : -1;
    }
    return 0;
}

/* Keep the words from the tag under way on as they are, and end what is under way. */
static int stop(Walk *w)
{
    Py_ssize_t at = PyUnicode_FindChar(w->html, '<', 0, w->written_end, -1);
    PyObject *markup = at < -1 ? NULL : PyUnicode_Substring(w->html, at < 0 ? w->size : at, w->size);
    w->rest = markup ? PyObject_CallFunctionObjArgs(made.rest_of, markup, w->elements, NULL) : NULL;
    Py_XDECREF(markup);
    int bad = w->rest == NULL;
    while (w->open && !bad)
        bad = leave_it(w, &w->stack[--w->open]) < 0;
    return bad ? -1 : 0;
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

/* Deal with the tag that was read last; 1 where the page is too large to go on. */
static int step(Walk *w, Py_ssize_t *seen)
{
    int code = w->tag.code;
    Leave leave = {NOTHING, {NULL}};
    if (code == CLOSE)
        return w->open ? leave_it(w, &w->stack[--w->open]) : 0;
    if (code >= UNSEEN)
        return pass_over(w);
    if (code == IGNORED)
        return 0;
    if (++*seen > w->limit)
        return stop(w) < 0 ? -1 : 1;
    if (enter(w, &leave) < 0) {
        leave_it(w, &leave);
        return -1;
    }
    return w->tag.is_void ? leave_it(w, &leave) : push(w, leave);
}

static int cut(Walk *w)
{
    Py_ssize_t seen = 0;
    int done = open_root(w);
    while (!done && w->at < w->size) {
        int is_comment = next_tag(w);
        if (!is_comment) {
            Py_CLEAR(w->tag.element);
            if (tag_of(w->tags, w->elements, w->html, w->written, w->written_end, &w->tag) < 0)
                return -1;
            done = step(w, &seen);
            if (done)
                break;
        }
        if (w->text < w->text_end && add(w, w->text, w->text_end) < 0)
            return -1;
        if ((seen & 1023) == 1023 && PyErr_CheckSignals() < 0)
            return -1;
    }
    return done < 0 || flush(w) < 0 ? -1 : 0;
}

/* Let go of everything, whether or not the walk came to its end. */
static void finish(Walk *w)
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

PyObject *py_cut(PyObject *Py_UNUSED(module), PyObject *args)
{
    Walk w = {0};
    if (!PyArg_ParseTuple(args, "UOO!nO!O!O!O!O!O!:cut", &w.html, &w.elements, &TagsType, &w.tags, &w.limit, &PyList_Type, &w.runs,
                          &PyList_Type, &w.boxes, &PyList_Type, &w.pictures, &PyList_Type, &w.frames, &PyList_Type,
                          &w.authors, &PyList_Type, &w.metas))
        return NULL;
    if (made.box == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "hand_over() comes first");
        return NULL;
    }
    w.size = PyUnicode_GET_LENGTH(w.html);
    PyObject *body = PyObject_CallMethod(w.elements, "of", "s", "body"), *found = NULL;
    if (body != NULL && PyObject_TypeCheck(body, &ElementType)) {
        w.box = box_new((Element *)body, NULL, 0, 0);
        if (w.box != NULL && cut(&w) == 0)
            found = Py_BuildValue("(OOO)", w.title ? w.title : Py_None, w.language ? w.language : Py_None,
                                  w.rest ? w.rest : Py_None);
    }
    else if (body != NULL)
        PyErr_SetString(PyExc_TypeError, "elements.of() must return an Element");
    Py_XDECREF(body);
    finish(&w);
    return found;
}

PyObject *py_hand_over(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *box, *run, *picture, *rest_of, *name_in;
    if (!PyArg_ParseTuple(args, "O!O!O!OO:hand_over", &PyType_Type, &box, &PyType_Type, &run, &PyType_Type, &picture,
                          &rest_of, &name_in))
        return NULL;
    if (!PyType_IsSubtype((PyTypeObject *)box, &BoxType) || !PyType_IsSubtype((PyTypeObject *)run, &RunType)) {
        PyErr_SetString(PyExc_TypeError, "boxes and blocks stand on the fields of this module");
        return NULL;
    }
    Py_XSETREF(made.box, (PyTypeObject *)Py_NewRef(box));
    Py_XSETREF(made.run, (PyTypeObject *)Py_NewRef(run));
    Py_XSETREF(made.picture, (PyTypeObject *)Py_NewRef(picture));
    Py_XSETREF(made.rest_of, Py_NewRef(rest_of));
    Py_XSETREF(made.name_in, Py_NewRef(name_in));
    Py_RETURN_NONE;
}

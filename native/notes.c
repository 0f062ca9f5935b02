/* Notes: what elements tell besides the blocks that they make: pictures, frames, metadata, names of authors.

   Decides the same as the notes that _Cutter takes in tree.py, whose twin this is. Refuses to know what they are for. */

#include "walk.h"

static int append(PyObject *list, PyObject *item)
{
    int bad = item == NULL || PyList_Append(list, item) < 0;
    Py_XDECREF(item);
    return bad ? -1 : 0;
}

/* Note an element inside a block, and the name in it where it names an author. */
int note(Walk *w)
{
    Line *line = &w->line;
    PyObject *written = string_of(w->written);
    PyObject *noted = written ? PyTuple_Pack(2, (PyObject *)w->tag.element, written) : NULL;
    Py_XDECREF(written);
    if (noted == NULL)
        return -1;
    if (line->inlined == NULL && (line->inlined = PyList_New(0)) == NULL) {
        Py_DECREF(noted);
        return -1;
    }
    if (append(line->inlined, noted) < 0)
        return -1;
    if (!w->tag.names_author)
        return 0;
    PyObject *name = w->name_here(w);
    return append(w->authors, name ? Py_BuildValue("(Nn)", name, PyList_GET_SIZE(w->runs)) : NULL);
}

int note_picture(Walk *w)
{
    PyObject *written = string_of(w->written);
    PyObject *before = written ? PyLong_FromSsize_t(PyList_GET_SIZE(w->runs)) : NULL;
    PyObject *picture = before
        ? PyObject_CallFunctionObjArgs((PyObject *)made.picture, written, (PyObject *)w->box, before, NULL) : NULL;
    Py_XDECREF(written);
    Py_XDECREF(before);
    return append(w->pictures, picture);
}

/* Whether a start tag is written with the word "canonical" in it, in letters of any case. */
static int is_canonical(Part written)
{
    static const char sought[] = "canonical";
    for (Py_ssize_t at = 0; at + 9 <= written.size; at++) {
        int i = 0;
        while (i < 9 && (written.start[at + i] | 32) == sought[i])
            i++;
        if (i == 9)
            return 1;
    }
    return 0;
}

/* Keep what an element that shows no text tells of the page. */
int keep(Walk *w)
{
    PyObject *element = (PyObject *)w->tag.element;
    if (w->tag.code == META && (w->tag.is_meta || is_canonical(w->written))) {
        PyObject *attributes = attributes_in(w->written);
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

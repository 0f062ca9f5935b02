/* Fields: the objects for elements, boxes and blocks, as Python sees them and as C reads them.

   Decides how they are laid out in memory. Refuses to know what they mean: the classes in elements.py and pieces.py stand
   on these and say so. None of them takes part in garbage collection by itself: a block points to its box, a box to the one
   around it, and nothing points back. */

#include "onrecord.h"
#include <stddef.h>
#include <structmember.h>

#define FIELD(type, member, name) {name, T_OBJECT_EX, offsetof(type, member), 0, NULL}
/* One that is worked out when it is asked for first, and None until then. */
#define LATER(type, member, name) {name, T_OBJECT, offsetof(type, member), 0, NULL}

static PyMemberDef element_fields[] = {
    FIELD(Element, written, "written"), FIELD(Element, tag, "tag"), FIELD(Element, code, "code"),
    FIELD(Element, item, "item"), FIELD(Element, kinds, "kinds"), FIELD(Element, level, "level"),
    FIELD(Element, names_author, "names_author"), FIELD(Element, noted, "noted"), FIELD(Element, is_void, "void"),
    FIELD(Element, in_line, "in_line"), FIELD(Element, look_up, "_look_up"), LATER(Element, facts, "_facts"),
    LATER(Element, attributes, "_attributes"), LATER(Element, names, "_names"), LATER(Element, make, "_make"), {NULL},
};

static PyMemberDef box_fields[] = {
    FIELD(Box, element, "element"), FIELD(Box, tag, "tag"), FIELD(Box, parent, "parent"), FIELD(Box, number, "number"),
    FIELD(Box, depth, "depth"), FIELD(Box, kinds, "kinds"), FIELD(Box, near_kinds, "near_kinds"),
    FIELD(Box, far_kinds, "far_kinds"), FIELD(Box, far_words, "_far_words"), {NULL},
};

static PyMemberDef run_fields[] = {
    FIELD(Run, text, "text"), FIELD(Run, box, "box"), FIELD(Run, elements, "elements"), FIELD(Run, inlined, "_inline"),
    FIELD(Run, images, "images"), FIELD(Run, hidden, "hidden"), FIELD(Run, link_chars, "link_chars"),
    FIELD(Run, strong_chars, "strong_chars"), FIELD(Run, links, "links"), FIELD(Run, breaks, "breaks"),
    FIELD(Run, after_break, "after_break"), FIELD(Run, opens_with_link, "opens_with_link"), {NULL},
};

static void element_free(PyObject *self)
{
    Element *e = (Element *)self;
    Py_CLEAR(e->written);
    Py_CLEAR(e->tag);
    Py_CLEAR(e->code);
    Py_CLEAR(e->item);
    Py_CLEAR(e->kinds);
    Py_CLEAR(e->level);
    Py_CLEAR(e->names_author);
    Py_CLEAR(e->noted);
    Py_CLEAR(e->is_void);
    Py_CLEAR(e->in_line);
    Py_CLEAR(e->look_up);
    Py_CLEAR(e->facts);
    Py_CLEAR(e->attributes);
    Py_CLEAR(e->names);
    Py_CLEAR(e->make);
    if (e->words != e->few)
        PyMem_Free(e->words);
    Py_TYPE(self)->tp_free(self);
}

/* Keep the numbers of the known words of an element that has none yet; -1 with an exception. */
int element_words(Element *element, const uint16_t *words, int count)
{
    element->words = count <= FEW_WORDS ? element->few : PyMem_Malloc((size_t)count * sizeof(uint16_t));
    if (element->words == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(element->words, words, (size_t)count * sizeof(uint16_t));
    element->word_count = count;
    return 0;
}

/* Boxes may stand 500 deep, each kept alive by the one inside it: letting go of the innermost frees them one by one. */
static void box_free(PyObject *self)
{
    Box *b = (Box *)self;
    PyObject *parent = b->parent;
    b->parent = NULL;
    Py_CLEAR(b->element);
    Py_CLEAR(b->tag);
    Py_CLEAR(b->number);
    Py_CLEAR(b->depth);
    Py_CLEAR(b->kinds);
    Py_CLEAR(b->near_kinds);
    Py_CLEAR(b->far_kinds);
    Py_CLEAR(b->far_words);
    Py_TYPE(self)->tp_free(self);
    Py_XDECREF(parent);
}

static void run_free(PyObject *self)
{
    Run *r = (Run *)self;
    Py_CLEAR(r->text);
    Py_CLEAR(r->box);
    Py_CLEAR(r->elements);
    Py_CLEAR(r->inlined);
    Py_CLEAR(r->images);
    Py_CLEAR(r->hidden);
    Py_CLEAR(r->link_chars);
    Py_CLEAR(r->strong_chars);
    Py_CLEAR(r->links);
    Py_CLEAR(r->breaks);
    Py_CLEAR(r->after_break);
    Py_CLEAR(r->opens_with_link);
    Py_TYPE(self)->tp_free(self);
}

#define FIELDS_TYPE(variable, Layout, title, members, free_it)                                                      \
    PyTypeObject variable = {                                                                                       \
        PyVarObject_HEAD_INIT(NULL, 0).tp_name = "onrecord._native." title,                                         \
        .tp_doc = "The fields that Python and C share.",                                                            \
        .tp_basicsize = sizeof(Layout),                                                                             \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,                                                       \
        .tp_members = members,                                                                                      \
        .tp_dealloc = free_it,                                                                                      \
        .tp_new = PyType_GenericNew,                                                                                \
    }

FIELDS_TYPE(ElementType, Element, "ElementFields", element_fields, element_free);
FIELDS_TYPE(BoxType, Box, "BoxFields", box_fields, box_free);
FIELDS_TYPE(RunType, Run, "RunFields", run_fields, run_free);

/* Tags: the table of all start tags that were met, by how they are written.

   Decides when two tags are the same: as Elements.of does, the addresses of links make no difference, nor does any attribute
   of a picture or a meta element. Refuses to know what a tag means: elements.c or Python works that out, once.

   The table cannot be made slow on purpose: keys are mixed with a seed of the process, no more than REACH places are looked
   at, and what finds no place there is asked of Python each time. */

#include "elements.h"

enum { REACH = 32, MOST = 20000, FIRST_SLOTS = 2048, LONGEST = 4096 };

struct Tags {
    PyObject_HEAD
    Tag *tags;
    size_t slots, used;
    uint64_t seed;
    Maker maker;
};

static uint64_t mixed(uint64_t a, uint64_t b)
{
    a ^= b;
    a *= 0x9E3779B97F4A7C15u;
    a ^= a >> 32;
    a *= 0xD6E8FEB86659FD93u;
    return a ^ (a >> 29);
}

static uint64_t hash_of(uint64_t seed, const char *key, size_t size)
{
    uint64_t hash = seed + size, word;
    for (; size >= 8; key += 8, size -= 8) {
        memcpy(&word, key, 8);
        hash = mixed(hash, word);
    }
    word = 0;
    memcpy(&word, key, size);
    return mixed(hash, word);
}

static void forget(Tags *tags)
{
    for (size_t i = 0; i < tags->slots; i++)
        if (tags->tags[i].key != NULL) {
            PyMem_Free(tags->tags[i].key);
            Py_DECREF(tags->tags[i].element);
        }
    PyMem_Free(tags->tags);
    tags->tags = NULL;
    tags->slots = tags->used = 0;
}

static Tag *place_of(Tags *tags, uint64_t hash, const char *key, Py_ssize_t size)
{
    size_t mask = tags->slots - 1;
    for (size_t i = 0; i < REACH; i++) {
        Tag *tag = &tags->tags[(hash + i) & mask];
        if (tag->key == NULL)
            return tag;
        if (tag->hash == hash && tag->size == size && memcmp(tag->key, key, (size_t)size) == 0)
            return tag;
    }
    return NULL;
}

static int make_room(Tags *tags)
{
    if (tags->slots && tags->used * 2 < tags->slots)
        return 0;
    if (tags->used >= MOST)
        forget(tags);
    size_t slots = tags->slots ? tags->slots * 2 : FIRST_SLOTS;
    Tag *old = tags->tags, *made_room = PyMem_Calloc(slots, sizeof(Tag));
    size_t old_slots = tags->slots;
    if (made_room == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    tags->tags = made_room;
    tags->slots = slots;
    tags->used = 0;
    for (size_t i = 0; i < old_slots; i++) {
        if (old[i].key == NULL)
            continue;
        Tag *tag = place_of(tags, old[i].hash, old[i].key, old[i].size);
        if (tag == NULL) {
            PyMem_Free(old[i].key);
            Py_DECREF(old[i].element);
            continue;
        }
        *tag = old[i];
        tags->used++;
    }
    PyMem_Free(old);
    return 0;
}

/* Note in `tag` what the walk needs to know of the element. */
static int note_in(Tag *tag, PyObject *found)
{
    Element *element = (Element *)found;
    if (!PyObject_TypeCheck(found, &ElementType) || !element->code || !element->is_void || !element->noted
        || !element->names_author || !element->kinds || !element->in_line || !element->tag || !PyUnicode_Check(element->tag)) {
        PyErr_SetString(PyExc_TypeError, "elements.of() must return an Element");
        return -1;
    }
    tag->in_line = element->in_line == Py_True;
    tag->code = (unsigned char)PyLong_AsLong(element->code);
    tag->kinds = PyLong_AsUnsignedLongLong(element->kinds);
    tag->is_void = element->is_void == Py_True;
    tag->noted = element->noted == Py_True;
    tag->names_author = element->names_author == Py_True;
    tag->is_meta = PyUnicode_CompareWithASCIIString(element->tag, "meta") == 0;
    tag->element = element;
    return PyErr_Occurred() ? -1 : 0;
}

/* Ask Python what a tag means that is written so. The reference is the caller's. */
static PyObject *asked(PyObject *elements, Part written)
{
    PyObject *string = string_of(written);
    PyObject *found = string ? PyObject_CallMethod(elements, "of", "O", string) : NULL;
    Py_XDECREF(string);
    return found;
}

/* Keep a tag in the table, if it finds a place there. Others may have been kept while Python was asked. */
static int keep(Tags *tags, const Tag *fresh, const char *key)
{
    if (make_room(tags) < 0)
        return -1;
    Tag *place = place_of(tags, fresh->hash, key, fresh->size);
    if (place == NULL || place->key != NULL)
        return 0;
    char *own = PyMem_Malloc((size_t)fresh->size + 1);
    if (own == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(own, key, (size_t)fresh->size);
    *place = *fresh;
    place->key = own;
    Py_INCREF(place->element);
    tags->used++;
    return 0;
}

static int is_each_its_own(Part name)
{
    static const char *const names[] = {"img", "meta", "link", "image", "amp-img"};
    for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++)
        if ((Py_ssize_t)strlen(names[n]) == name.size && memcmp(names[n], name.start, (size_t)name.size) == 0)
            return 1;
    return 0;
}

/* Where ` href="` stands, from its space on; -1 where it does not. */
static Py_ssize_t address_in(Part written)
{
    static const char sought[] = " href=\"";
    for (Py_ssize_t at = 0; (at = find_in(written, ' ', at)) >= 0; at++)
        if (written.size - at < 7)
            return -1;
        else if (memcmp(written.start + at, sought, 7) == 0)
            return at;
    return -1;
}

int tag_of(Tags *tags, PyObject *elements, Part written, Tag *out)
{
    char scratch[LONGEST];
    int has_address = 0;
    const char *key = written.start;
    Py_ssize_t size = written.size;
    if (size > 2 && key[0] == 'a' && key[1] == ' ') {
        Py_ssize_t at = address_in(written);
        if (at >= 0) {
            Py_ssize_t end = find_in(written, '"', at + 7), after = end < 0 ? 0 : size - end - 1;
            has_address = 1;
            size = at + after;
            if (size <= LONGEST) {
                memcpy(scratch, key, (size_t)at);
                if (after)
                    memcpy(scratch + at, key + end + 1, (size_t)after);
                key = scratch;
            }
        }
    }
    else {
        Py_ssize_t space = find_in(written, ' ', 0);
        if (space >= 0 && is_each_its_own(part_of(written, 0, space)))
            size = space;
    }
    uint64_t hash = size <= LONGEST ? hash_of(tags->seed, key, (size_t)size) : 0;
    Tag *tag = size <= LONGEST && tags->slots ? place_of(tags, hash, key, size) : NULL;
    if (tag == NULL || tag->key == NULL) {
        PyObject *found = size <= LONGEST ? element_of(&tags->maker, (Part){key, size}) : NULL;
        Tag fresh = {.hash = hash, .size = size};
        if (found == NULL && !PyErr_Occurred())
            found = asked(elements, written);
        if (found == NULL || note_in(&fresh, found) < 0 || (size <= LONGEST && keep(tags, &fresh, key) < 0)) {
            Py_XDECREF(found);
            return -1;
        }
        *out = fresh;
    }
    else {
        *out = *tag;
        Py_INCREF(out->element);
    }
    out->has_address = (unsigned char)has_address;
    return 0;
}

static void tags_free(PyObject *self)
{
    forget((Tags *)self);
    maker_free(&((Tags *)self)->maker);
    Py_TYPE(self)->tp_free(self);
}

static PyObject *tags_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *given[4] = {NULL};
    if (!PyArg_ParseTuple(args, "|OOOO:Tags", &given[0], &given[1], &given[2], &given[3]))
        return NULL;
    if ((kwargs && PyDict_GET_SIZE(kwargs)) || (given[0] && !given[3])) {
        PyErr_SetString(PyExc_TypeError, "Tags() takes nothing, or four things without names");
        return NULL;
    }
    Tags *tags = (Tags *)type->tp_alloc(type, 0);
    if (tags != NULL) {
        PyObject *name = PyUnicode_FromString("onrecord");
        tags->seed = name ? (uint64_t)PyObject_Hash(name) : 0; /* Python seeds it anew in each process. */
        Py_XDECREF(name);
        if (given[0] && maker_init(&tags->maker, given) < 0)
            Py_CLEAR(tags);
    }
    return (PyObject *)tags;
}

static PyObject *make(PyObject *self, PyObject *written)
{
    Part part = {NULL, 0};
    if (!PyUnicode_Check(written)) {
        PyErr_SetString(PyExc_TypeError, "a start tag is a text");
        return NULL;
    }
    part.start = PyUnicode_AsUTF8AndSize(written, &part.size);
    PyObject *element = part.start ? element_of(&((Tags *)self)->maker, part) : NULL;
    return element || PyErr_Occurred() ? element : Py_NewRef(Py_None);
}

static PyMethodDef methods[] = {
    {"make", make, METH_O, "The element of a start tag as it is written, made anew; None where Python is to be asked."},
    {NULL},
};

PyTypeObject TagsType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "onrecord._native.Tags",
    .tp_doc = "All start tags that were met, by how they are written.",
    .tp_basicsize = sizeof(Tags),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = tags_free,
    .tp_methods = methods,
    .tp_new = tags_new,
};

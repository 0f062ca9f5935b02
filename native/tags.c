/* Tags: the table of all start tags that were met, by how they are written.

   Decides when two tags are the same: as Elements.of does, the addresses of links make no difference, nor does any attribute
   of a picture or a meta element. Refuses to know what a tag means: elements.c or Python works that out, once.

   The table cannot be made slow on purpose: keys are mixed with a seed of the process, no more than REACH places are looked
   at, and what finds no place there is made anew each time. */

#include "elements.h"

enum { REACH = 32, MOST = 20000, FIRST_ROOM = 500, LONGEST = 4096, SLOTS = 1 << 16, NUMBER = (1 << 15) - 1 };

struct Tags {
    PyObject_HEAD
    Tag *tags;       /* One after the other as they were met. */
    uint32_t *slots; /* In each the number of a tag from one on, and above it a part of its hash; 0 where there is none. */
    uint32_t used, room;
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

/* The part of a hash that stands in a slot. */
static uint32_t sign_of(uint64_t hash) { return (uint32_t)(hash >> 32) & ~(uint32_t)NUMBER; }

static void forget(Tags *tags)
{
    for (uint32_t i = 0; i < tags->used; i++) {
        Py_DECREF(tags->tags[i].kept);
        Py_DECREF(tags->tags[i].element);
    }
    tags->used = 0;
    if (tags->slots != NULL)
        memset(tags->slots, 0, SLOTS * sizeof(uint32_t));
}

/* Find a tag; NULL where it is not kept: it may be kept at `free` then, unless that is NULL. */
static const Tag *found_in(const Tags *tags, uint64_t hash, Part key, uint32_t **free)
{
    *free = NULL;
    for (uint32_t i = 0; tags->slots && i < REACH; i++) {
        uint32_t *slot = &tags->slots[(hash + i) % SLOTS];
        if (*slot == 0) {
            *free = slot;
            return NULL;
        }
        if ((*slot ^ sign_of(hash)) > NUMBER)
            continue;
        const Tag *tag = &tags->tags[(*slot & NUMBER) - 1];
        if (tag->hash == hash && tag->size == key.size && memcmp(tag->key, key.start, (size_t)key.size) == 0)
            return tag;
    }
    return NULL;
}

static int make_room(Tags *tags)
{
    if (tags->used == MOST)
        forget(tags);
    if (tags->slots == NULL)
        tags->slots = PyMem_Calloc(SLOTS, sizeof(uint32_t));
    if (tags->used == tags->room) {
        uint32_t room = tags->room * 2 < MOST ? tags->room * 2 + FIRST_ROOM : MOST;
        Tag *made_room = PyMem_Realloc(tags->tags, room * sizeof(Tag));
        if (made_room != NULL) {
            tags->tags = made_room;
            tags->room = room;
        }
    }
    if (tags->slots == NULL || tags->used == tags->room) {
        PyErr_NoMemory();
        return -1;
    }
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
    uint32_t *slot;
    if (found_in(tags, fresh->hash, (Part){key, fresh->size}, &slot) || slot == NULL)
        return 0;
    /* What the element keeps is mostly the same, byte for byte. */
    PyObject *text = fresh->element->written;
    int is_same = text && PyUnicode_Check(text) && PyUnicode_IS_COMPACT_ASCII(text) && PyUnicode_GET_LENGTH(text) == fresh->size
        && memcmp(PyUnicode_1BYTE_DATA(text), key, (size_t)fresh->size) == 0;
    PyObject *kept = is_same ? Py_NewRef(text) : PyBytes_FromStringAndSize(key, fresh->size);
    if (kept == NULL)
        return -1;
    Tag *place = &tags->tags[tags->used];
    *place = *fresh;
    place->kept = kept;
    place->key = is_same ? (const char *)PyUnicode_1BYTE_DATA(kept) : PyBytes_AS_STRING(kept);
    Py_INCREF(place->element);
    *slot = sign_of(fresh->hash) | ++tags->used;
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
    uint32_t *slot;
    const Tag *tag = size <= LONGEST ? found_in(tags, hash, (Part){key, size}, &slot) : NULL;
    if (tag == NULL) {
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
    PyMem_Free(((Tags *)self)->tags);
    PyMem_Free(((Tags *)self)->slots);
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

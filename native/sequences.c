/* Sequences: how much of one text stands in another, word for word.

   Decides the same as shared_in_python in complete_markup.py, whose twin this is. Refuses to know what a word is, and what it
   means that a text is found again. Python's own hashes of the words are used, which no page can foresee. */

#include "onrecord.h"

typedef struct {
    PyObject *words;    /* A list of texts. */
    uint64_t *hashes;   /* Of each sequence, by the number of its first word. */
    Py_ssize_t count;   /* So many sequences there are. */
} Sequences;

static int take_sequences(Sequences *s, PyObject *words, Py_ssize_t size)
{
    s->words = words;
    s->count = PyList_GET_SIZE(words) < size ? 0 : PyList_GET_SIZE(words) - size + 1;
    s->hashes = PyMem_Calloc((size_t)s->count + 1, sizeof(uint64_t));
    if (s->hashes == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(words); i++)
        if (!PyUnicode_CheckExact(PyList_GET_ITEM(words, i))) {
            PyErr_SetString(PyExc_TypeError, "words are texts");
            return -1;
        }
    for (Py_ssize_t i = 0; i < s->count; i++)
        for (Py_ssize_t j = i; j < i + size; j++)
            s->hashes[i] = (s->hashes[i] ^ (uint64_t)PyObject_Hash(PyList_GET_ITEM(words, j))) * 0x9E3779B97F4A7C15u;
    return 0;
}

static int are_same(const Sequences *a, Py_ssize_t i, const Sequences *b, Py_ssize_t j, Py_ssize_t size)
{
    if (a->hashes[i] != b->hashes[j])
        return 0;
    for (Py_ssize_t k = 0; k < size; k++)
        if (PyUnicode_Compare(PyList_GET_ITEM(a->words, i + k), PyList_GET_ITEM(b->words, j + k)) != 0)
            return 0;
    return 1;
}

/* shared(words, others, size): how many of the sequences of so many words stand among the others, too. */
PyObject *py_shared(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *words, *others, *result = NULL;
    Sequences own = {0}, other = {0};
    Py_ssize_t size, found = 0, *slots = NULL;
    size_t room = 4;
    if (!PyArg_ParseTuple(args, "O!O!n:shared", &PyList_Type, &words, &PyList_Type, &others, &size))
        return NULL;
    if (size < 1) {
        PyErr_SetString(PyExc_ValueError, "a sequence has a word at least");
        return NULL;
    }
    if (take_sequences(&own, words, size) < 0 || take_sequences(&other, others, size) < 0)
        goto done;
    while (room < 2 * (size_t)other.count)
        room *= 2;
    slots = PyMem_Malloc(room * sizeof(Py_ssize_t));
    if (slots == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    memset(slots, 0xFF, room * sizeof(Py_ssize_t));
    for (Py_ssize_t i = 0; i < other.count; i++) {
        size_t at = other.hashes[i] >> 32 & (room - 1);
        while (slots[at] >= 0 && !are_same(&other, i, &other, slots[at], size))
            at = (at + 1) & (room - 1);
        slots[at] = i;
    }
    for (Py_ssize_t i = 0; i < own.count; i++) {
        size_t at = own.hashes[i] >> 32 & (room - 1);
        while (slots[at] >= 0 && !are_same(&own, i, &other, slots[at], size))
            at = (at + 1) & (room - 1);
        found += slots[at] >= 0;
    }
    result = PyLong_FromSsize_t(found);
done:
    PyMem_Free(own.hashes);
    PyMem_Free(other.hashes);
    PyMem_Free(slots);
    return result;
}

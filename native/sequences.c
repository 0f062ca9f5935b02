/* Sequences: how much of one text stands in others, word for word.

   Decides the same as shared_in_python in complete_markup.py, whose twin this is. Refuses to know what a word is, and what it
   means that a text is found again. Words are compared by hashes of 64 bits, which begin with a number that no page can know. */

#include "needs.h"

typedef struct {
    uint64_t *hashes;
    Py_ssize_t count, room;
} Hashes;

static int add_hash(Hashes *all, uint64_t hash)
{
    if (all->count == all->room) {
        Py_ssize_t room = all->room * 2 + 512;
        uint64_t *hashes = PyMem_Realloc(all->hashes, (size_t)room * sizeof(uint64_t));
        if (hashes == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        all->hashes = hashes;
        all->room = room;
    }
    all->hashes[all->count++] = hash;
    return 0;
}

static inline uint64_t mixed(uint64_t hash, uint64_t more)
{
    /* Added, not only compared bit by bit: two equal words in a row must not cancel out. */
    hash = hash * 0x9E3779B97F4A7C15u + more;
    hash = (hash ^ hash >> 32) * 0xBF58476D1CE4E5B9u;
    return hash ^ hash >> 29;
}

/* Add the words of a text; -1 with an exception. */
static int add_words_of(Needs *n, PyObject *text, uint64_t seed, Hashes *words)
{
    int kind = (int)PyUnicode_KIND(text), inside = 0;
    uint64_t hash = seed;
    for (Py_ssize_t i = 0, size = PyUnicode_GET_LENGTH(text); i < size; i++) {
        uint32_t meaning = meaning_of(n, PyUnicode_READ(kind, PyUnicode_DATA(text), i));
        int is_word = meaning & ALONE && !(meaning & SEVERAL);
        if (meaning == UNKNOWN)
            return -1;
        if ((meaning == BETWEEN || is_word) && inside) {
            if (add_hash(words, hash) < 0)
                return -1;
            hash = seed;
        }
        if (is_word && add_hash(words, mixed(seed, meaning & ~ALONE)) < 0)
            return -1;
        inside = meaning != BETWEEN && !is_word;
        if (inside && !(meaning & SEVERAL))
            hash = mixed(hash, meaning);
        else if (inside) {
            PyObject *form = PyList_GET_ITEM(n->forms, (Py_ssize_t)(meaning & ~SEVERAL));
            for (Py_ssize_t j = 0; j < PyUnicode_GET_LENGTH(form); j++)
                hash = mixed(hash, PyUnicode_READ_CHAR(form, j));
        }
    }
    return inside ? add_hash(words, hash) : 0;
}

/* Put the hash of each sequence in the place of that of its first word; how many there are. */
static Py_ssize_t as_sequences(Hashes *words, Py_ssize_t size)
{
    Py_ssize_t count = words->count < size ? 0 : words->count - size + 1;
    for (Py_ssize_t i = 0; i < count; i++)
        for (Py_ssize_t j = i + 1; j < i + size; j++)
            words->hashes[i] = mixed(words->hashes[i], words->hashes[j]);
    return count;
}

/* How many of the numbers are among the others, none of which is 0; -1 with an exception. */
static Py_ssize_t common(const uint64_t *own, Py_ssize_t count, const uint64_t *others, Py_ssize_t other_count)
{
    Py_ssize_t found = 0;
    size_t room = 4;
    while (room < 2 * (size_t)other_count)
        room *= 2;
    uint64_t *slots = PyMem_Calloc(room, sizeof(uint64_t));
    if (slots == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < other_count + count; i++) {
        uint64_t hash = (i < other_count ? others[i] : own[i - other_count]) | 1;
        size_t at = hash >> 16 & (room - 1);
        while (slots[at] && slots[at] != hash)
            at = (at + 1) & (room - 1);
        if (i < other_count)
            slots[at] = hash;
        else
            found += slots[at] == hash;
    }
    PyMem_Free(slots);
    return found;
}

/* shared(text, others, size): how many words a text has, and how many of its sequences of so many words are in the others, too. */
PyObject *find_shared(PyObject *self, PyObject *args)
{
    Needs *n = (Needs *)self;
    PyObject *text, *others;
    Hashes own = {0}, other = {0};
    Py_ssize_t size, words = 0, found = -1;
    if (!PyArg_ParseTuple(args, "UO!n:shared", &text, &PyTuple_Type, &others, &size))
        return NULL;
    /* Python's hash of a text is another in each process. */
    PyObject *any = PyUnicode_FromString("sequences");
    Py_hash_t seed = any ? PyObject_Hash(any) : -1;
    Py_XDECREF(any);
    if (seed == -1)
        return NULL;
    int bad = size < 1;
    if (bad)
        PyErr_SetString(PyExc_ValueError, "a sequence has a word at least");
    for (Py_ssize_t i = 0; !bad && i < PyTuple_GET_SIZE(others); i++) {
        bad = !PyUnicode_Check(PyTuple_GET_ITEM(others, i));
        if (bad)
            PyErr_SetString(PyExc_TypeError, "lines are texts");
        else
            bad = add_words_of(n, PyTuple_GET_ITEM(others, i), (uint64_t)seed, &other) < 0;
    }
    if (!bad && add_words_of(n, text, (uint64_t)seed, &own) == 0) {
        words = own.count;
        found = as_sequences(&own, size);
        found = common(own.hashes, found, other.hashes, as_sequences(&other, size));
    }
    PyMem_Free(own.hashes);
    PyMem_Free(other.hashes);
    return found < 0 ? NULL : Py_BuildValue("(nn)", words, found);
}

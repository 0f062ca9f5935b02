/* Meanings: what the names of an element speak of: the known words in its tag, class, id, property and role, and the kinds of
   box that these stand for.

   Decides the same as Vocabulary.facts_in_python in boxes.py, whose twin this is. Refuses to know any word: all are handed
   over once. */

#include "onrecord.h"

enum { MOST_WORDS = 40, LONGEST_PAIR = 128 };

typedef struct {
    PyObject_HEAD
    Words words, pairs;
    /* By the number of a word: its bit among the known words or -1, its kinds, and whether it may open a name of two words. */
    int *bit_of;
    uint64_t *kinds_of, *kinds_of_pair;
    PyObject *opens, *takes_back, *from_bytes;
    Py_ssize_t mask_bytes;
} Meanings;

/* What was met so far: the bits, the kinds, and the number of the word before. */
typedef struct {
    unsigned char *mask;
    uint64_t kinds;
    int before, has_words;
} Met;

static int pair_number(const Meanings *m, int before, const Py_UCS4 *letters, Py_ssize_t count)
{
    Py_UCS4 both[LONGEST_PAIR];
    int start = m->words.starts[before];
    Py_ssize_t first = m->words.starts[before + 1] - start;
    if (first + 1 + count > m->pairs.longest)
        return -1;
    memcpy(both, m->words.letters + start, (size_t)first * sizeof(Py_UCS4));
    both[first] = ' ';
    memcpy(both + first + 1, letters, (size_t)count * sizeof(Py_UCS4));
    return word_number(&m->pairs, both, first + 1 + count);
}

/* Take one word; of one that is longer than all known words only the count matters. */
static void take(const Meanings *m, Met *met, const Py_UCS4 *letters, Py_ssize_t count)
{
    int number = count > m->words.longest ? -1 : word_number(&m->words, letters, count), before = met->before;
    met->before = number;
    if (number >= 0 && m->bit_of[number] >= 0) {
        met->mask[m->bit_of[number] / 8] |= (unsigned char)(1 << m->bit_of[number] % 8);
        met->has_words = 1;
    }
    if (before >= 0 && PyBytes_AS_STRING(m->opens)[before] && count <= m->pairs.longest) {
        int pair = pair_number(m, before, letters, count);
        if (pair >= 0 && PyBytes_AS_STRING(m->takes_back)[pair]) {
            met->kinds &= ~m->kinds_of[before];
            return;
        }
        if (pair >= 0)
            met->kinds |= m->kinds_of_pair[pair];
    }
    if (number >= 0)
        met->kinds |= m->kinds_of[number];
}

static int is_small(Py_UCS4 c) { return c >= 'a' && c <= 'z'; }

static int is_capital(Py_UCS4 c) { return c >= 'A' && c <= 'Z'; }

/* Take the words of a class or id: small letters with or without a capital before them, or capitals. Returns how many. */
static int take_names(const Meanings *m, Met *met, PyObject *names, int most)
{
    int kind = (int)PyUnicode_KIND(names), taken = 0;
    const void *data = PyUnicode_DATA(names);
    Py_ssize_t size = PyUnicode_GET_LENGTH(names), at = 0;
    Py_UCS4 letters[LONGEST_PAIR];
    while (at < size && taken < most) {
        Py_ssize_t start = at;
        Py_UCS4 c = PyUnicode_READ(kind, data, at), next = at + 1 < size ? PyUnicode_READ(kind, data, at + 1) : 0;
        if (is_small(c) || (is_capital(c) && is_small(next)))
            for (at++; at < size && is_small(PyUnicode_READ(kind, data, at));)
                at++;
        else if (is_capital(c) && is_capital(next))
            for (at++; at < size && is_capital(PyUnicode_READ(kind, data, at));)
                at++;
        else {
            at++;
            continue;
        }
        for (Py_ssize_t i = start; i < at && i - start < LONGEST_PAIR; i++) {
            c = PyUnicode_READ(kind, data, i);
            letters[i - start] = is_capital(c) ? c + 'a' - 'A' : c;
        }
        take(m, met, letters, at - start);
        taken++;
    }
    return taken;
}

/* Take a whole text as one word, with a sign before and perhaps behind it. -1 with an exception. */
static int take_whole(const Meanings *m, Met *met, PyObject *text, const char *signs)
{
    Py_UCS4 letters[LONGEST_PAIR];
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    if (size + 2 < LONGEST_PAIR) {
        letters[0] = (Py_UCS4)signs[0];
        if (size && PyUnicode_AsUCS4(text, letters + 1, size, 0) == NULL)
            return -1;
        letters[++size] = (Py_UCS4)signs[1];
        size += signs[1] != 0;
    }
    take(m, met, letters, size);
    return 0;
}

static int take_lower(const Meanings *m, Met *met, PyObject *text)
{
    if (text == Py_None || PyUnicode_GET_LENGTH(text) == 0)
        return 0;
    PyObject *lower = PyObject_CallMethod(text, "lower", NULL);
    int bad = lower == NULL || take_whole(m, met, lower, "@") < 0;
    Py_XDECREF(lower);
    return bad ? -1 : 0;
}

static PyObject *facts(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    const Meanings *m = (Meanings *)self;
    int bad = count != 5 || !PyUnicode_Check(args[0]);
    for (Py_ssize_t i = 1; !bad && i < 5; i++)
        bad = args[i] != Py_None && !PyUnicode_Check(args[i]);
    if (bad) {
        PyErr_SetString(PyExc_TypeError, "facts() takes a tag and four texts or None");
        return NULL;
    }
    Met met = {.mask = PyMem_Calloc((size_t)m->mask_bytes + 1, 1), .before = word_number(&m->words, m->words.letters, 0)};
    if (met.mask == NULL)
        return PyErr_NoMemory();
    bad = take_whole(m, &met, args[0], "<>") < 0;
    int taken = bad || args[1] == Py_None ? 0 : take_names(m, &met, args[1], MOST_WORDS);
    if (!bad && args[2] != Py_None)
        take_names(m, &met, args[2], MOST_WORDS - taken);
    bad = bad || take_lower(m, &met, args[3]) < 0 || take_lower(m, &met, args[4]) < 0;
    PyObject *mask = bad ? NULL
        : met.has_words  ? PyObject_CallFunction(m->from_bytes, "y#s", (char *)met.mask, m->mask_bytes, "little")
                         : PyLong_FromLong(0);
    PyMem_Free(met.mask);
    return mask ? Py_BuildValue("(NK)", mask, (unsigned long long)met.kinds) : NULL;
}

static void meanings_free(PyObject *self)
{
    Meanings *m = (Meanings *)self;
    words_free(&m->words);
    words_free(&m->pairs);
    PyMem_Free(m->bit_of);
    PyMem_Free(m->kinds_of);
    PyMem_Free(m->kinds_of_pair);
    Py_XDECREF(m->opens);
    Py_XDECREF(m->takes_back);
    Py_XDECREF(m->from_bytes);
    Py_TYPE(self)->tp_free(self);
}

static uint64_t *kinds_in(PyObject *tuple)
{
    Py_ssize_t count = PyTuple_GET_SIZE(tuple);
    uint64_t *kinds = PyMem_Calloc((size_t)count + 1, sizeof(uint64_t));
    for (Py_ssize_t i = 0; kinds && i < count; i++)
        kinds[i] = PyLong_AsUnsignedLongLong(PyTuple_GET_ITEM(tuple, i));
    return kinds;
}

static int fill(Meanings *m, PyObject *words, PyObject *bits, PyObject *kinds, PyObject *pair_rows[2])
{
    Py_ssize_t count = PyTuple_GET_SIZE(words), most = 0;
    PyObject *pairs = pair_rows[0], *kinds_of_pair = pair_rows[1];
    if (PyTuple_GET_SIZE(bits) != count || PyTuple_GET_SIZE(kinds) != count || PyBytes_GET_SIZE(m->opens) != count
        || PyTuple_GET_SIZE(kinds_of_pair) != PyTuple_GET_SIZE(pairs)
        || PyBytes_GET_SIZE(m->takes_back) != PyTuple_GET_SIZE(pairs)) {
        PyErr_SetString(PyExc_ValueError, "each word and each pair has one of everything");
        return -1;
    }
    if (words_init(&m->words, words) < 0 || words_init(&m->pairs, pairs) < 0)
        return -1;
    m->bit_of = PyMem_Calloc((size_t)count + 1, sizeof(int));
    m->kinds_of = kinds_in(kinds);
    m->kinds_of_pair = kinds_in(kinds_of_pair);
    if (!m->bit_of || !m->kinds_of || !m->kinds_of_pair) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        long bit = PyLong_AsLong(PyTuple_GET_ITEM(bits, i));
        m->bit_of[i] = bit < -1 || bit > 1 << 20 ? -1 : (int)bit;
        most = m->bit_of[i] > most ? m->bit_of[i] : most;
    }
    m->mask_bytes = most / 8 + 1;
    if (m->words.longest >= LONGEST_PAIR || m->pairs.longest >= LONGEST_PAIR)
        PyErr_SetString(PyExc_ValueError, "a word of a vocabulary is too long");
    return PyErr_Occurred() ? -1 : 0;
}

static PyObject *meanings_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *words, *bits, *kinds, *opens, *pairs, *kinds_of_pair, *takes_back;
    if (kwargs && PyDict_GET_SIZE(kwargs)) {
        PyErr_SetString(PyExc_TypeError, "Meanings() takes no names");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "(O!O!O!S)(O!O!S):Meanings", &PyTuple_Type, &words, &PyTuple_Type, &bits, &PyTuple_Type, &kinds,
            &opens, &PyTuple_Type, &pairs, &PyTuple_Type, &kinds_of_pair, &takes_back))
        return NULL;
    Meanings *m = (Meanings *)type->tp_alloc(type, 0);
    if (m == NULL)
        return NULL;
    m->opens = Py_NewRef(opens);
    m->takes_back = Py_NewRef(takes_back);
    m->from_bytes = PyObject_GetAttrString((PyObject *)&PyLong_Type, "from_bytes");
    if (m->from_bytes == NULL || fill(m, words, bits, kinds, (PyObject *[]){pairs, kinds_of_pair}) < 0)
        Py_CLEAR(m);
    return (PyObject *)m;
}

static PyMethodDef methods[] = {
    {"facts", (PyCFunction)(void (*)(void))facts, METH_FASTCALL, "The known words and the kinds of an element, a bit each."},
    {NULL},
};

PyTypeObject MeaningsType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "onrecord._native.Meanings",
    .tp_doc = "What the names of elements speak of.",
    .tp_basicsize = sizeof(Meanings),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = meanings_free,
    .tp_methods = methods,
    .tp_new = meanings_new,
};

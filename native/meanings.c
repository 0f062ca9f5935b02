/* Meanings: what the names of an element speak of: the known words in its tag, class, id, property and role, and the kinds of
   box that these stand for.

   Decides the same as Vocabulary.facts_in_python in boxes.py, whose twin this is. Refuses to know any word: all are handed
   over once. */

#include "elements.h"

enum { LONGEST_PAIR = 128 };

typedef struct {
    PyObject_HEAD
    Words words, pairs;
    /* By the number of a word: its bit among the known words or -1, its kinds, and whether it may open a name of two words. */
    int *bit_of;
    uint64_t *kinds_of, *kinds_of_pair;
    PyObject *opens, *takes_back, *from_bytes;
    Py_ssize_t mask_bytes;
} Meanings;

/* What was met so far, and the number of the word before. */
typedef struct {
    Meant *meant;
    int before;
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
    if (number >= 0 && m->bit_of[number] >= 0)
        met->meant->words[met->meant->count++] = (uint16_t)m->bit_of[number];
    if (before >= 0 && PyBytes_AS_STRING(m->opens)[before] && count <= m->pairs.longest) {
        int pair = pair_number(m, before, letters, count);
        if (pair >= 0 && PyBytes_AS_STRING(m->takes_back)[pair]) {
            met->meant->kinds &= ~m->kinds_of[before];
            return;
        }
        if (pair >= 0)
            met->meant->kinds |= m->kinds_of_pair[pair];
    }
    if (number >= 0)
        met->meant->kinds |= m->kinds_of[number];
}

static int is_small(char c) { return c >= 'a' && c <= 'z'; }

static int is_capital(char c) { return c >= 'A' && c <= 'Z'; }

/* Take the words of a class or id: small letters with or without a capital before them, or capitals. Returns how many. */
static int take_names(const Meanings *m, Met *met, Part names, int most)
{
    int taken = 0;
    Py_UCS4 letters[LONGEST_PAIR];
    for (Py_ssize_t at = 0; at < names.size && taken < most;) {
        Py_ssize_t start = at;
        char c = names.start[at], next = at + 1 < names.size ? names.start[at + 1] : 0;
        if (is_small(c) || (is_capital(c) && is_small(next)))
            for (at++; at < names.size && is_small(names.start[at]);)
                at++;
        else if (is_capital(c) && is_capital(next))
            for (at++; at < names.size && is_capital(names.start[at]);)
                at++;
        else {
            at++;
            continue;
        }
        for (Py_ssize_t i = start; i < at && i - start < LONGEST_PAIR; i++) {
            c = names.start[i];
            letters[i - start] = (Py_UCS4)(is_capital(c) ? c + 'a' - 'A' : c);
        }
        take(m, met, letters, at - start);
        taken++;
    }
    return taken;
}

/* Put a text into `letters`, in lower case where it `is_lower`. Returns how many they are, -1 with an exception; of a text that
   is longer than all words only that it is. */
static Py_ssize_t letters_of(Part text, int is_lower, Py_UCS4 *letters, Py_ssize_t most)
{
    unsigned char beyond = 0;
    for (Py_ssize_t i = 0; i < text.size; i++)
        beyond |= (unsigned char)text.start[i];
    if (beyond < 0x80) {
        for (Py_ssize_t i = 0; i < text.size && i < most; i++)
            letters[i] = (Py_UCS4)(is_lower ? Py_TOLOWER(text.start[i]) : text.start[i]);
        return text.size;
    }
    PyObject *string = string_of(text), *read = string && is_lower ? PyObject_CallMethod(string, "lower", NULL) : NULL;
    if (is_lower)
        Py_XSETREF(string, read);
    Py_ssize_t count = string ? PyUnicode_GET_LENGTH(string) : -1;
    if (string != NULL && count <= most && PyUnicode_AsUCS4(string, letters, most, 0) == NULL)
        count = -1;
    Py_XDECREF(string);
    return count;
}

/* Take a whole text as one word, with a sign before and perhaps behind it. -1 with an exception. */
static int take_whole(const Meanings *m, Met *met, Part text, const char *signs)
{
    enum { MOST = LONGEST_PAIR - 2 };
    Py_UCS4 letters[LONGEST_PAIR];
    Py_ssize_t count = letters_of(text, signs[1] == 0, letters + 1, MOST);
    if (count < 0)
        return -1;
    letters[0] = (Py_UCS4)signs[0];
    if (count <= MOST && signs[1])
        letters[1 + count++] = (Py_UCS4)signs[1];
    take(m, met, letters, count < MOST ? count + 1 : LONGEST_PAIR);
    return 0;
}

int meanings_of(PyObject *meanings, const Part *given, Meant *meant)
{
    const Meanings *m = (Meanings *)meanings;
    Met met = {.meant = meant, .before = word_number(&m->words, m->words.letters, 0)};
    meant->count = 0;
    meant->kinds = 0;
    if (take_whole(m, &met, given[NAME_TAG], "<>") < 0)
        return -1;
    int taken = take_names(m, &met, given[NAME_CLASS], MOST_NAMES);
    take_names(m, &met, given[NAME_ID], MOST_NAMES - taken);
    for (int i = NAME_ITEM; i <= NAME_ROLE; i++)
        if (given[i].size && take_whole(m, &met, given[i], "@") < 0)
            return -1;
    return 0;
}

static PyObject *facts(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    const Meanings *m = (Meanings *)self;
    Part given[NAMES_GIVEN] = {{NULL, 0}};
    Meant meant;
    int bad = count != NAMES_GIVEN || args[0] == Py_None;
    for (Py_ssize_t i = 0; !bad && i < NAMES_GIVEN; i++) {
        bad = args[i] != Py_None && !PyUnicode_Check(args[i]);
        if (!bad && args[i] != Py_None && !(given[i].start = PyUnicode_AsUTF8AndSize(args[i], &given[i].size)))
            return NULL;
    }
    if (bad) {
        PyErr_SetString(PyExc_TypeError, "facts() takes a tag and four texts or None");
        return NULL;
    }
    if (meanings_of(self, given, &meant) < 0)
        return NULL;
    unsigned char *bits = PyMem_Calloc((size_t)m->mask_bytes + 1, 1);
    if (bits == NULL)
        return PyErr_NoMemory();
    for (int i = 0; i < meant.count; i++)
        bits[meant.words[i] / 8] |= (unsigned char)(1 << meant.words[i] % 8);
    PyObject *mask = PyObject_CallFunction(m->from_bytes, "y#s", (char *)bits, m->mask_bytes, "little");
    PyMem_Free(bits);
    return mask ? Py_BuildValue("(NK)", mask, (unsigned long long)meant.kinds) : NULL;
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
        if (bit < -1 || bit > UINT16_MAX) {
            PyErr_SetString(PyExc_ValueError, "the words of a vocabulary are too many");
            return -1;
        }
        m->bit_of[i] = (int)bit;
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

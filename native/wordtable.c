/* Word tables: known words, found by their letters.

   Decides nothing. Refuses to know what the words are for. The words are those of our own vocabularies, so no page can make
   them collide. */

#include "onrecord.h"

unsigned word_hash(const Py_UCS4 *letters, Py_ssize_t count)
{
    unsigned hash = 2166136261u;
    for (Py_ssize_t i = 0; i < count; i++)
        hash = (hash ^ letters[i]) * 16777619u;
    return hash ^ (hash >> 15);
}

void words_free(Words *words)
{
    PyMem_Free(words->letters);
    PyMem_Free(words->starts);
    PyMem_Free(words->slots);
    memset(words, 0, sizeof(Words));
}

/* The number of a known word, -1 for any other. The words are ours, so no page can make them collide. */
int word_number(const Words *words, const Py_UCS4 *letters, Py_ssize_t count)
{
    if (count > words->longest)
        return -1;
    for (unsigned at = word_hash(letters, count);; at++) {
        int number = words->slots[at & (unsigned)words->mask];
        if (number < 0)
            return -1;
        int start = words->starts[number];
        if (words->starts[number + 1] - start == count
            && memcmp(words->letters + start, letters, (size_t)count * sizeof(Py_UCS4)) == 0)
            return number;
    }
}

int words_init(Words *words, PyObject *list)
{
    Py_ssize_t count = PyTuple_GET_SIZE(list), letters = 0, slots = 4;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!PyUnicode_Check(PyTuple_GET_ITEM(list, i))) {
            PyErr_SetString(PyExc_TypeError, "words are texts");
            return -1;
        }
        letters += PyUnicode_GET_LENGTH(PyTuple_GET_ITEM(list, i));
    }
    while (slots < 4 * count)
        slots *= 2;
    words->letters = PyMem_Calloc((size_t)letters + 1, sizeof(Py_UCS4));
    words->starts = PyMem_Calloc((size_t)count + 1, sizeof(int));
    words->slots = PyMem_Calloc((size_t)slots, sizeof(int));
    if (!words->letters || !words->starts || !words->slots) {
        PyErr_NoMemory();
        return -1;
    }
    memset(words->slots, 0xFF, (size_t)slots * sizeof(int));
    words->count = (int)count;
    words->mask = (int)slots - 1;
    for (int i = 0; i < (int)count; i++) {
        PyObject *word = PyTuple_GET_ITEM(list, i);
        int size = (int)PyUnicode_GET_LENGTH(word);
        Py_UCS4 *own = words->letters + words->starts[i];
        if (size && PyUnicode_AsUCS4(word, own, size, 0) == NULL)
            return -1;
        words->starts[i + 1] = words->starts[i] + size;
        words->longest = size > words->longest ? size : words->longest;
        unsigned at = word_hash(own, size);
        while (words->slots[at & (unsigned)words->mask] >= 0)
            at++;
        words->slots[at & (unsigned)words->mask] = i;
    }
    return 0;
}


/* Add the words of `text`, which is in lower case. */
static int split(PyObject *text, int is_ascii, PyObject *found)
{
    int kind = (int)PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), start = -1;
    for (Py_ssize_t i = 0; i <= size; i++) {
        Py_UCS4 c = i < size ? PyUnicode_READ(kind, data, i) : ' ';
        int inside = is_word_letter(c);
        if (inside == (start >= 0))
            continue;
        if (inside) {
            start = i;
            continue;
        }
        PyObject *word;
        if (is_ascii) {
            word = PyUnicode_New(i - start, 127);
            for (Py_ssize_t j = start; word && j < i; j++)
                PyUnicode_1BYTE_DATA(word)[j - start] = (Py_UCS1)Py_TOLOWER(((const Py_UCS1 *)data)[j]);
        }
        else
            word = PyUnicode_Substring(text, start, i);
        int bad = word == NULL || PyList_Append(found, word) < 0;
        Py_XDECREF(word);
        if (bad)
            return -1;
        start = -1;
    }
    return 0;
}

/* The first word of a text in lower case: what first_word in text/words.py gives, whose twin this is. */
PyObject *py_first_word(PyObject *Py_UNUSED(module), PyObject *text)
{
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "only texts have words");
        return NULL;
    }
    int kind = (int)PyUnicode_KIND(text), is_ascii = 1;
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), start = 0, end;
    while (start < size && !is_word_letter(PyUnicode_READ(kind, data, start)))
        start++;
    for (end = start; end < size && is_word_letter(PyUnicode_READ(kind, data, end)); end++)
        is_ascii &= PyUnicode_READ(kind, data, end) < 128;
    if (!is_ascii) {
        PyObject *word = PyUnicode_Substring(text, start, end);
        PyObject *lower = word ? PyObject_CallMethod(word, "lower", NULL) : NULL;
        Py_XDECREF(word);
        return lower;
    }
    PyObject *word = PyUnicode_New(end - start, 127);
    for (Py_ssize_t i = start; word && i < end; i++)
        PyUnicode_1BYTE_DATA(word)[i - start] = (Py_UCS1)Py_TOLOWER(PyUnicode_READ(kind, data, i));
    return word;
}

/* The words of a text in lower case: what words_in in text/words.py gives, whose twin this is. */
PyObject *py_words_in(PyObject *Py_UNUSED(module), PyObject *text)
{
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "only texts have words");
        return NULL;
    }
    int is_ascii = PyUnicode_IS_ASCII(text);
    PyObject *found = PyList_New(0), *lower = is_ascii ? Py_NewRef(text) : PyObject_CallMethod(text, "lower", NULL);
    if (found && (lower == NULL || split(lower, is_ascii, found) < 0))
        Py_CLEAR(found);
    Py_XDECREF(lower);
    return found;
}

/* What becomes of a character in a folded text: its lower case, or a space where it belongs to no word. */
static inline Py_UCS4 folded_char(Py_UCS4 c)
{
    static Py_UCS1 known[256];
    if (!known[' '])
        for (int i = 0; i < 256; i++)
            known[i] = i == '_' || Py_UNICODE_ISALNUM((Py_UCS4)i) ? (Py_UCS1)Py_UNICODE_TOLOWER((Py_UCS4)i) : ' ';
    return c < 256 ? known[c] : Py_UNICODE_ISALNUM(c) ? Py_UNICODE_TOLOWER(c) : ' ';
}

#define FOLD(from, to)                                                                   \
    for (Py_ssize_t i = 0; i < size; i++) {                                              \
        Py_UCS4 c = folded_char(((const from *)data)[i]);                                \
        if (c != ' ' || ((const to *)folded)[count - 1] != ' ')                          \
            ((to *)folded)[count++] = (to)c;                                             \
    }

/* The words of a text in lower case as one text, a space before and behind each: the twin of folded in text/words.py. */
PyObject *py_folded(PyObject *Py_UNUSED(module), PyObject *text)
{
    enum { CAPITAL_SIGMA = 0x3A3, DOTTED_I = 0x130 };
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "only texts have words");
        return NULL;
    }
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), count = 1;
    /* What becomes of these two is no matter of one letter: Python knows. */
    int is_plain = PyUnicode_KIND(text) == PyUnicode_1BYTE_KIND
        || (PyUnicode_FindChar(text, CAPITAL_SIGMA, 0, size, 1) < 0 && PyUnicode_FindChar(text, DOTTED_I, 0, size, 1) < 0);
    PyObject *plain = is_plain ? Py_NewRef(text) : PyObject_CallMethod(text, "lower", NULL), *found = NULL;
    if (plain == NULL)
        return NULL;
    const void *data = PyUnicode_DATA(plain);
    int kind = (int)PyUnicode_KIND(plain), width = kind == PyUnicode_1BYTE_KIND ? 1 : 4;
    size = PyUnicode_GET_LENGTH(plain);
    void *folded = PyMem_Malloc(((size_t)size + 2) * (size_t)width);
    if (folded == NULL)
        PyErr_NoMemory();
    else {
        if (width == 1) {
            *(Py_UCS1 *)folded = ' ';
            FOLD(Py_UCS1, Py_UCS1)
            if (count == 1 || ((Py_UCS1 *)folded)[count - 1] != ' ')
                ((Py_UCS1 *)folded)[count++] = ' ';
        }
        else {
            *(Py_UCS4 *)folded = ' ';
            if (kind == PyUnicode_2BYTE_KIND)
                FOLD(Py_UCS2, Py_UCS4)
            else
                FOLD(Py_UCS4, Py_UCS4)
            if (count == 1 || ((Py_UCS4 *)folded)[count - 1] != ' ')
                ((Py_UCS4 *)folded)[count++] = ' ';
        }
        found = PyUnicode_FromKindAndData(width, folded, count);
    }
    PyMem_Free(folded);
    Py_DECREF(plain);
    return found;
}

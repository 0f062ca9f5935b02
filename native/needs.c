/* Needs: which lists of phrases may hold one that stands in a line: those of which the line has all the words, in any order.

   Decides the same as _held in phrases.py, whose twin this is. Refuses to know the order of the words, and what a phrase means.
   A line is taken apart once for all lists, and what was found is kept for as long as other finders may look at the line. */

#include "needs.h"

static uint64_t lists_of(const Needs *n, const Line *line, int word)
{
    uint64_t bits = 0;
    for (int p = n->first_of[word]; p >= 0; p = n->phrases[p].next) {
        const Phrase *phrase = &n->phrases[p];
        const int *others = n->others + phrase->others;
        int i = 0, second = phrase->second;
        if (second >= 0 && !(line->met[second / 64] >> second % 64 & 1))
            continue;
        while (i < phrase->count && line->met[others[i] / 64] >> others[i] % 64 & 1)
            i++;
        if (i == phrase->count)
            bits |= phrase->bits;
    }
    return bits;
}

/* The lists that may hold a phrase of this line, a bit each; -1 with an exception. */
static int look(Needs *n, PyObject *text, uint64_t *bits)
{
    Line line;
    start_line(n, &line);
    if (take_all(n, text, &line) < 0)
        return -1;
    *bits = line.opens_with_number ? n->of_numbers : 0;
    if (line.distinct_count <= 512)
        for (int i = 0; i < line.distinct_count; i++)
            *bits |= lists_of(n, &line, line.distinct[i]);
    else
        for (int word = 0; word < n->known.count; word++)
            if (line.met[word / 64] >> word % 64 & 1)
                *bits |= lists_of(n, &line, word);
    return 0;
}

int held(Needs *n, PyObject *text, uint64_t *bits)
{
    /* A line that is known is told by its address alone: most of them would have to be fetched from far. */
    uintptr_t place = (uintptr_t)text / 16;
    Kept *kept = &n->kept[(place ^ place / KEPT) % KEPT];
    if (kept->text == text) {
        *bits = kept->bits;
        return 0;
    }
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a line is a text");
        return -1;
    }
    if (look(n, text, bits) < 0)
        return -1;
    if (PyUnicode_GET_LENGTH(text) <= LONGEST_KEPT) {
        kept->bits = *bits;
        Py_XSETREF(kept->text, Py_NewRef(text));
    }
    return 0;
}

static PyObject *py_held(PyObject *self, PyObject *text)
{
    uint64_t bits;
    return held((Needs *)self, text, &bits) < 0 ? NULL : PyLong_FromUnsignedLongLong(bits);
}

/* lines_for(bits, lines): for each list the numbers of the lines that may hold one of its phrases. */
static PyObject *lines_for(PyObject *self, PyObject *args)
{
    enum { MOST_LISTS = 64 };
    PyObject *given, *lines;
    uint64_t own[MOST_LISTS], sought = 0, bits;
    if (!PyArg_ParseTuple(args, "O!O!:lines_for", &PyTuple_Type, &given, &PyTuple_Type, &lines))
        return NULL;
    Py_ssize_t lists = PyTuple_GET_SIZE(given);
    if (lists > MOST_LISTS) {
        PyErr_SetString(PyExc_ValueError, "there are no more lists than bits");
        return NULL;
    }
    PyObject *found = PyList_New(lists);
    for (Py_ssize_t j = 0; found && j < lists; j++) {
        PyObject *numbers = PyList_New(0);
        own[j] = PyLong_AsUnsignedLongLong(PyTuple_GET_ITEM(given, j));
        sought |= own[j];
        if (numbers == NULL || PyErr_Occurred()) {
            Py_XDECREF(numbers);
            Py_CLEAR(found);
        }
        else
            PyList_SET_ITEM(found, j, numbers);
    }
    for (Py_ssize_t i = 0; found && i < PyTuple_GET_SIZE(lines); i++) {
        int bad = held((Needs *)self, PyTuple_GET_ITEM(lines, i), &bits) < 0;
        if (!bad && bits & sought) {
            PyObject *number = PyLong_FromSsize_t(i);
            bad = number == NULL;
            for (Py_ssize_t j = 0; !bad && j < lists; j++)
                bad = bits & own[j] && PyList_Append(PyList_GET_ITEM(found, j), number) < 0;
            Py_XDECREF(number);
        }
        if (bad)
            Py_CLEAR(found);
    }
    return found;
}

static void needs_free(PyObject *self)
{
    Needs *n = (Needs *)self;
    for (int i = 0; i < KEPT; i++)
        Py_CLEAR(n->kept[i].text);
    words_free(&n->known);
    PyMem_Free(n->packed);
    PyMem_Free(n->packed_words);
    PyMem_Free(n->phrases);
    PyMem_Free(n->others);
    PyMem_Free(n->first_of);
    tree_free(&n->tree);
    PyMem_RawFree(n->meanings);
    Py_CLEAR(n->form_of);
    Py_CLEAR(n->forms);
    Py_TYPE(self)->tp_free(self);
}

/* Take the phrases: for each the bits of its lists, and the numbers of its words, the rarest first. */
static int take_phrases(Needs *n, PyObject *given)
{
    Py_ssize_t count = PyList_GET_SIZE(given), others = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *phrase = PyList_GET_ITEM(given, i);
        if (!PyTuple_Check(phrase) || PyTuple_GET_SIZE(phrase) < 2) {
            PyErr_SetString(PyExc_TypeError, "a phrase has its lists and its words");
            return -1;
        }
        others += PyTuple_GET_SIZE(phrase);
    }
    n->phrases = PyMem_Calloc((size_t)count + 1, sizeof(Phrase));
    n->others = PyMem_Calloc((size_t)others + 1, sizeof(int));
    n->first_of = PyMem_Malloc(((size_t)n->known.count + 1) * sizeof(int));
    if (!n->phrases || !n->others || !n->first_of) {
        PyErr_NoMemory();
        return -1;
    }
    memset(n->first_of, 0xFF, ((size_t)n->known.count + 1) * sizeof(int));
    others = 0;
    for (int i = 0; i < (int)count; i++) {
        PyObject *given_one = PyList_GET_ITEM(given, i);
        Phrase *phrase = &n->phrases[i];
        phrase->bits = PyLong_AsUnsignedLongLong(PyTuple_GET_ITEM(given_one, 0));
        phrase->others = (int)others;
        phrase->second = -1;
        for (Py_ssize_t j = 1; j < PyTuple_GET_SIZE(given_one); j++) {
            long word = PyLong_AsLong(PyTuple_GET_ITEM(given_one, j));
            if (PyErr_Occurred() || word < 0 || word >= n->known.count) {
                if (!PyErr_Occurred())
                    PyErr_SetString(PyExc_ValueError, "there is no such word");
                return -1;
            }
            if (j == 1) {
                phrase->next = n->first_of[word];
                n->first_of[word] = i;
            }
            else if (j == 2)
                phrase->second = (int)word;
            else {
                n->others[others++] = (int)word;
                phrase->count++;
            }
        }
    }
    return 0;
}

static PyObject *needs_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs))
{
    PyObject *words, *phrases, *form_of, *tree;
    unsigned long long of_numbers;
    if (!PyArg_ParseTuple(args, "O!O!KOO!:Needs", &PyTuple_Type, &words, &PyList_Type, &phrases, &of_numbers, &form_of,
                          &PyList_Type, &tree))
        return NULL;
    Needs *n = (Needs *)type->tp_alloc(type, 0);
    if (n == NULL)
        return NULL;
    n->of_numbers = of_numbers;
    n->form_of = Py_NewRef(form_of);
    n->forms = PyList_New(0);
    n->meanings = PyMem_RawCalloc(CODES_IN_ALL, sizeof(uint32_t));
    int bad = !n->forms || !n->meanings || words_init(&n->known, words) < 0;
    if (!bad && (n->known.count > MOST_WORDS || n->known.longest > 62)) {
        PyErr_SetString(PyExc_ValueError, "so many words, or such long ones, are not foreseen");
        bad = 1;
    }
    if (bad || pack_words(n) < 0 || take_phrases(n, phrases) < 0 || take_tree(&n->tree, tree, n->known.count) < 0) {
        if (!PyErr_Occurred())
            PyErr_NoMemory();
        Py_CLEAR(n);
    }
    return (PyObject *)n;
}

static PyMethodDef methods[] = {
    {"count_words", count_words, METH_VARARGS, "How many words a line has, up to so many."},
    {"covering", find_covering, METH_VARARGS, "Which of the lines are hardly more than phrases of a list."},
    {"find", find_phrases, METH_VARARGS, "Which phrases of a list stand in the line, and where."},
    {"held", py_held, METH_O, "Which lists may hold a phrase of the line, a bit each."},
    {"lines_for", lines_for, METH_VARARGS, "Which of the lines may hold a phrase of each list."},
    {"shared", find_shared, METH_VARARGS, "How many words a text has, and how many sequences of them are in others, too."},
    {NULL},
};

PyTypeObject NeedsType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "onrecord._native.Needs",
    .tp_doc = "The words that phrases need.",
    .tp_basicsize = sizeof(Needs),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = needs_free,
    .tp_new = needs_new,
    .tp_methods = methods,
};

/* Heads: which lines of a page are worth a closer look for its date, its byline and the name of its site.

   Decides nothing that a rule in Python would not decide too: each look is the first condition of such a rule, and its twin
   stands beside the rule. Refuses to choose among what it finds, and to know any word: they are handed over. */

#include "onrecord.h"

enum { DATED = 1, STAMPED = 2, OPENED = 4, LABELLED = 8, HIDDEN_TOO = 16 };
enum { LONGEST_WORD = 62 };

typedef struct {
    PyObject_HEAD
    Words openers, small, labels, tags;
    PyObject *glued; /* What opens a byline without a space behind it: "ByAnn Lee". */
} HeadLines;


static int is_text(PyObject *given) { return given != NULL && PyUnicode_Check(given); }

/* Whether the first word of a text is one of these; -1 with an exception. */
static int opens_with(PyObject *text, const Words *words)
{
    int number = first_word(words, text);
    return number == -2 ? -1 : number >= 0;
}

/* Whether one of these words stands in a text between spaces. */
static int holds_word(PyObject *text, const Words *words)
{
    Py_UCS4 letters[LONGEST_WORD];
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), start = 0;
    for (Py_ssize_t i = 0; i <= size; i++) {
        Py_UCS4 c = i < size ? PyUnicode_READ_CHAR(text, i) : ' ';
        if (c == ' ') {
            if (i - start <= words->longest && word_number(words, letters, i - start) >= 0)
                return 1;
            start = i + 1;
        }
        else if (i - start < words->longest)
            letters[i - start] = c;
    }
    return 0;
}

static int is_known(PyObject *text, const Words *words)
{
    Py_UCS4 letters[LONGEST_WORD];
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    if (size > words->longest)
        return 0;
    for (Py_ssize_t i = 0; i < size; i++)
        letters[i] = PyUnicode_READ_CHAR(text, i);
    return word_number(words, letters, size) >= 0;
}

/* Whether an element may tell a date to machines: by its tag, and by one of three attributes. */
static int is_stamped(PyObject *given, const Words *tags)
{
    static const char *const names[] = {" datetime=", " content=", " title="};
    Element *element = (Element *)given;
    if (!PyObject_TypeCheck(given, &ElementType) || !is_text(element->tag) || !is_text(element->written)
        || PyUnicode_GET_LENGTH(element->tag) == PyUnicode_GET_LENGTH(element->written)
        || !is_known(element->tag, tags))
        return 0;
    Py_ssize_t size = PyUnicode_GET_LENGTH(element->written);
    for (Py_ssize_t at = 0; (at = PyUnicode_FindChar(element->written, ' ', at, size, 1)) >= 0; at++)
        for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
            Py_ssize_t i = 0;
            while (names[n][i] && at + i < size && PyUnicode_READ_CHAR(element->written, at + i) == (Py_UCS4)names[n][i])
                i++;
            if (!names[n][i])
                return 1;
        }
    return 0;
}

static PyObject *inline_element(const Run *run, Py_ssize_t i)
{
    PyObject *noted = PySequence_Fast_GET_ITEM(run->elements, i);
    return PyTuple_Check(noted) && PyTuple_GET_SIZE(noted) ? PyTuple_GET_ITEM(noted, 0) : Py_None;
}

static Py_ssize_t inline_count(const Run *run)
{
    return PyList_Check(run->elements) || PyTuple_Check(run->elements) ? PySequence_Fast_GET_SIZE(run->elements) : 0;
}

/* Whether a block has one of the wanted signs; -1 with an exception. The cheapest are looked for first. */
static int has_sign(const HeadLines *h, const Run *run, int wanted)
{
    PyObject *text = run->text;
    int found = 0;
    if (wanted & DATED && date_forms(text))
        return 1;
    if (wanted & STAMPED) {
        found = is_stamped(((Box *)run->box)->element, &h->tags);
        for (Py_ssize_t i = 0; !found && i < inline_count(run); i++)
            found = is_stamped(inline_element(run, i), &h->tags);
    }
    if (!found && wanted & LABELLED)
        found = PyUnicode_FindChar(text, ':', 0, PyUnicode_GET_LENGTH(text), 1) >= 0 ? 1 : opens_with(text, &h->labels);
    if (!found && wanted & OPENED)
        found = holds_word(text, &h->small) || PyUnicode_Tailmatch(text, h->glued, 0, PY_SSIZE_T_MAX, -1) == 1
            ? 1 : opens_with(text, &h->openers);
    return found;
}

/* look(blocks, first, end, longest, wanted): the numbers of the blocks of at most so many characters that have one of the wanted
   signs; of the visible ones, unless HIDDEN_TOO ones are wanted too. */
static PyObject *look(PyObject *self, PyObject *args)
{
    PyObject *runs;
    Py_ssize_t first, end, longest;
    int wanted;
    if (!PyArg_ParseTuple(args, "O!nnni:look", &PyList_Type, &runs, &first, &end, &longest, &wanted))
        return NULL;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = first < 0 ? 0 : first; found && i < end && i < PyList_GET_SIZE(runs); i++) {
        Run *run = (Run *)Py_NewRef(PyList_GET_ITEM(runs, i));
        int has = is_block((PyObject *)run) ? 0 : -1;
        if (has == 0 && (wanted & HIDDEN_TOO || run->hidden != Py_True) && PyUnicode_GET_LENGTH(run->text) <= longest)
            has = has_sign((HeadLines *)self, run, wanted);
        Py_DECREF(run);
        if (has < 0 || (has && add_number(found, i) < 0))
            Py_CLEAR(found);
    }
    return found;
}

static int is_among(PyObject *element, PyObject *items)
{
    PyObject *item = PyObject_TypeCheck(element, &ElementType) ? ((Element *)element)->item : NULL;
    return is_text(item) && PyUnicode_GET_LENGTH(item) ? PySet_Contains(items, item) : 0;
}

/* with_items(blocks, items): the numbers of the blocks that carry one of these properties, or an element in them does. */
PyObject *py_with_items(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *runs, *items;
    if (!PyArg_ParseTuple(args, "O!O!:with_items", &PyList_Type, &runs, &PyFrozenSet_Type, &items))
        return NULL;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found && i < PyList_GET_SIZE(runs); i++) {
        Run *run = (Run *)PyList_GET_ITEM(runs, i);
        int has = is_block((PyObject *)run) ? is_among(((Box *)run->box)->element, items) : -1;
        for (Py_ssize_t j = 0; has == 0 && j < inline_count(run); j++)
            has = is_among(inline_element(run, j), items);
        if (has < 0 || (has && add_number(found, i) < 0))
            Py_CLEAR(found);
    }
    return found;
}

static void head_lines_free(PyObject *self)
{
    HeadLines *h = (HeadLines *)self;
    words_free(&h->openers);
    words_free(&h->small);
    words_free(&h->labels);
    words_free(&h->tags);
    Py_CLEAR(h->glued);
    Py_TYPE(self)->tp_free(self);
}

static PyObject *head_lines_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs))
{
    PyObject *openers, *small, *glued, *labels, *tags;
    if (!PyArg_ParseTuple(args, "O!O!UO!O!:HeadLines", &PyTuple_Type, &openers, &PyTuple_Type, &small, &glued, &PyTuple_Type,
                          &labels, &PyTuple_Type, &tags))
        return NULL;
    HeadLines *h = (HeadLines *)type->tp_alloc(type, 0);
    if (h == NULL)
        return NULL;
    h->glued = Py_NewRef(glued);
    int bad = words_init(&h->openers, openers) < 0 || words_init(&h->small, small) < 0 || words_init(&h->labels, labels) < 0
        || words_init(&h->tags, tags) < 0;
    if (!bad && (h->openers.longest > LONGEST_WORD || h->small.longest > LONGEST_WORD || h->labels.longest > LONGEST_WORD
                 || h->tags.longest > LONGEST_WORD)) {
        PyErr_SetString(PyExc_ValueError, "such long words are not foreseen");
        bad = 1;
    }
    if (bad)
        Py_CLEAR(h);
    return (PyObject *)h;
}

static PyMethodDef methods[] = {
    {"look", look, METH_VARARGS, "The visible blocks that have one of some signs."},
    {NULL},
};

PyTypeObject HeadLinesType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "onrecord._native.HeadLines",
    .tp_doc = "The words by which lines of a head are told.",
    .tp_basicsize = sizeof(HeadLines),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = head_lines_free,
    .tp_new = head_lines_new,
    .tp_methods = methods,
};

/* Lines: looks at all blocks of a page at once for those that are worth a closer look.

   Decides nothing that a rule in Python would not decide too: each look is the first condition of such a rule, and its twin
   stands beside the rule. Refuses to choose among what it finds. */

#include "onrecord.h"

/* Whether an object is a block with its own fields filled in; an exception says that it is none. */
int is_line(PyObject *given)
{
    Run *run = (Run *)given;
    if (PyObject_TypeCheck(given, &RunType) && run->text && PyUnicode_Check(run->text) && run->hidden && run->elements
        && run->link_chars && run->box)
        return 1;
    PyErr_SetString(PyExc_TypeError, "these are not the blocks of a page");
    return 0;
}

/* The same, of a block whose box is looked at too. */
int is_block(PyObject *given)
{
    if (!is_line(given))
        return 0;
    Run *run = (Run *)given;
    if (PyObject_TypeCheck(run->box, &BoxType) && ((Box *)run->box)->near_kinds
        && ((Box *)run->box)->element && PyObject_TypeCheck(((Box *)run->box)->element, &ElementType))
        return 1;
    PyErr_SetString(PyExc_TypeError, "these are not the blocks of a page");
    return 0;
}

/* Add a number to a list; -1 with an exception. */
int add_number(PyObject *found, Py_ssize_t i)
{
    PyObject *number = PyLong_FromSsize_t(i);
    int bad = number == NULL || PyList_Append(found, number) < 0;
    Py_XDECREF(number);
    return bad ? -1 : 0;
}

/* Whether the words of a text in lower case are those given, one after the other; -1 with an exception. */
static int has_words(PyObject *text, PyObject *words, int is_lower)
{
    int kind = (int)PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), at = 0;
    for (Py_ssize_t i = 0; i <= PyTuple_GET_SIZE(words); i++) {
        PyObject *word = i < PyTuple_GET_SIZE(words) ? PyTuple_GET_ITEM(words, i) : NULL;
        Py_ssize_t letters = word ? PyUnicode_GET_LENGTH(word) : 0, met = 0;
        for (; at < size; at++) {
            Py_UCS4 c = PyUnicode_READ(kind, data, at);
            if (c >= 128 && !is_lower) {
                /* What becomes of such a letter may depend on those around it: Python knows. */
                PyObject *lower = PyObject_CallMethod(text, "lower", NULL);
                int same = lower ? has_words(lower, words, 1) : -1;
                Py_XDECREF(lower);
                return same;
            }
            if (!is_word_letter(c)) {
                if (met)
                    break;
                continue;
            }
            if (met == letters || (c < 128 ? (Py_UCS4)Py_TOLOWER(c) : c) != PyUnicode_READ_CHAR(word, met))
                return 0;
            met++;
        }
        if (met != letters)
            return 0;
    }
    return 1;
}

/* Whether an attribute that opens so in a start tag as it is written has a value of more characters than `least`. */
static int has_long_value(PyObject *written, PyObject *openings, Py_ssize_t least)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(written), at = 0, from, to;
    while ((from = PyUnicode_FindChar(written, '"', at, size, 1)) >= 0
           && (to = PyUnicode_FindChar(written, '"', from + 1, size, 1)) >= 0) {
        for (Py_ssize_t i = 0; to - from - 1 > least && i < PyTuple_GET_SIZE(openings); i++) {
            PyObject *opening = PyTuple_GET_ITEM(openings, i);
            int found = PyUnicode_Check(opening) ? (int)PyUnicode_Tailmatch(written, opening, 0, from + 1, 1) : -1;
            if (found)
                return found;
        }
        at = to + 1;
    }
    return 0;
}

/* long_values(tags as written, openings, least): those in which an attribute that opens so has a longer value. */
PyObject *py_long_values(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *tags, *openings;
    Py_ssize_t least;
    if (!PyArg_ParseTuple(args, "O!O!n:long_values", &PyList_Type, &tags, &PyTuple_Type, &openings, &least))
        return NULL;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found && i < PyList_GET_SIZE(tags); i++) {
        PyObject *written = PyList_GET_ITEM(tags, i);
        int fits = PyUnicode_Check(written) ? has_long_value(written, openings, least) : -1;
        if (fits < 0 && !PyErr_Occurred())
            PyErr_SetString(PyExc_TypeError, "start tags are texts");
        if (fits < 0 || (fits && add_number(found, i) < 0))
            Py_CLEAR(found);
    }
    return found;
}

/* repeating(blocks, words, shortest): the visible blocks of so many characters at least that hold just these words. */
PyObject *py_repeating(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *runs, *words;
    Py_ssize_t shortest;
    if (!PyArg_ParseTuple(args, "O!O!n:repeating", &PyList_Type, &runs, &PyTuple_Type, &words, &shortest))
        return NULL;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(words); i++)
        if (!PyUnicode_Check(PyTuple_GET_ITEM(words, i)) || !PyUnicode_GET_LENGTH(PyTuple_GET_ITEM(words, i))) {
            PyErr_SetString(PyExc_TypeError, "words are texts");
            return NULL;
        }
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found && i < PyList_GET_SIZE(runs); i++) {
        Run *run = (Run *)Py_NewRef(PyList_GET_ITEM(runs, i));
        int fits = is_block((PyObject *)run) ? 0 : -1;
        if (fits == 0 && run->hidden != Py_True && PyUnicode_GET_LENGTH(run->text) >= shortest)
            fits = has_words(run->text, words, 0);
        Py_DECREF(run);
        if (fits < 0 || (fits && add_number(found, i) < 0))
            Py_CLEAR(found);
    }
    return found;
}

/* lines_in(blocks, kinds, longest, others): the visible lines in boxes of one of these kinds and of none of the others, of so
   many characters at most. */
PyObject *py_lines_in(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *runs;
    unsigned long long kinds, others = 0;
    Py_ssize_t longest;
    if (!PyArg_ParseTuple(args, "O!Kn|K:lines_in", &PyList_Type, &runs, &kinds, &longest, &others))
        return NULL;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found && i < PyList_GET_SIZE(runs); i++) {
        Run *run = (Run *)PyList_GET_ITEM(runs, i);
        if (!is_block((PyObject *)run)) {
            Py_CLEAR(found);
            break;
        }
        if (run->hidden == Py_True || PyUnicode_GET_LENGTH(run->text) > longest)
            continue;
        unsigned long long near = PyLong_AsUnsignedLongLong(((Box *)run->box)->near_kinds);
        if (near & kinds && !(near & others) && add_number(found, i) < 0)
            Py_CLEAR(found);
    }
    if (found && PyErr_Occurred())
        Py_CLEAR(found);
    return found;
}

/* tagged(blocks, tags, levels): the blocks of which one of the innermost boxes, so many of them, has one of these tags. */
PyObject *py_tagged(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *runs, *tags;
    Py_ssize_t levels;
    if (!PyArg_ParseTuple(args, "O!O!n:tagged", &PyList_Type, &runs, &PyFrozenSet_Type, &tags, &levels))
        return NULL;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found && i < PyList_GET_SIZE(runs); i++) {
        PyObject *run = PyList_GET_ITEM(runs, i);
        int fits = is_block(run) ? 0 : -1;
        PyObject *box = fits == 0 ? ((Run *)run)->box : NULL;
        for (Py_ssize_t level = 0; fits == 0 && level < levels && box != Py_None; level++) {
            PyObject *tag = box && PyObject_TypeCheck(box, &BoxType) ? ((Box *)box)->tag : NULL;
            if (tag == NULL || !PyUnicode_Check(tag) || !((Box *)box)->parent) {
                PyErr_SetString(PyExc_TypeError, "these are not the blocks of a page");
                fits = -1;
            }
            else {
                fits = PySet_Contains(tags, tag);
                box = ((Box *)box)->parent;
            }
        }
        if (fits < 0 || (fits && add_number(found, i) < 0))
            Py_CLEAR(found);
    }
    return found;
}

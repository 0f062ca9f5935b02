/* Lines: looks at all blocks of a page at once for those that are worth a closer look.

   Decides nothing that a rule in Python would not decide too: each look is the first condition of such a rule, and its twin
   stands beside the rule. Refuses to choose among what it finds. */

#include "onrecord.h"

enum { LONGEST_LINE = 400, MOST_LETTERS = 3 * LONGEST_LINE, PLACES = 1024 };

/* A line in lower case, and which words were met in it: of the known ones which line held each last, of the others where they
   stand. A place of an earlier line is free again, so nothing has to be cleared for each. */
typedef struct {
    Py_UCS4 letters[MOST_LETTERS + 1];
    struct { int line, start, size; } places[PLACES];
    int *last, number;
} Line;


/* Put the text into the line in lower case; its length, or -1 with an exception. */
static Py_ssize_t lowered(PyObject *text, Line *line)
{
    /* The small form of these two is more than a letter, or hangs on what stands beside it. */
    enum { DOTTED_I = 0x130, SIGMA = 0x3A3 };
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), i = 0;
    int kind = (int)PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    for (; i < size; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (c == DOTTED_I || c == SIGMA)
            break;
        line->letters[i] = c < 128 ? (Py_UCS4)Py_TOLOWER(c) : Py_UNICODE_TOLOWER(c);
    }
    if (i == size)
        return size;
    PyObject *lower = PyObject_CallMethod(text, "lower", NULL);
    if (lower == NULL)
        return -1;
    size = PyUnicode_GET_LENGTH(lower);
    if (PyUnicode_AsUCS4(lower, line->letters, MOST_LETTERS, 0) == NULL)
        size = -1;
    Py_DECREF(lower);
    return size;
}

/* Whether a word that is not known was met before in the line; it is noted. */
static int is_repeated(Line *line, int start, int size)
{
    for (unsigned at = word_hash(line->letters + start, size);; at++) {
        int place = (int)(at % PLACES);
        if (line->places[place].line != line->number) {
            line->places[place].line = line->number;
            line->places[place].start = start;
            line->places[place].size = size;
            return 0;
        }
        if (line->places[place].size == size
            && memcmp(line->letters + line->places[place].start, line->letters + start, (size_t)size * sizeof(Py_UCS4)) == 0)
            return 1;
    }
}

/* Whether at least this part of the distinct words of a text, and one of them, are among those sought; -1: an exception. */
static int agrees(PyObject *text, const Words *sought, double part, Line *line)
{
    Py_ssize_t size = lowered(text, line);
    /* So many words that are not sought, and even all that are could not make up for them. */
    int start = -1, shared = 0, others = 0, most = (int)(sought->count * (1 - part) / part) + 1;
    if (size < 0)
        return -1;
    line->number++;
    for (int i = 0; i <= (int)size && others <= most; i++) {
        int inside = i < (int)size && is_word_letter(line->letters[i]);
        if (inside == (start >= 0))
            continue;
        if (inside) {
            start = i;
            continue;
        }
        int number = word_number(sought, line->letters + start, i - start);
        if (number < 0)
            others += !is_repeated(line, start, i - start);
        else {
            shared += line->last[number] != line->number;
            line->last[number] = line->number;
        }
        start = -1;
    }
    return shared && others <= most && shared >= part * (shared + others);
}

/* Whether a block is in a heading, or in one of the two boxes around it. */
static int is_heading(const Run *run)
{
    const Box *box = (const Box *)run->box;
    for (int i = 0; i < 3 && PyObject_TypeCheck(box, &BoxType); i++) {
        PyObject *level = PyObject_TypeCheck(box->element, &ElementType) ? ((Element *)box->element)->level : NULL;
        if (level && PyLong_Check(level) && PyLong_AsLong(level) != 0)
            return 1;
        if (box->parent == NULL)
            break;
        box = (const Box *)box->parent;
    }
    return 0;
}

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

static int may_agree(const Run *run)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(run->text);
    if (run->hidden == Py_True || size > LONGEST_LINE)
        return 0;
    return !PyLong_Check(run->link_chars) || PyLong_AsSsize_t(run->link_chars) != size || is_heading(run);
}

/* agreeing(blocks, words, part): the visible lines of which so large a part of the words are among those given. Lines that are
   one link, and no headings, are left out. */
PyObject *py_agreeing(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *runs, *words, *found = NULL;
    Words sought = {0};
    double part;
    if (!PyArg_ParseTuple(args, "O!O!d:agreeing", &PyList_Type, &runs, &PyTuple_Type, &words, &part))
        return NULL;
    Line *line = PyMem_Calloc(1, sizeof(Line));
    if (line == NULL || (line->last = PyMem_Calloc((size_t)PyTuple_GET_SIZE(words) + 1, sizeof(int))) == NULL)
        PyErr_NoMemory();
    else if (part <= 0 || part > 1)
        PyErr_SetString(PyExc_ValueError, "a part is more than nothing, and not more than all");
    else if (words_init(&sought, words) == 0)
        found = PyList_New(0);
    for (Py_ssize_t i = 0; found && i < PyList_GET_SIZE(runs); i++) {
        Run *run = (Run *)Py_NewRef(PyList_GET_ITEM(runs, i));
        int fits = is_line((PyObject *)run) ? may_agree(run) : -1;
        if (fits > 0)
            fits = agrees(run->text, &sought, part, line);
        Py_DECREF(run);
        if (fits < 0 || (fits && add_number(found, i) < 0))
            Py_CLEAR(found);
    }
    if (found && PyErr_Occurred())
        Py_CLEAR(found);
    if (line != NULL)
        PyMem_Free(line->last);
    PyMem_Free(line);
    words_free(&sought);
    return found;
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

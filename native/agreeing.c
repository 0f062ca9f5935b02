/* Agreeing: which lines of a page hold the words of what its metadata call the headline.

   Decides the same as agreeing_in_python in metadata_headline.py, whose twin this is, but takes whatever stands in a start tag
   for a name of the element: a few more lines are found. Refuses to choose among them. */

#include "onrecord.h"

enum { LONGEST_LINE = 400, SHORT = 25, MOST_LETTERS = 3 * LONGEST_LINE, PLACES = 1024 };

/* The letters of a line as far as it was read, and which words were met in it: of those sought, which line held each last; of
   the others, where they stand. A place of an earlier line is free again, so nothing has to be cleared for each. */
typedef struct {
    Py_UCS4 letters[MOST_LETTERS + 1];
    struct { int line, start, size; } places[PLACES];
    int *last, number;
} Line;

/* What is sought, and how large a part of a line it must be: of a heading or a box made for a title, and of any other line. */
typedef struct {
    Words words;
    PyObject *titles;
    char opens_title[128]; /* By the last digits of a letter: whether a name of a title begins with such a one. */
    double parts[2];
    PyObject *element; /* The one that was last looked at: most lines stand in boxes as that of the line before. */
    int is_title;
    Line line;
} Search;

/* Whether a word that is not sought was met before in the line; it is noted. */
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

/* Whether at least this part of the distinct words of a text, and one of them, are among those sought; -1: the small form of a
   letter is more than a letter, or hangs on what stands beside it, and Python must make it. */
static int agrees(Search *s, PyObject *text, double part)
{
    enum { DOTTED_I = 0x130, SIGMA = 0x3A3 };
    Line *line = &s->line;
    /* So many words that are not sought, and even all that are could not make up for them. */
    int start = -1, shared = 0, others = 0, most = (int)(s->words.count * (1 - part) / part) + 1;
    int kind = (int)PyUnicode_KIND(text), size = (int)PyUnicode_GET_LENGTH(text);
    const void *data = PyUnicode_DATA(text);
    line->number++;
    for (int i = 0; i <= size; i++) {
        Py_UCS4 c = i < size ? PyUnicode_READ(kind, data, i) : ' ';
        if (c == DOTTED_I || c == SIGMA)
            return -1;
        line->letters[i] = c = small(c);
        int inside = is_word_letter(c);
        if (inside == (start >= 0))
            continue;
        if (inside) {
            start = i;
            continue;
        }
        int known = word_number(&s->words, line->letters + start, i - start);
        if (known >= 0) {
            shared += line->last[known] != line->number;
            line->last[known] = line->number;
        }
        else if ((others += !is_repeated(line, start, i - start)) > most)
            return 0;
        start = -1;
    }
    return shared && shared >= part * (shared + others);
}

/* Whether a block is in a heading, or in one of the two boxes around it. */
static int is_heading(const Run *run)
{
    const Box *box = (const Box *)run->box;
    for (int i = 0; i < 3 && box && PyObject_TypeCheck(box, &BoxType); i++) {
        PyObject *level = box->element && PyObject_TypeCheck(box->element, &ElementType) ? ((Element *)box->element)->level : NULL;
        if (level && PyLong_Check(level) && PyLong_AsLong(level) != 0)
            return 1;
        box = (const Box *)box->parent;
    }
    return 0;
}

/* Whether a start tag holds one of the names of titles. */
static int names_title(Search *s, PyObject *element)
{
    if (s->element == element)
        return s->is_title;
    PyObject *written = PyObject_TypeCheck(element, &ElementType) ? ((Element *)element)->written : NULL;
    s->element = element;
    s->is_title = 0;
    if (written == NULL || !PyUnicode_Check(written))
        return 0;
    int kind = (int)PyUnicode_KIND(written);
    const void *data = PyUnicode_DATA(written);
    for (Py_ssize_t i = 0, size = PyUnicode_GET_LENGTH(written); i < size; i++) {
        if (!s->opens_title[small(PyUnicode_READ(kind, data, i)) % sizeof(s->opens_title)])
            continue;
        for (Py_ssize_t t = 0; t < PyTuple_GET_SIZE(s->titles); t++) {
            PyObject *title = PyTuple_GET_ITEM(s->titles, t);
            Py_ssize_t count = PyUnicode_GET_LENGTH(title), j = 0;
            while (j < count && i + j < size && small(PyUnicode_READ(kind, data, i + j)) == PyUnicode_READ_CHAR(title, j))
                j++;
            if (j == count)
                return s->is_title = 1;
        }
    }
    return 0;
}

/* Whether a line may be the headline; -1 with an exception. */
static int may_be_headline(Search *s, const Run *run)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(run->text);
    if (run->hidden == Py_True || size > LONGEST_LINE)
        return 0;
    int is_made = is_heading(run);
    if (!is_made) {
        if (PyLong_Check(run->link_chars) && PyLong_AsSsize_t(run->link_chars) == size)
            return 0;
        is_made = names_title(s, ((Box *)run->box)->element);
        if (!is_made && size <= SHORT)
            return 0;
    }
    int fits = agrees(s, run->text, s->parts[is_made ? 0 : 1]);
    if (fits >= 0)
        return fits;
    PyObject *lower = PyObject_CallMethod(run->text, "lower", NULL);
    if (lower != NULL && PyUnicode_GET_LENGTH(lower) <= MOST_LETTERS)
        fits = agrees(s, lower, s->parts[is_made ? 0 : 1]);
    Py_XDECREF(lower);
    return fits;
}

static Search *search_new(PyObject *words, PyObject *titles, double made, double other)
{
    Search *s = PyMem_Calloc(1, sizeof(Search));
    if (s == NULL || (s->line.last = PyMem_Calloc((size_t)PyTuple_GET_SIZE(words) + 1, sizeof(int))) == NULL)
        PyErr_NoMemory();
    else if (made <= 0 || made > 1 || other <= 0 || other > 1)
        PyErr_SetString(PyExc_ValueError, "a part is more than nothing, and not more than all");
    else if (words_init(&s->words, words) == 0) {
        s->titles = titles;
        s->parts[0] = made;
        s->parts[1] = other;
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(titles); i++) {
            PyObject *title = PyTuple_GET_ITEM(titles, i);
            if (PyUnicode_Check(title) && PyUnicode_GET_LENGTH(title))
                s->opens_title[PyUnicode_READ_CHAR(title, 0) % sizeof(s->opens_title)] = 1;
            else
                PyErr_SetString(PyExc_TypeError, "names are texts");
        }
    }
    return s;
}

/* agreeing(blocks, words, names of titles, (part, part)): the visible lines of which so large a part of the words are among those
   given, if they are made for a title, and if they are not. */
PyObject *py_agreeing(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *runs, *words, *titles, *found = NULL;
    double made, other;
    if (!PyArg_ParseTuple(args, "O!O!O!(dd):agreeing", &PyList_Type, &runs, &PyTuple_Type, &words, &PyTuple_Type, &titles, &made,
                          &other))
        return NULL;
    Search *s = search_new(words, titles, made, other);
    if (!PyErr_Occurred())
        found = PyList_New(0);
    for (Py_ssize_t i = 0; found && i < PyList_GET_SIZE(runs); i++) {
        Run *run = (Run *)Py_NewRef(PyList_GET_ITEM(runs, i));
        int fits = is_block((PyObject *)run) ? may_be_headline(s, run) : -1;
        Py_DECREF(run);
        if (fits < 0 || (fits && add_number(found, i) < 0))
            Py_CLEAR(found);
    }
    if (s != NULL) {
        words_free(&s->words);
        PyMem_Free(s->line.last);
    }
    PyMem_Free(s);
    return found;
}

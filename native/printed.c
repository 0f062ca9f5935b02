/* Printed: where a page prints a name that is known already.

   Decides the same as holding_in_python and spread_in_python beside the rules in metadata_bylines.py and metadata_site.py,
   whose twin this is. Refuses to know whose name it is. */

#include "onrecord.h"

enum { MOST_BETWEEN = 2 };


/* Whether a text of ASCII holds a name that is written in lower case. */
static int holds_plain(PyObject *text, PyObject *name)
{
    const Py_UCS1 *in = PyUnicode_1BYTE_DATA(text), *sought = PyUnicode_1BYTE_DATA(name);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), count = PyUnicode_GET_LENGTH(name);
    for (Py_ssize_t i = 0; i + count <= size; i++) {
        Py_ssize_t j = 0;
        while (j < count && Py_TOLOWER(in[i + j]) == sought[j])
            j++;
        if (j == count)
            return 1;
    }
    return 0;
}

static int holds(PyObject *text, PyObject *name)
{
    if (PyUnicode_IS_ASCII(text))
        return PyUnicode_IS_ASCII(name) && holds_plain(text, name);
    PyObject *lower = PyObject_CallMethod(text, "lower", NULL);
    int found = lower == NULL ? -1 : PyUnicode_Contains(lower, name);
    Py_XDECREF(lower);
    return found;
}

/* holding(blocks, name, longest): the visible blocks of at most so many characters that hold the name, whose letters are all
   small. */
PyObject *py_holding(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *runs, *name;
    Py_ssize_t longest;
    if (!PyArg_ParseTuple(args, "O!Un:holding", &PyList_Type, &runs, &name, &longest))
        return NULL;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found && i < PyList_GET_SIZE(runs); i++) {
        Run *run = (Run *)Py_NewRef(PyList_GET_ITEM(runs, i));
        int has = is_line((PyObject *)run) ? 0 : -1;
        if (has == 0 && run->hidden != Py_True && PyUnicode_GET_LENGTH(run->text) <= longest)
            has = holds(run->text, name);
        Py_DECREF(run);
        if (has < 0 || (has && add_number(found, i) < 0))
            Py_CLEAR(found);
    }
    return found;
}

/* A name without its marks, a line, and what may stand between the letters of the name there. */
typedef struct {
    Py_UCS4 *name;
    PyObject *marks;
    int kind;
    const void *line;
    Py_ssize_t size, count;
} Search;

static int is_mark(const Search *s, Py_UCS4 c)
{
    return !(c < 128 && Py_ISALNUM(c)) && PyUnicode_FindChar(s->marks, c, 0, PyUnicode_GET_LENGTH(s->marks), 1) >= 0;
}

/* Where the name ends that begins at `start`, 0 where none does. */
static Py_ssize_t end_of(const Search *s, Py_ssize_t start)
{
    Py_ssize_t at = start, known = 0, between = 0;
    for (; at < s->size && between <= MOST_BETWEEN; at++) {
        Py_UCS4 c = PyUnicode_READ(s->kind, s->line, at);
        if (small(c) == s->name[known]) {
            between = 0;
            if (++known == s->count)
                return at + 1;
        }
        else if (known && is_mark(s, c))
            between++;
        else
            return 0;
    }
    return 0;
}

static int add_places(const Search *s, Py_ssize_t number, PyObject *found)
{
    int in_word = 0;
    for (Py_ssize_t start = 0; start < s->size;) {
        Py_UCS4 c = PyUnicode_READ(s->kind, s->line, start);
        Py_ssize_t end = !in_word && small(c) == *s->name ? end_of(s, start) : 0;
        in_word = is_word_letter(c);
        if (!end || (end < s->size && is_word_letter(PyUnicode_READ(s->kind, s->line, end)))) {
            start++;
            continue;
        }
        PyObject *place = Py_BuildValue("(nnn)", number, start, end);
        int bad = place == NULL || PyList_Append(found, place) < 0;
        Py_XDECREF(place);
        if (bad)
            return -1;
        start = end;
        in_word = 1;
    }
    return 0;
}

/* spread(name, marks, lines, longest): where the lines print the letters of the name with at most two marks between them:
   the number of the line, and where the name starts and ends. Of the blocks among the lines the first `longest` characters
   are looked at. */
PyObject *py_spread(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *lines, *name;
    Search s = {0};
    Py_ssize_t longest;
    if (!PyArg_ParseTuple(args, "UUO!n:spread", &name, &s.marks, &PyList_Type, &lines, &longest))
        return NULL;
    s.count = PyUnicode_GET_LENGTH(name);
    s.name = PyUnicode_AsUCS4Copy(name);
    if (s.name == NULL)
        return NULL;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found && s.count && i < PyList_GET_SIZE(lines); i++) {
        PyObject *line = PyList_GET_ITEM(lines, i);
        if (!PyUnicode_Check(line) && !is_line(line)) {
            Py_CLEAR(found);
            break;
        }
        PyObject *text = PyUnicode_Check(line) ? line : ((Run *)line)->text;
        s.kind = (int)PyUnicode_KIND(text);
        s.line = PyUnicode_DATA(text);
        s.size = PyUnicode_GET_LENGTH(text);
        if (text != line && s.size > longest)
            s.size = longest;
        if (add_places(&s, i, found) < 0)
            Py_CLEAR(found);
    }
    PyMem_Free(s.name);
    return found;
}

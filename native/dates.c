/* Dates: which forms of a date a text may hold, by its digits and the signs between them.

   Decides nothing that the patterns in dates.py do not decide too: no form is found where its bit is not set. Refuses to read
   a date. */

#include "onrecord.h"

enum { LONGEST_SEARCHED = 400 }; /* MAX_TEXT in dates.py. */
enum { ISO = 1, NAMED = 2, ASIAN = 4, NUMERIC = 8, COMPACT = 16 };

/* A text, and how wide its characters are. */
#define READ(i) PyUnicode_READ(kind, data, i)

static inline int is_digit(Py_UCS4 c) { return c < 128 ? c - '0' < 10u : Py_UNICODE_ISDECIMAL(c); }
static inline int is_sign(Py_UCS4 c) { return c == '.' || c == '/' || c == '-'; }

/* What follows a number of `count` digits, up to `at`: the forms that go on so; `is_dated` where three numbers follow each
   other with signs between. */
static inline int forms_behind(int kind, const void *data, Py_ssize_t at, Py_ssize_t size, Py_ssize_t count, int *is_dated)
{
    Py_ssize_t next = at + 1, end = next;
    if (next >= size || !is_sign(READ(at)))
        return 0;
    if (!is_digit(READ(next)))
        return count <= 2 && READ(at) == '.' && READ(next) == ' ' ? NUMERIC : 0;
    while (end < size && is_digit(READ(end)))
        end++;
    *is_dated |= end - next <= 2 && end + 2 < size && is_sign(READ(end)) && is_digit(READ(end + 1)) && is_digit(READ(end + 2));
    return count == 4 ? ISO : count <= 2 ? NUMERIC : 0;
}

static inline int forms_in(int kind, const void *data, Py_ssize_t size)
{
    int forms = 0, is_dated = 0, has_day = 0, has_year = 0;
    for (Py_ssize_t i = 0; i < size; i++) {
        Py_UCS4 c = READ(i);
        if (!is_digit(c)) {
            if (c == 0x5E74 || c == 0xB144)
                forms |= ASIAN;
            continue;
        }
        Py_ssize_t end = i + 1;
        while (end < size && is_digit(READ(end)))
            end++;
        Py_ssize_t count = end - i;
        is_dated |= count >= 4;
        has_day |= count <= 2;
        has_year |= count == 4;
        forms |= (count >= 8 ? COMPACT : 0) | forms_behind(kind, data, end, size, count, &is_dated);
        i = end - 1;
    }
    return is_dated ? forms | (has_day && has_year ? NAMED : 0) : 0;
}

int date_forms(PyObject *text)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    const void *data = PyUnicode_DATA(text);
    if (size > LONGEST_SEARCHED)
        size = LONGEST_SEARCHED;
    switch (PyUnicode_KIND(text)) {
    case PyUnicode_1BYTE_KIND:
        return forms_in(PyUnicode_1BYTE_KIND, data, size);
    case PyUnicode_2BYTE_KIND:
        return forms_in(PyUnicode_2BYTE_KIND, data, size);
    default:
        return forms_in(PyUnicode_4BYTE_KIND, data, size);
    }
}

/* date_forms(text): the forms of a date that the beginning of the text may hold, a bit each. */
PyObject *py_date_forms(PyObject *Py_UNUSED(module), PyObject *text)
{
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "only texts hold dates");
        return NULL;
    }
    return PyLong_FromLong(date_forms(text));
}

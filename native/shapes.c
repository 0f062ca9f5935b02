/* Shapes: what a block looks like by itself, as numbers.

   Decides the same as _shape in features.py, whose twin this is. Refuses to know where a block stands, which words it has, and
   what any of it means. */

#include "network.h"

static int is_in(Py_UCS4 c, const Py_UCS4 *set)
{
    for (; *set; set++)
        if (*set == c)
            return 1;
    return 0;
}

static const Py_UCS4 ends_sentence[] = {'.', '!', '?', 0x2026, ':', ';', 0x3002, 0xFF01, 0xFF1F, 0x964, 0x61F, 0};
static const Py_UCS4 closes[] = {'"', 0x201D, 0x2019, 0xBB, 0x201C, 0x300D, ')', ']', 0};
static const Py_UCS4 ends[] = {'.', '!', '?', 0x2026, 0x3002, 0xFF01, 0xFF1F, 0x61F, '"', 0x201D, 0x2019, 0xBB, 0x201C, 0x300D, ')', 0};
static const Py_UCS4 points_on[] = {0x2026, 0xBB, 0x203A, '>', 0x2192, '+', 0};
static const Py_UCS4 quotes[] = {'"', '\'', 0x201C, 0x201E, 0xAB, 0x2018, 0xBB, 0x300C, 0};

enum { SPACE = 1, COMMA = 2, SENTENCE = 4, BAR = 8, AT = 16, COPYRIGHT = 32, PAREN = 64 };

/* What a character may count for; most count for nothing, and one look at a table says so. */
static int counts_for(Py_UCS4 c)
{
    static unsigned char ascii[128];
    if (!ascii['.']) {
        ascii[' '] = SPACE;
        ascii[','] = COMMA;
        ascii['|'] = BAR;
        ascii['@'] = AT;
        ascii['('] = PAREN;
        ascii['!'] = ascii['?'] = ascii[':'] = ascii[';'] = ascii['.'] = SENTENCE;
    }
    if (c < 128)
        return ascii[c];
    if (c == 0x3001 || c == 0xFF0C)
        return COMMA;
    if (c == 0x2022 || c == 0xB7)
        return BAR;
    if (c == 0xA9)
        return COPYRIGHT;
    return c >= 0x61F && is_in(c, ends_sentence) ? SENTENCE : 0; /* 0x61F is the least of these. */
}

static int is_upper(int kind, const void *data, Py_ssize_t length)
{
    int cased = 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (Py_UNICODE_ISLOWER(c) || Py_UNICODE_ISTITLE(c))
            return 0;
        cased |= Py_UNICODE_ISUPPER(c);
    }
    return cased != 0;
}

/* What the characters of a text count for, together. */
typedef struct {
    Py_ssize_t spaces, commas, sentences;
    int marks;
} Counts;

/* One copy of this for each width of characters. */
static inline __attribute__((always_inline)) Counts counted(int kind, const void *data, Py_ssize_t length)
{
    Counts found = {0, 0, 0, 0};
    for (Py_ssize_t i = 0; i < length; i++) {
        int what = counts_for(PyUnicode_READ(kind, data, i));
        if (!what)
            continue;
        found.spaces += what == SPACE;
        found.commas += what == COMMA;
        found.marks |= what;
        if (what == SENTENCE && length > 20) {
            Py_ssize_t j = i + 1;
            while (j < length && is_in(PyUnicode_READ(kind, data, j), closes))
                j++;
            found.sentences += j == length || Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, j));
        }
        if (what == PAREN && i + 2 < length && PyUnicode_READ(kind, data, i + 1) == 'c'
            && PyUnicode_READ(kind, data, i + 2) == ')')
            found.marks |= COPYRIGHT;
    }
    return found;
}

static Counts counts_of(int kind, const void *data, Py_ssize_t length)
{
    if (kind == PyUnicode_1BYTE_KIND)
        return counted(PyUnicode_1BYTE_KIND, data, length);
    return kind == PyUnicode_2BYTE_KIND ? counted(PyUnicode_2BYTE_KIND, data, length)
                                        : counted(PyUnicode_4BYTE_KIND, data, length);
}

/* Whether a part of a text stands in another; -1 with an exception. */
static int stands_in(PyObject *text, Py_ssize_t from, Py_ssize_t to, PyObject *whole)
{
    PyObject *part = PyUnicode_Substring(text, from, to);
    int found = part ? PyUnicode_Contains(whole, part) : -1;
    Py_XDECREF(part);
    return found;
}

int shape_of(Run *run, const Hints *hints, float *out)
{
    PyObject *text = run->text;
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    int kind = (int)PyUnicode_KIND(text), found;
    const void *data = PyUnicode_DATA(text);
    Counts counts = counts_of(kind, data, length);
    memset(out, 0, SHAPES * sizeof(float));
    if (!length)
        return 0;
    Py_UCS4 first = PyUnicode_READ(kind, data, 0), last = PyUnicode_READ(kind, data, length - 1);
    out[0] = (float)length;
    out[1] = (float)(counts.spaces + 1);
    out[2] = (float)PyLong_AsLong(run->link_chars);
    out[3] = (float)PyLong_AsLong(run->strong_chars);
    out[4] = (float)PyLong_AsLong(run->links);
    out[5] = (float)PyLong_AsLong(run->breaks);
    out[6] = run->after_break == Py_True;
    out[7] = (float)counts.sentences;
    out[8] = (float)counts.commas;
    out[9] = (float)is_in(last, ends);
    out[10] = last == ':';
    out[11] = (float)is_in(last, points_on);
    out[12] = Py_UNICODE_ISUPPER(first) != 0;
    out[13] = Py_UNICODE_ISLOWER(first) != 0;
    out[14] = (float)is_in(first, quotes);
    out[15] = Py_UNICODE_ISDIGIT(first) != 0;
    out[16] = (float)(length > 3 && is_upper(kind, data, length));
    out[17] = (counts.marks & BAR) != 0;
    out[18] = (counts.marks & COPYRIGHT) != 0;
    out[19] = (counts.marks & AT) != 0;
    if (hints->headline && 8 < length && length < 400) {
        if ((found = PyUnicode_Contains(hints->headline, text)) < 0)
            return -1;
        out[20] = (float)found;
    }
    if (hints->summary && length > 15) {
        if ((found = stands_in(text, 0, 60, hints->summary)) < 0)
            return -1;
        out[21] = (float)found;
    }
    if (hints->body && length >= 20) {
        if ((found = stands_in(text, 0, 50, hints->body)) == 1)
            found = stands_in(text, length > 30 ? length - 30 : 0, length, hints->body);
        if (found < 0)
            return -1;
        out[22] = found ? 1.0f : -1.0f;
    }
    out[23] = (float)PyLong_AsLong(((Box *)run->box)->depth);
    out[25] = run->opens_with_link == Py_True;
    Element *element;
    for (Py_ssize_t i = 0; !out[26] && (element = element_in(run, i)) != NULL; i++)
        out[26] = PyUnicode_CompareWithASCIIString(element->tag, "time") == 0;
    return PyErr_Occurred() ? -1 : 0;
}

/* Texts: characters are gathered, entities read, white space folded, attributes taken apart.

   Decides nothing that elements.py does not: it is the twin of as_read, attributes_of, and of the folding in tree.py.
   Refuses to know what a text is for. All of it takes time linear in the text. */

#include "onrecord.h"

int text_reserve(Text *text, Py_ssize_t more)
{
    if (more <= text->room - text->count)
        return 0;
    if (more > PY_SSIZE_T_MAX / 16 - text->count) {
        PyErr_NoMemory();
        return -1;
    }
    Py_ssize_t room = (text->count + more) * 2 + 64;
    Py_UCS4 *chars = PyMem_Realloc(text->chars, (size_t)room * sizeof(Py_UCS4));
    if (chars == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    text->chars = chars;
    text->room = room;
    return 0;
}

void text_free(Text *text)
{
    PyMem_Free(text->chars);
    text->chars = NULL;
    text->count = text->room = 0;
}

Py_ssize_t find_char(PyObject *text, Py_UCS4 sought, Py_ssize_t from, Py_ssize_t to)
{
    const void *data = PyUnicode_DATA(text);
    if (from >= to)
        return -1;
    switch (PyUnicode_KIND(text)) {
    case PyUnicode_1BYTE_KIND: {
        const char *start = (const char *)data;
        const char *found = memchr(start + from, (int)sought, (size_t)(to - from));
        return found ? found - start : -1;
    }
    case PyUnicode_2BYTE_KIND: {
        /* Four characters at a time are known to hold no match while none of their differences is nothing. */
        const uint64_t ones = 0x0001000100010001u, pattern = ones * sought;
        const Py_UCS2 *chars = (const Py_UCS2 *)data;
        Py_ssize_t i = from;
        for (; i + 4 <= to; i += 4) {
            uint64_t four;
            memcpy(&four, chars + i, 8);
            four ^= pattern;
            if ((four - ones) & ~four & (ones << 15))
                break;
        }
        for (; i < to; i++)
            if (chars[i] == sought)
                return i;
        return -1;
    }
    default: {
        const Py_UCS4 *chars = (const Py_UCS4 *)data;
        for (Py_ssize_t i = from; i < to; i++)
            if (chars[i] == sought)
                return i;
        return -1;
    }
    }
}

static const struct { const char *name; int size; Py_UCS4 means; } entities[] = {
    {"&lt;", 4, '<'}, {"&gt;", 4, '>'}, {"&quot;", 6, '"'}, {"&nbsp;", 6, 0xA0}, {"&amp;", 5, '&'},
};

/* The character that the entity at `at` stands for, and its length; 0 where there is none. lexbor writes these five. */
static int entity_at(int kind, const void *data, Py_ssize_t at, Py_ssize_t to, Py_UCS4 *means)
{
    for (size_t e = 0; e < sizeof(entities) / sizeof(entities[0]); e++) {
        int size = entities[e].size, i = 1;
        if (to - at < size)
            continue;
        while (i < size && PyUnicode_READ(kind, data, at + i) == (Py_UCS4)entities[e].name[i])
            i++;
        if (i == size) {
            *means = entities[e].means;
            return size;
        }
    }
    return 0;
}

int text_add(Text *text, PyObject *source, Py_ssize_t from, Py_ssize_t to, int *is_space)
{
    if (text_reserve(text, to - from) < 0)
        return -1;
    int kind = (int)PyUnicode_KIND(source), space = 1;
    const void *data = PyUnicode_DATA(source);
    Py_UCS4 *out = text->chars + text->count;
    for (Py_ssize_t i = from; i < to;) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        int size = c == '&' ? entity_at(kind, data, i, to, &c) : 0;
        i += size ? size : 1;
        *out++ = c;
        if (space && !Py_UNICODE_ISSPACE(c))
            space = 0;
    }
    text->count = out - text->chars;
    if (is_space)
        *is_space = space;
    return 0;
}

/* The text from `from` on with white space folded: what " ".join(text.split()) gives. Writes over what it has read. */
PyObject *text_folded(const Text *text, Py_ssize_t from)
{
    Py_UCS4 *chars = text->chars, most = 0;
    Py_ssize_t out = from;
    int gap = 0;
    for (Py_ssize_t i = from; i < text->count; i++) {
        Py_UCS4 c = chars[i];
        if (Py_UNICODE_ISSPACE(c)) {
            gap = out > from;
            continue;
        }
        if (gap) {
            chars[out++] = ' ';
            gap = 0;
        }
        chars[out++] = c;
        most |= c;
    }
    if (out == from)
        return PyUnicode_FromStringAndSize(NULL, 0);
    if (most < 128) {
        PyObject *found = PyUnicode_New(out - from, 127);
        if (found != NULL) {
            Py_UCS1 *to = PyUnicode_1BYTE_DATA(found);
            for (Py_ssize_t i = from; i < out; i++)
                to[i - from] = (Py_UCS1)chars[i];
        }
        return found;
    }
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, chars + from, out - from);
}

static PyObject *value_in(PyObject *written, Py_ssize_t from, Py_ssize_t to)
{
    if (find_char(written, '&', from, to) < 0)
        return PyUnicode_Substring(written, from, to);
    Text text = {0};
    if (text_add(&text, written, from, to, NULL) < 0)
        return NULL;
    PyObject *value = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, text.chars, text.count);
    text_free(&text);
    return value;
}

PyObject *attributes_in(PyObject *written, Py_ssize_t from, Py_ssize_t to)
{
    int kind = (int)PyUnicode_KIND(written);
    const void *data = PyUnicode_DATA(written);
    PyObject *found = PyDict_New();
    if (found == NULL)
        return NULL;
    for (Py_ssize_t at = from; (at = find_char(written, ' ', at, to)) >= 0;) {
        Py_ssize_t name = ++at;
        while (at < to) {
            Py_UCS4 c = PyUnicode_READ(kind, data, at);
            if (c == '=' || Py_UNICODE_ISSPACE(c))
                break;
            at++;
        }
        if (at == name || at + 1 >= to || PyUnicode_READ(kind, data, at) != '='
            || PyUnicode_READ(kind, data, at + 1) != '"')
            continue;
        Py_ssize_t end = find_char(written, '"', at + 2, to);
        if (end < 0)
            break;
        PyObject *key = PyUnicode_Substring(written, name, at);
        PyObject *value = key ? value_in(written, at + 2, end) : NULL;
        if (value != NULL)
            PyUnicode_InternInPlace(&key);
        int bad = value == NULL || PyDict_SetItem(found, key, value) < 0;
        Py_XDECREF(key);
        Py_XDECREF(value);
        if (bad) {
            Py_DECREF(found);
            return NULL;
        }
        at = end + 1;
    }
    return found;
}

PyObject *py_attributes_of(PyObject *Py_UNUSED(module), PyObject *written)
{
    if (!PyUnicode_Check(written)) {
        PyErr_SetString(PyExc_TypeError, "a start tag is a text");
        return NULL;
    }
    return attributes_in(written, 0, PyUnicode_GET_LENGTH(written));
}

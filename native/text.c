/* Texts: characters are gathered, entities read, white space folded, attributes taken apart, all in UTF-8.

   Decides nothing that elements.py does not: it is the twin of as_read, attributes_of, and of the folding in tree.py.
   Refuses to know what a text is for. All of it takes time linear in the text. */

#include "onrecord.h"

int text_reserve(Text *text, Py_ssize_t more)
{
    if (more <= text->room - text->count)
        return 0;
    if (more > PY_SSIZE_T_MAX / 4 - text->count) {
        PyErr_NoMemory();
        return -1;
    }
    Py_ssize_t room = (text->count + more) * 2 + 256;
    char *chars = PyMem_Realloc(text->chars, (size_t)room);
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

static const struct { const char *name; int size; const char *means; int length; } entities[] = {
    {"&lt;", 4, "<", 1}, {"&gt;", 4, ">", 1}, {"&quot;", 6, "\"", 1}, {"&nbsp;", 6, "\xC2\xA0", 2}, {"&amp;", 5, "&", 1},
};

/* Add a part to a text; where it `is_written` in a tree, with the five entities that lexbor writes. */
int text_add(Text *text, Part part, int is_written)
{
    if (part.size == 0)
        return 0;
    if (text_reserve(text, part.size) < 0)
        return -1;
    Py_ssize_t from = 0, at;
    char *out = text->chars + text->count;
    while (is_written && (at = find_in(part, '&', from)) >= 0) {
        memcpy(out, part.start + from, (size_t)(at - from));
        out += at - from;
        from = at;
        for (size_t e = 0; e < sizeof(entities) / sizeof(entities[0]); e++)
            if (part.size - at >= entities[e].size && memcmp(part.start + at, entities[e].name, (size_t)entities[e].size) == 0) {
                memcpy(out, entities[e].means, (size_t)entities[e].length);
                out += entities[e].length;
                from = at + entities[e].size;
                break;
            }
        if (from == at)
            *out++ = part.start[from++];
    }
    memcpy(out, part.start + from, (size_t)(part.size - from));
    text->count = out + (part.size - from) - text->chars;
    return 0;
}

/* How many bytes the white space takes that stands at `c`, of which `left` bytes are there; 0 where none does. */
static int space_at(const unsigned char *c, Py_ssize_t left)
{
    if (*c < 0x80)
        return *c == ' ' || (*c >= 9 && *c <= 13) || (*c >= 28 && *c <= 31);
    if (left >= 2 && *c == 0xC2)
        return c[1] == 0x85 || c[1] == 0xA0 ? 2 : 0;
    if (left < 3 || *c < 0xE1 || *c > 0xE3)
        return 0;
    Py_UCS4 letter = (Py_UCS4)(*c & 15) << 12 | (Py_UCS4)(c[1] & 63) << 6 | (c[2] & 63);
    return Py_UNICODE_ISSPACE(letter) ? 3 : 0;
}

/* Whether a part holds white space and nothing else. */
int is_blank(Part part)
{
    const unsigned char *c = (const unsigned char *)part.start, *end = c + part.size;
    for (int size; c < end; c += size)
        if (!(size = space_at(c, end - c)))
            return 0;
    return 1;
}

/* How many characters a part holds. */
Py_ssize_t letters_in(Part part)
{
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; i < part.size; i++)
        count += (part.start[i] & 0xC0) != 0x80;
    return count;
}

/* The string that a part is. */
PyObject *string_of(Part part)
{
    unsigned char beyond = 0;
    for (Py_ssize_t i = 0; i < part.size; i++)
        beyond |= (unsigned char)part.start[i];
    if (beyond >= 0x80)
        return PyUnicode_DecodeUTF8(part.start, part.size, "replace");
    PyObject *found = PyUnicode_New(part.size, 0x7F);
    if (found != NULL && part.size)
        memcpy(PyUnicode_1BYTE_DATA(found), part.start, (size_t)part.size);
    return found;
}

/* The text with white space folded: what " ".join(text.split()) gives. Writes over what it has read. */
PyObject *text_folded(Text *text)
{
    unsigned char *from = (unsigned char *)text->chars, *end = from + text->count, *out = from;
    while (from < end) {
        int size = space_at(from, end - from);
        if (size) {
            from += size;
            continue;
        }
        if (out > (unsigned char *)text->chars)
            *out++ = ' ';
        /* Most white space is a space: a word is copied up to one, and to what may be other white space. */
        do
            *out++ = *from++;
        while (from < end && ((*from > ' ' && *from < 0xC2) || !space_at(from, end - from)));
    }
    return string_of((Part){text->chars, (char *)out - text->chars});
}

static PyObject *read_value(Part value)
{
    if (find_in(value, '&', 0) < 0)
        return string_of(value);
    Text text = {0};
    PyObject *found = text_add(&text, value, 1) < 0 ? NULL : string_of((Part){text.chars, text.count});
    text_free(&text);
    return found;
}

/* Find the next attribute of a start tag as a tree writes it, from a place on that is moved behind it; 0 where there is none. */
int attribute_at(Part written, Py_ssize_t *from, Part *name, Part *value)
{
    for (Py_ssize_t at = *from; (at = find_in(written, ' ', at)) >= 0;) {
        Py_ssize_t start = ++at;
        while (at < written.size && written.start[at] != '='
               && !space_at((const unsigned char *)written.start + at, written.size - at))
            at++;
        if (at == start || at + 1 >= written.size || written.start[at] != '=' || written.start[at + 1] != '"')
            continue;
        Py_ssize_t end = find_in(written, '"', at + 2);
        if (end < 0)
            return 0;
        *name = part_of(written, start, at);
        *value = part_of(written, at + 2, end);
        *from = end + 1;
        return 1;
    }
    return 0;
}

/* The attributes of a start tag as a tree writes it. */
PyObject *attributes_in(Part written)
{
    PyObject *found = PyDict_New();
    Py_ssize_t at = 0;
    Part name, given;
    while (found != NULL && attribute_at(written, &at, &name, &given)) {
        PyObject *key = string_of(name);
        PyObject *value = key ? read_value(given) : NULL;
        if (value != NULL)
            PyUnicode_InternInPlace(&key);
        if (value == NULL || PyDict_SetItem(found, key, value) < 0)
            Py_CLEAR(found);
        Py_XDECREF(key);
        Py_XDECREF(value);
    }
    return found;
}

PyObject *py_attributes_of(PyObject *Py_UNUSED(module), PyObject *written)
{
    Part part = {NULL, 0};
    if (!PyUnicode_Check(written)) {
        PyErr_SetString(PyExc_TypeError, "a start tag is a text");
        return NULL;
    }
    part.start = PyUnicode_AsUTF8AndSize(written, &part.size);
    return part.start ? attributes_in(part) : NULL;
}

PyObject *py_value_of(PyObject *Py_UNUSED(module), PyObject *args)
{
    Part written, sought, name, value, found = {NULL, 0};
    if (!PyArg_ParseTuple(args, "s#s#:value_of", &written.start, &written.size, &sought.start, &sought.size))
        return NULL;
    for (Py_ssize_t at = 0; attribute_at(written, &at, &name, &value);)
        if (name.size == sought.size && memcmp(name.start, sought.start, (size_t)sought.size) == 0)
            found = value;
    return found.start ? read_value(found) : Py_NewRef(Py_None);
}

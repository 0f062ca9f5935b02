/* Bytes: a look at all bytes of a page at once.

   Decides nothing. Refuses to know what the bytes mean: decode.py does. */

#include "onrecord.h"

enum { AT_ONCE = 64 };

static int is_strange(unsigned char c) { return (c < 32 && c != 9 && c != 10) || c > 126; }

/* Whether a stretch of so many bytes holds none that are strange: without branches, so that the compiler takes many at once. */
static int is_plain(const unsigned char *bytes)
{
    unsigned char strange = 0;
    for (int i = 0; i < AT_ONCE; i++) {
        unsigned char c = bytes[i];
        strange |= (unsigned char)(((unsigned char)(c - 32) > 94) & (c != 9) & (c != 10));
    }
    return !strange;
}

typedef struct {
    unsigned char *bytes;
    Py_ssize_t count, room;
} Found;

static int find_room(Found *found)
{
    if (found->room - found->count >= AT_ONCE)
        return 0;
    Py_ssize_t room = found->room * 2 + 256;
    unsigned char *grown = PyMem_Realloc(found->bytes, (size_t)room);
    if (grown == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    found->bytes = grown;
    found->room = room;
    return 0;
}

static PyObject *bytes_of(Found *found)
{
    PyObject *bytes = PyBytes_FromStringAndSize((const char *)found->bytes, found->count);
    PyMem_Free(found->bytes);
    return bytes;
}

static int are_bytes(PyObject *body)
{
    if (!PyBytes_Check(body))
        PyErr_SetString(PyExc_TypeError, "a page is bytes");
    return PyBytes_Check(body);
}

/* strange(body): the bytes other than printable ASCII, tabs and line feeds; most pages have few. */
PyObject *py_strange(PyObject *Py_UNUSED(module), PyObject *body)
{
    if (!are_bytes(body))
        return NULL;
    const unsigned char *data = (const unsigned char *)PyBytes_AS_STRING(body);
    Py_ssize_t size = PyBytes_GET_SIZE(body);
    Found found = {0};
    for (Py_ssize_t i = 0, end; i < size; i = end) {
        end = i + AT_ONCE < size ? i + AT_ONCE : size;
        if (end - i == AT_ONCE && is_plain(data + i))
            continue;
        if (find_room(&found) < 0) {
            PyMem_Free(found.bytes);
            return NULL;
        }
        for (Py_ssize_t j = i; j < end; j++)
            if (is_strange(data[j]))
                found.bytes[found.count++] = data[j];
    }
    return bytes_of(&found);
}

/* How many bytes the character beyond ASCII takes that begins here; 0 where none does in UTF-8. */
static int letter_size(const unsigned char *c, Py_ssize_t left)
{
    int size = *c < 0xC2 ? 0 : *c < 0xE0 ? 2 : *c < 0xF0 ? 3 : *c < 0xF5 ? 4 : 0;
    if (!size || left < size || (c[1] & 0xC0) != 0x80)
        return 0;
    for (int i = 2; i < size; i++)
        if ((c[i] & 0xC0) != 0x80)
            return 0;
    if ((*c == 0xE0 && c[1] < 0xA0) || (*c == 0xED && c[1] > 0x9F) || (*c == 0xF0 && c[1] < 0x90)
        || (*c == 0xF4 && c[1] > 0x8F))
        return 0;
    return size;
}

/* Look at bytes in UTF-8: how many characters they are, -1 where they are not valid, -2 with an exception. */
static Py_ssize_t look_at(const unsigned char *data, Py_ssize_t size, Found *found, unsigned char *most)
{
    Py_ssize_t letters = size;
    for (Py_ssize_t i = 0; i < size;) {
        if (size - i >= AT_ONCE && is_plain(data + i)) {
            i += AT_ONCE;
            continue;
        }
        if (find_room(found) < 0)
            return -2;
        for (Py_ssize_t end = i + AT_ONCE - 4 < size ? i + AT_ONCE - 4 : size; i < end;) {
            if (data[i] < 0x80) {
                if (is_strange(data[i]))
                    found->bytes[found->count++] = data[i];
                i++;
                continue;
            }
            int length = letter_size(data + i, size - i);
            if (!length)
                return -1;
            if (data[i] > *most)
                *most = data[i];
            letters -= length - 1;
            while (length--)
                found->bytes[found->count++] = data[i++];
        }
    }
    return letters;
}

static Py_UCS4 letter_at(const unsigned char **at)
{
    const unsigned char *c = *at;
    if (*c < 0xE0) {
        *at += 2;
        return (Py_UCS4)(*c & 31) << 6 | (c[1] & 63);
    }
    if (*c < 0xF0) {
        *at += 3;
        return (Py_UCS4)(*c & 15) << 12 | (Py_UCS4)(c[1] & 63) << 6 | (c[2] & 63);
    }
    *at += 4;
    return (Py_UCS4)(*c & 7) << 18 | (Py_UCS4)(c[1] & 63) << 12 | (Py_UCS4)(c[2] & 63) << 6 | (c[3] & 63);
}

/* Write the characters of valid UTF-8 in as many bytes each as their string takes; most stand between others in ASCII. */
#define WRITE_LETTERS(Letter, out)                                                                                   \
    while (c < end) {                                                                                                \
        if (end - c >= AT_ONCE && is_ascii(c)) {                                                                     \
            for (int i = 0; i < AT_ONCE; i++)                                                                        \
                (out)[i] = (Letter)c[i];                                                                             \
            c += AT_ONCE;                                                                                            \
            (out) += AT_ONCE;                                                                                        \
            continue;                                                                                                \
        }                                                                                                            \
        for (const unsigned char *stop = end - c > AT_ONCE ? c + AT_ONCE : end; c < stop;)                           \
            if (*c < 0x80)                                                                                           \
                *(out)++ = (Letter)*c++;                                                                             \
            else                                                                                                     \
                *(out)++ = (Letter)letter_at(&c);                                                                    \
    }

static int is_ascii(const unsigned char *bytes)
{
    unsigned char any = 0;
    for (int i = 0; i < AT_ONCE; i++)
        any |= bytes[i];
    return any < 0x80;
}

/* utf8(body): the characters of bytes in UTF-8, and the strange ones among the bytes; None where they are not UTF-8. */
PyObject *py_utf8(PyObject *Py_UNUSED(module), PyObject *body)
{
    if (!are_bytes(body))
        return NULL;
    const unsigned char *c = (const unsigned char *)PyBytes_AS_STRING(body), *end = c + PyBytes_GET_SIZE(body);
    unsigned char most = 0;
    Found found = {0};
    Py_ssize_t letters = look_at(c, end - c, &found, &most);
    PyObject *text = letters < 0 ? NULL
        : PyUnicode_New(letters, most < 0x80 ? 0x7F : most < 0xC4 ? 0xFF : most < 0xF0 ? 0xFFFF : 0x10FFFF);
    if (text == NULL) {
        PyMem_Free(found.bytes);
        return letters == -1 ? Py_NewRef(Py_None) : NULL;
    }
    if (most < 0xC4) {
        Py_UCS1 *out = PyUnicode_1BYTE_DATA(text);
        WRITE_LETTERS(Py_UCS1, out);
    }
    else if (most < 0xF0) {
        Py_UCS2 *out = PyUnicode_2BYTE_DATA(text);
        WRITE_LETTERS(Py_UCS2, out);
    }
    else {
        Py_UCS4 *out = PyUnicode_4BYTE_DATA(text);
        WRITE_LETTERS(Py_UCS4, out);
    }
    PyObject *strange = bytes_of(&found), *both = strange ? PyTuple_Pack(2, text, strange) : NULL;
    Py_DECREF(text);
    Py_XDECREF(strange);
    return both;
}

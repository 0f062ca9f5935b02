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

/* strange(body): the bytes other than printable ASCII, tabs and line feeds; most pages have few. */
PyObject *py_strange(PyObject *Py_UNUSED(module), PyObject *body)
{
    if (!PyBytes_Check(body)) {
        PyErr_SetString(PyExc_TypeError, "a page is bytes");
        return NULL;
    }
    const unsigned char *data = (const unsigned char *)PyBytes_AS_STRING(body);
    Py_ssize_t size = PyBytes_GET_SIZE(body), count = 0, room = 0;
    unsigned char *out = NULL;
    for (Py_ssize_t i = 0, end; i < size; i = end) {
        end = i + AT_ONCE < size ? i + AT_ONCE : size;
        if (end - i == AT_ONCE && is_plain(data + i))
            continue;
        if (room - count < AT_ONCE) {
            room = room * 2 + 256;
            unsigned char *grown = PyMem_Realloc(out, (size_t)room);
            if (grown == NULL) {
                PyMem_Free(out);
                return PyErr_NoMemory();
            }
            out = grown;
        }
        for (Py_ssize_t j = i; j < end; j++)
            if (is_strange(data[j]))
                out[count++] = data[j];
    }
    PyObject *found = PyBytes_FromStringAndSize((const char *)out, count);
    PyMem_Free(out);
    return found;
}

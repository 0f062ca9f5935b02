/* Bytes: a look at all bytes of a page at once.

   Decides nothing. Refuses to know what the bytes mean: decode.py does. */

#include "onrecord.h"

/* strange(body): the bytes other than printable ASCII, tabs and line feeds; most pages have few. */
PyObject *py_strange(PyObject *Py_UNUSED(module), PyObject *body)
{
    if (!PyBytes_Check(body)) {
        PyErr_SetString(PyExc_TypeError, "a page is bytes");
        return NULL;
    }
    const uint64_t ones = 0x0101010101010101u, highs = ones * 0x80;
    const unsigned char *data = (const unsigned char *)PyBytes_AS_STRING(body);
    Py_ssize_t size = PyBytes_GET_SIZE(body), count = 0, room = 0;
    unsigned char *out = NULL;
    for (Py_ssize_t i = 0; i < size;) {
        if (i + 8 <= size) {
            uint64_t eight, del;
            memcpy(&eight, data + i, 8);
            del = eight ^ ones * 0x7F;
            if (!((((eight - ones * 0x20) & ~eight) | eight | ((del - ones) & ~del)) & highs)) {
                i += 8;
                continue;
            }
        }
        Py_ssize_t end = i + 8 < size ? i + 8 : size;
        if (room - count < 8) {
            room = room * 2 + 256;
            unsigned char *grown = PyMem_Realloc(out, (size_t)room);
            if (grown == NULL) {
                PyMem_Free(out);
                return PyErr_NoMemory();
            }
            out = grown;
        }
        for (; i < end; i++)
            if ((data[i] < 32 && data[i] != 9 && data[i] != 10) || data[i] > 126)
                out[count++] = data[i];
    }
    PyObject *found = PyBytes_FromStringAndSize((const char *)out, count);
    PyMem_Free(out);
    return found;
}

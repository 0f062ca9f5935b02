/* Metas: the values of a page's meta elements, by their names.

   Decides the same as metas_in_python in metadata_clues.py, whose twin this is. Refuses to know what a name means. */

#include "onrecord.h"

enum { PROPERTY, NAME, ITEM, CONTENT, KEYS };

/* The value of an attribute, a borrowed reference; NULL where there is none, or with an exception. */
static PyObject *attribute(PyObject *attributes, int key)
{
    static const char *const names[KEYS] = {"property", "name", "itemprop", "content"};
    static PyObject *interned[KEYS];
    if (interned[key] == NULL && (interned[key] = PyUnicode_InternFromString(names[key])) == NULL)
        return NULL;
    return PyDict_GetItemWithError(attributes, interned[key]);
}

/* The name of a meta element, a borrowed reference; NULL where it has none, or with an exception. */
static PyObject *name_of(PyObject *attributes)
{
    for (int key = PROPERTY; key <= ITEM; key++) {
        PyObject *name = attribute(attributes, key);
        if (name != NULL && PyUnicode_Check(name) && PyUnicode_GET_LENGTH(name))
            return name;
        if (PyErr_Occurred())
            return NULL;
    }
    return NULL;
}

/* The beginning of a text with white space folded; a new reference. */
static PyObject *folded(PyObject *text, Py_ssize_t longest)
{
    if (text == NULL || !PyUnicode_Check(text))
        return PyUnicode_FromStringAndSize(NULL, 0);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    int kind = (int)PyUnicode_KIND(text), after_space = 1;
    const void *data = PyUnicode_DATA(text);
    for (Py_ssize_t i = 0; i < size && size <= longest; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        int is_space = Py_UNICODE_ISSPACE(c);
        if (is_space && (after_space || c != ' '))
            break;
        after_space = is_space;
        if (i + 1 == size && !is_space)
            return Py_NewRef(text);
    }
    PyObject *part = PyUnicode_Substring(text, 0, longest), *space = PyUnicode_FromOrdinal(' ');
    PyObject *words = part && space ? PyUnicode_Split(part, NULL, -1) : NULL, *found = words ? PyUnicode_Join(space, words) : NULL;
    Py_XDECREF(part);
    Py_XDECREF(space);
    Py_XDECREF(words);
    return found;
}

static PyObject *lowered(PyObject *name)
{
    if (!PyUnicode_IS_ASCII(name))
        return PyObject_CallMethod(name, "lower", NULL);
    const Py_UCS1 *data = PyUnicode_1BYTE_DATA(name);
    for (Py_ssize_t i = 0, size = PyUnicode_GET_LENGTH(name); i < size; i++)
        if (Py_ISUPPER(data[i]))
            return PyObject_CallMethod(name, "lower", NULL);
    return Py_NewRef(name);
}

/* Add a value to those of a name. */
static int add_value(PyObject *metas, PyObject *name, PyObject *value)
{
    PyObject *known = PyDict_GetItemWithError(metas, name);
    if (known != NULL)
        return PyList_Append(known, value);
    if (PyErr_Occurred())
        return -1;
    PyObject *values = PyList_New(1);
    if (values == NULL)
        return -1;
    PyList_SET_ITEM(values, 0, Py_NewRef(value));
    int bad = PyDict_SetItem(metas, name, values) < 0;
    Py_DECREF(values);
    return bad ? -1 : 0;
}

static int take(PyObject *metas, PyObject *attributes, Py_ssize_t longest)
{
    PyObject *given = name_of(attributes), *content = given ? attribute(attributes, CONTENT) : NULL;
    if (content == NULL)
        return PyErr_Occurred() ? -1 : 0;
    Py_INCREF(given);
    PyObject *value = folded(content, longest), *name = value ? lowered(given) : NULL;
    int bad = name == NULL || add_value(metas, name, value) < 0;
    Py_DECREF(given);
    Py_XDECREF(value);
    Py_XDECREF(name);
    return bad ? -1 : 0;
}

/* metas_of(elements, longest): the values of the meta elements by their names, so many characters of each. */
PyObject *py_metas_of(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *elements;
    Py_ssize_t longest;
    if (!PyArg_ParseTuple(args, "O!n:metas_of", &PyList_Type, &elements, &longest))
        return NULL;
    PyObject *metas = PyDict_New();
    for (Py_ssize_t i = 0; metas && i < PyList_GET_SIZE(elements); i++) {
        PyObject *pair = PyList_GET_ITEM(elements, i);
        if (!PyTuple_Check(pair) || PyTuple_GET_SIZE(pair) != 2 || !PyUnicode_Check(PyTuple_GET_ITEM(pair, 0))
            || !PyDict_Check(PyTuple_GET_ITEM(pair, 1))) {
            PyErr_SetString(PyExc_TypeError, "an element is its tag and its attributes");
            Py_CLEAR(metas);
        }
        else if (PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(pair, 0), "meta") == 0
                 && take(metas, PyTuple_GET_ITEM(pair, 1), longest) < 0)
            Py_CLEAR(metas);
    }
    return metas;
}

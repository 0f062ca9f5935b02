/* The module: the names under which Python finds the rooms of the extension.

   Decides nothing. Refuses to compute anything. */

#include "network.h"
#include "tree.h"

Made made;

static PyObject *hand_over(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *box, *run, *picture, *script, *rest_of, *name_in, *entities;
    if (!PyArg_ParseTuple(args, "(O!O!O!O!)OOO!:hand_over", &PyType_Type, &box, &PyType_Type, &run, &PyType_Type, &picture,
                          &PyType_Type, &script, &rest_of, &name_in, &PyDict_Type, &entities))
        return NULL;
    if (!PyType_IsSubtype((PyTypeObject *)box, &BoxType) || !PyType_IsSubtype((PyTypeObject *)run, &RunType)
        || !PyType_IsSubtype((PyTypeObject *)script, &PyTuple_Type)) {
        PyErr_SetString(PyExc_TypeError, "boxes and blocks stand on the fields of this module, scripts on a tuple");
        return NULL;
    }
    if (entities_init(entities) < 0)
        return NULL;
    Py_XSETREF(made.box, (PyTypeObject *)Py_NewRef(box));
    Py_XSETREF(made.run, (PyTypeObject *)Py_NewRef(run));
    Py_XSETREF(made.picture, (PyTypeObject *)Py_NewRef(picture));
    Py_XSETREF(made.script, (PyTypeObject *)Py_NewRef(script));
    Py_XSETREF(made.rest_of, Py_NewRef(rest_of));
    Py_XSETREF(made.name_in, Py_NewRef(name_in));
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"agreeing", py_agreeing, METH_VARARGS, "The lines of which a part of the words are among those given."},
    {"attributes_of", py_attributes_of, METH_O, "The attributes of a start tag as it is written."},
    {"cut", py_cut, METH_VARARGS, "Cut the markup of a page into blocks; title, language and rest are returned."},
    {"date_forms", py_date_forms, METH_O, "The forms of a date that a text may hold, a bit each."},
    {"folded", py_folded, METH_O, "The words of a text in lower case as one text."},
    {"hand_over", hand_over, METH_VARARGS, "Take the classes that cut() makes."},
    {"lines_in", py_lines_in, METH_VARARGS, "The lines in boxes of one of some kinds."},
    {"read", py_read, METH_VARARGS, "As cut(), of markup as pages have it; None where lexbor is needed."},
    {"first_word", py_first_word, METH_O, "The first word of a text in lower case."},
    {"holding", py_holding, METH_VARARGS, "The visible lines that hold a name."},
    {"metas_of", py_metas_of, METH_VARARGS, "The values of the meta elements by their names."},
    {"spread", py_spread, METH_VARARGS, "Where lines hold the letters of a name with marks between them."},
    {"strange", py_strange, METH_O, "The bytes other than printable ASCII, tabs and line feeds."},
    {"long_values", py_long_values, METH_VARARGS, "The start tags of which an attribute has a long value."},
    {"repeating", py_repeating, METH_VARARGS, "The blocks that hold just some words."},
    {"tagged", py_tagged, METH_VARARGS, "The blocks in boxes of some tags."},
    {"with_items", py_with_items, METH_VARARGS, "The blocks that carry one of some properties."},
    {"utf8", py_utf8, METH_O, "The characters of bytes in UTF-8, and the strange ones among the bytes; None where they are not UTF-8."},
    {"value_of", py_value_of, METH_VARARGS, "The value of an attribute of a start tag as it is written; None where it has none."},
    {"words_in", py_words_in, METH_O, "The words of a text in lower case."},
    {NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "onrecord._native",
    .m_doc = "The parts of the page reader that are compiled; each has a twin in Python, which is the reference.",
    .m_size = -1,
    .m_methods = functions,
};

PyMODINIT_FUNC PyInit__native(void)
{
    PyTypeObject *types[] = {&ElementType, &BoxType,    &RunType,    &TagsType,     &NetworkType,
                             &NeedsType,   &LadderType, &DoubtsType, &HeadLinesType, &MeaningsType};
    PyObject *module = PyModule_Create(&definition);
    for (size_t i = 0; module && i < sizeof(types) / sizeof(types[0]); i++)
        if (PyModule_AddType(module, types[i]) < 0)
            Py_CLEAR(module);
    if (module && PyModule_AddStringConstant(module, "interface", INTERFACE) < 0)
        Py_CLEAR(module);
    return module;
}

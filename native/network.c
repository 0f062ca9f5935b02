/* The network: how likely each block is article text.

   Decides the same as Network.likelihoods in classifier.py, whose twin this is; sums may differ from numpy's in their last
   digits. Refuses to know how the numbers were learned. */

#include "network.h"

#include <math.h>
#include <stddef.h>

enum { REACH = 3, WIDTH = 5 };

/* The tables, in the order in which Python hands them over, and how many numbers each must hold; 0: by the words. */
static const struct { size_t place; int size; } tables[] = {
    {offsetof(Network, near_rows), 0}, {offsetof(Network, far_rows), 0}, {offsetof(Network, inline_rows), 0},
    {offsetof(Network, text_rows), -1}, {offsetof(Network, linear), FEATURES * UNITS},
    {offsetof(Network, linear_bias), UNITS}, {offsetof(Network, first_kernel), WIDTH * UNITS * NARROW},
    {offsetof(Network, first_bias), NARROW}, {offsetof(Network, second_kernel), WIDTH * NARROW * NARROW},
    {offsetof(Network, second_bias), NARROW}, {offsetof(Network, guess), WIDE}, {offsetof(Network, guess_bias), 1},
    {offsetof(Network, again), SEEN * NARROW}, {offsetof(Network, again_bias), NARROW}, {offsetof(Network, out), NARROW},
    {offsetof(Network, out_bias), 1},
};
enum { TABLES = sizeof(tables) / sizeof(tables[0]) };

static float sigmoid(float value)
{
    value = value < -30 ? -30 : value > 30 ? 30 : value;
    return 1 / (1 + expf(-value));
}

static void cut_at_zero(float *values, int count)
{
    for (int i = 0; i < count; i++)
        values[i] = values[i] > 0 ? values[i] : 0;
}

/* Add the products of some numbers with the rows of a table. The sums stay in registers, and what is nothing is added too:
   looking for it takes longer. Every sum is added up in the same order, so that all processors compute the same. */
#define ADD_ROWS(name, width, target)                                                                                    \
    target static void name(float *restrict sums, const float *restrict values, int count, const float *restrict table)  \
    {                                                                                                                    \
        Eight added[width / 8];                                                                                          \
        memcpy(added, sums, sizeof(added));                                                                              \
        for (int i = 0; i < count; i++, table += width) {                                                                \
            float v = values[i];                                                                                         \
            Eight value = {v, v, v, v, v, v, v, v};                                                                      \
            for (int j = 0; j < width / 8; j++)                                                                          \
                added[j] += value * ((const Eight *)table)[j];                                                           \
        }                                                                                                                \
        memcpy(sums, added, sizeof(added));                                                                              \
    }
ADD_ROWS(wide_anywhere, UNITS, )
ADD_ROWS(narrow_anywhere, NARROW, )
static void (*add_wide)(float *, const float *, int, const float *) = wide_anywhere;
static void (*add_narrow)(float *, const float *, int, const float *) = narrow_anywhere;

#ifdef __x86_64__
ADD_ROWS(wide_here, UNITS, __attribute__((target("avx2"))))
ADD_ROWS(narrow_here, NARROW, __attribute__((target("avx2"))))
static void choose_for_processor(void)
{
    if (__builtin_cpu_supports("avx2")) {
        add_wide = wide_here;
        add_narrow = narrow_here;
    }
}
#else
static void choose_for_processor(void) {}
#endif

/* A convolution over the blocks, in page order, with zeros beyond the page: from one stretch of `seen` to another. */
static void convolve(float *seen, Py_ssize_t count, int from, int inputs, int to, const float *kernel, const float *bias,
                     int dilation)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        float *sums = seen + i * SEEN + to;
        memcpy(sums, bias, NARROW * sizeof(float));
        for (int k = 0; k < WIDTH; k++) {
            Py_ssize_t j = i + (k - WIDTH / 2) * dilation;
            if (j >= 0 && j < count)
                add_narrow(sums, seen + j * SEEN + from, inputs, kernel + k * inputs * NARROW);
        }
        cut_at_zero(sums, NARROW);
    }
}

/* What the groups of each block, and its neighbours, are taken for at first sight, behind what was seen of it. */
static int look_around(const Network *n, float *seen, Py_ssize_t count, const int *groups, const float *mass,
                       float *guess, double *sums)
{
    float *weighed = guess + count;
    const float *weights[] = {weighed, mass};
    for (Py_ssize_t i = 0; i < count; i++) {
        float value = n->guess_bias;
        for (int k = 0; k < WIDE; k++)
            value += seen[i * SEEN + k] * n->guess[k];
        guess[i] = sigmoid(value);
        weighed[i] = guess[i] * mass[i];
    }
    if (sums_by_group(groups, count, weights, 2, sums) < 0)
        return -1;
    for (Py_ssize_t i = 0; i < count; i++) {
        float *out = seen + i * SEEN + WIDE;
        for (int level = 0; level < LEVELS; level++) {
            const double *sum = sums + (i * LEVELS + level) * 2;
            out[level] = (float)(sum[0] / (sum[1] > 1e-9 ? sum[1] : 1e-9));
        }
        /* The order of the shifts is that of the training code: from three blocks after to three before. */
        for (int step = -REACH; step <= REACH; step++)
            out[LEVELS + REACH + step] = i - step >= 0 && i - step < count ? guess[i - step] : 0;
    }
    return 0;
}

/* From the features to the likelihoods: a list, or NULL with an exception. */
static PyObject *judged(Network *n, Run **runs, Py_ssize_t count, const float *dense, const int *groups,
                        const float *shapes)
{
    float *seen = PyMem_Calloc((size_t)count, (SEEN + 3) * sizeof(float)), *mass = seen + count * SEEN;
    double *sums = PyMem_Malloc((size_t)count * LEVELS * 2 * sizeof(double));
    Around *around = PyMem_Calloc(1, sizeof(Around));
    PyObject *found = NULL;
    if (!seen || !sums || !around) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        float *base = seen + i * SEEN, plain = shapes[i * SHAPES] - shapes[i * SHAPES + 2];
        mass[i] = (plain < 400 ? plain : 400) + 1;
        memcpy(base, n->linear_bias, UNITS * sizeof(float));
        add_wide(base, dense + i * FEATURES, FEATURES, n->linear);
        if (add_words(n, runs[i], base, around) < 0)
            goto done;
        cut_at_zero(base, UNITS);
    }
    convolve(seen, count, 0, UNITS, UNITS, n->first_kernel, n->first_bias, 1);
    convolve(seen, count, UNITS, NARROW, UNITS + NARROW, n->second_kernel, n->second_bias, 2);
    if (look_around(n, seen, count, groups, mass, mass + count, sums) < 0)
        goto done;
    found = PyList_New(count);
    for (Py_ssize_t i = 0; found && i < count; i++) {
        float again[NARROW], value = n->out_bias;
        memcpy(again, n->again_bias, sizeof(again));
        add_narrow(again, seen + i * SEEN, SEEN, n->again);
        cut_at_zero(again, NARROW);
        for (int k = 0; k < NARROW; k++)
            value += again[k] * n->out[k];
        PyObject *likely = PyFloat_FromDouble(sigmoid(value));
        if (likely == NULL)
            Py_CLEAR(found);
        else
            PyList_SET_ITEM(found, i, likely);
    }
done:
    PyMem_Free(seen);
    PyMem_Free(sums);
    PyMem_Free(around);
    return found;
}

/* Whether everything that is read of a block is there, and of its kind. */
static int is_whole(PyObject *given, PyObject **checked)
{
    Run *run = (Run *)given;
    if (!PyObject_TypeCheck(given, &RunType) || !run->text || !PyUnicode_Check(run->text) || !run->box || !run->elements
        || !run->images || !run->link_chars || !run->strong_chars || !run->links || !run->breaks
        || !(PyList_Check(run->elements) || PyTuple_Check(run->elements)))
        return 0;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(run->elements); i++) {
        PyObject *pair = PySequence_Fast_GET_ITEM(run->elements, i);
        if (!PyTuple_Check(pair) || !PyTuple_GET_SIZE(pair) || !PyObject_TypeCheck(PyTuple_GET_ITEM(pair, 0), &ElementType))
            return 0;
    }
    for (PyObject *at = run->box; at != Py_None && at != *checked; at = ((Box *)at)->parent) {
        Box *box = (Box *)at;
        if (!PyObject_TypeCheck(at, &BoxType) || !box->element || !PyObject_TypeCheck(box->element, &ElementType)
            || !box->tag || !PyUnicode_Check(box->tag) || !box->parent || !box->number || !box->depth)
            return 0;
    }
    *checked = ((Box *)run->box)->parent;
    return 1;
}

static PyObject *or_null(PyObject *text) { return text == Py_None ? NULL : text; }

static PyObject *likelihoods(PyObject *self, PyObject *args)
{
    PyObject *list, *numbers, *headline, *summary, *body, *start, *found = NULL;
    Hints hints;
    if (!PyArg_ParseTuple(args, "O!O!(OOOO):likelihoods", &PyList_Type, &list, &PyList_Type, &numbers, &headline, &summary,
                          &body, &start))
        return NULL;
    hints.start = start == Py_None ? -1 : PyLong_AsSsize_t(start);
    if (PyErr_Occurred())
        return NULL;
    hints.headline = or_null(headline);
    hints.summary = or_null(summary);
    hints.body = or_null(body);
    hints.total = PyList_GET_SIZE(list);
    Py_ssize_t count = PyList_GET_SIZE(numbers);
    if (count == 0)
        return PyList_New(0);
    Run **runs = PyMem_Calloc((size_t)count, sizeof(Run *));
    Py_ssize_t *rows = PyMem_Calloc((size_t)count, sizeof(Py_ssize_t));
    float *shapes = PyMem_Malloc((size_t)count * SHAPES * sizeof(float));
    float *dense = PyMem_Malloc((size_t)count * FEATURES * sizeof(float));
    int *groups = PyMem_Malloc((size_t)count * LEVELS * sizeof(int)), bad = 0;
    if (!runs || !rows || !shapes || !dense || !groups) {
        PyErr_NoMemory();
        bad = 1;
    }
    PyObject *checked = NULL; /* A box that was looked at with all around it: most blocks stand beside the one before. */
    for (Py_ssize_t i = 0; !bad && i < count; i++) {
        rows[i] = PyLong_AsSsize_t(PyList_GET_ITEM(numbers, i));
        PyObject *run = rows[i] >= 0 && rows[i] < hints.total ? PyList_GET_ITEM(list, rows[i]) : NULL;
        if (run == NULL || !is_whole(run, &checked)) {
            if (!PyErr_Occurred())
                PyErr_SetString(PyExc_ValueError, "these are not the blocks of a page");
            bad = 1;
            break;
        }
        runs[i] = (Run *)Py_NewRef(run);
        bad = shape_of(runs[i], &hints, shapes + i * SHAPES) < 0;
    }
    if (!bad && places_of(runs, rows, count, &hints, shapes, dense, groups) == 0)
        found = judged((Network *)self, runs, count, dense, groups, shapes);
    for (Py_ssize_t i = 0; runs && i < count; i++)
        Py_XDECREF(runs[i]);
    PyMem_Free(runs);
    PyMem_Free(rows);
    PyMem_Free(shapes);
    PyMem_Free(dense);
    PyMem_Free(groups);
    return found;
}

static void network_free(PyObject *self)
{
    Network *n = (Network *)self;
    for (size_t i = 0; i < TABLES; i++)
        if (tables[i].size != 1)
            PyMem_Free(*(float **)((char *)n + tables[i].place));
    words_free(&n->texts);
    Py_TYPE(self)->tp_free(self);
}

/* Copy one table from a contiguous array of float32. */
static int take_table(Network *n, size_t i, PyObject *array)
{
    Py_buffer view;
    Py_ssize_t size = tables[i].size;
    char *place = (char *)n + tables[i].place;
    if (size <= 0)
        size = (Py_ssize_t)UNITS * (size ? n->texts.count : n->box_words);
    if (PyObject_GetBuffer(array, &view, PyBUF_ND | PyBUF_FORMAT) < 0)
        return -1;
    int fits = view.len == size * (Py_ssize_t)sizeof(float) && view.format && strcmp(view.format, "f") == 0;
    if (!fits)
        PyErr_Format(PyExc_ValueError, "table %zd of the classifier has not %zd numbers", (Py_ssize_t)i, size);
    else if (size == 1)
        memcpy(place, view.buf, sizeof(float));
    else {
        float *copy = PyMem_Malloc((size_t)view.len);
        if (copy == NULL)
            PyErr_NoMemory();
        else
            memcpy(copy, view.buf, (size_t)view.len);
        *(float **)place = copy;
        fits = copy != NULL;
    }
    PyBuffer_Release(&view);
    return fits ? 0 : -1;
}

static PyObject *network_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs))
{
    int box_words;
    PyObject *text_words, *given;
    if (!PyArg_ParseTuple(args, "iO!O!:Network", &box_words, &PyTuple_Type, &text_words, &PyTuple_Type, &given))
        return NULL;
    if (box_words < 1 || box_words > MOST_BOX_WORDS || PyTuple_GET_SIZE(given) != TABLES) {
        PyErr_SetString(PyExc_ValueError, "the classifier has another shape");
        return NULL;
    }
    Network *n = (Network *)type->tp_alloc(type, 0);
    if (n == NULL)
        return NULL;
    choose_for_processor();
    n->box_words = box_words;
    n->masks = (box_words + 63) / 64;
    int bad = words_init(&n->texts, text_words) < 0;
    for (size_t i = 0; !bad && i < TABLES; i++)
        bad = take_table(n, i, PyTuple_GET_ITEM(given, (Py_ssize_t)i)) < 0;
    if (bad)
        Py_CLEAR(n);
    return (PyObject *)n;
}

static PyMethodDef methods[] = {
    {"likelihoods", likelihoods, METH_VARARGS, "How likely each of the blocks is article text."}, {NULL},
};

PyTypeObject NetworkType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "onrecord._native.Network",
    .tp_doc = "The learned numbers of the classifier.",
    .tp_basicsize = sizeof(Network),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = network_free,
    .tp_new = network_new,
    .tp_methods = methods,
};

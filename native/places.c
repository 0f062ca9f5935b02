/* Places: where each block stands: on the page, after the headline, among its neighbours, in its boxes.

   Decides the same as _scale, group_numbers and _places in features.py, whose twin this is. Refuses to look at the words of a
   block. Time is linear in the blocks and the boxes of the page. */

#include "network.h"

#include <math.h>

/* Logarithms of small counts are asked for again and again. */
enum { KNOWN_COUNTS = 1024 };

static double log_of_count(double count)
{
    static double known[KNOWN_COUNTS];
    int i = count >= 0 && count < KNOWN_COUNTS ? (int)count : -1;
    if (i < 0 || (double)i != count)
        return log1p(count);
    if (i && known[i] == 0)
        known[i] = log1p(count);
    return known[i];
}

static float log_of_number(float number)
{
    static float known[KNOWN_COUNTS];
    int i = number >= 0 && number < KNOWN_COUNTS ? (int)number : -1;
    if (i < 0 || (float)i != number)
        return log1pf(number);
    if (i && known[i] == 0)
        known[i] = log1pf(number);
    return known[i];
}

static float least(float a, float b) { return a < b ? a : b; }

/* Counts by their logarithm, parts by their share of the block. */
static void scale(const float *shape, float *out)
{
    memcpy(out, shape, SHAPES * sizeof(float));
    float chars = shape[0], words = shape[1];
    out[0] = log_of_number(chars) / 3;
    out[1] = log_of_number(words) / 3;
    out[2] = shape[2] / chars;
    out[3] = shape[3] / chars;
    out[4] = log_of_number(shape[4]) / 2;
    out[5] = log_of_number(shape[5]) / 2;
    out[7] = log_of_number(shape[7]) / 2;
    out[8] = log_of_number(shape[8]) / 2;
    out[23] = shape[23] / 20;
    out[24] = chars / words / 8;
    for (int i = 0; i < SHAPES; i++)
        out[i] = least(out[i], 3.0f);
}

/* The number of `key` in `known`, a new one where it has none; -1 with an exception. */
static int numbered(PyObject *known, PyObject *key)
{
    PyObject *number = key ? PyDict_GetItemWithError(known, key) : NULL;
    if (number == NULL && key != NULL && !PyErr_Occurred()) {
        PyObject *fresh = PyLong_FromSsize_t(PyDict_GET_SIZE(known));
        if (fresh != NULL && PyDict_SetItem(known, key, fresh) == 0)
            number = PyDict_GetItemWithError(known, key);
        Py_XDECREF(fresh);
    }
    Py_XDECREF(key);
    return number ? (int)PyLong_AsLong(number) : -1;
}

static Box *around(Box *box) { return box->parent != Py_None ? (Box *)box->parent : box; }

/* The start tags of a box and of the two around it, and the number of their make. */
typedef struct {
    PyObject *own, *outer, *outmost;
    int number;
} Make;

/* The make of a start tag: what it has kept, or else what Python works out; NULL with an exception. */
static PyObject *make_of(PyObject *element)
{
    static PyObject *kept, *name;
    if (name == NULL) {
        kept = PyUnicode_InternFromString("_make");
        name = PyUnicode_InternFromString("make");
        if (kept == NULL || name == NULL)
            return NULL;
    }
    PyObject *make = PyObject_GetAttr(element, kept);
    if (make == Py_None)
        Py_SETREF(make, PyObject_GetAttr(element, name));
    return make;
}

/* The makes that were met, in a table by their hashes. */
typedef struct {
    PyObject *parts[3];
    Py_uhash_t hash;
} Met;

typedef struct {
    Met *met;
    int *slots; /* The number of a make, -1 where there is none. */
    int count, mask;
} Makes;

/* The number of the make of three start tags; -1 with an exception. */
static int number_of_make(const Make *make, Makes *makes)
{
    PyObject *elements[] = {make->own, make->outer, make->outmost};
    Met fresh = {{NULL, NULL, NULL}, 0};
    int number = -1, bad = 0;
    for (int i = 0; i < 3 && !bad; i++) {
        fresh.parts[i] = make_of(elements[i]);
        Py_hash_t hash = fresh.parts[i] ? PyObject_Hash(fresh.parts[i]) : -1;
        bad = hash == -1;
        fresh.hash = fresh.hash * 1000003 ^ (Py_uhash_t)hash;
    }
    for (unsigned at = (unsigned)(fresh.hash ^ fresh.hash >> 17); !bad; at++) {
        int *slot = &makes->slots[at & (unsigned)makes->mask];
        if (*slot < 0) {
            makes->met[makes->count] = fresh;
            return *slot = makes->count++;
        }
        const Met *met = &makes->met[*slot];
        int same = met->hash == fresh.hash;
        for (int i = 0; i < 3 && same > 0; i++)
            same = PyObject_RichCompareBool(met->parts[i], fresh.parts[i], Py_EQ);
        bad = same < 0;
        if (same > 0) {
            number = *slot;
            break;
        }
    }
    for (int i = 0; i < 3; i++)
        Py_XDECREF(fresh.parts[i]);
    return number;
}

/* The numbers of the groups that each block belongs to: its box, the three around it, all boxes of the same make. */
static int number_groups(Run **runs, Py_ssize_t count, int *groups)
{
    enum { KEPT = 32 }; /* Pages have few makes of boxes that hold text: most are found among the last ones met. */
    Make kept[KEPT];
    int slots = 64, met = 0;
    while (slots < 2 * count)
        slots *= 2;
    Makes makes = {PyMem_Malloc((size_t)count * sizeof(Met)), PyMem_Malloc((size_t)slots * sizeof(int)), 0, slots - 1};
    int bad = !makes.met || !makes.slots;
    if (bad)
        PyErr_NoMemory();
    else
        memset(makes.slots, 0xFF, (size_t)slots * sizeof(int));
    for (Py_ssize_t i = 0; !bad && i < count; i++) {
        Box *box = (Box *)runs[i]->box, *second = around(box), *third = around(second), *fourth = around(third);
        Make make = {box->element, second->element, third->element, -1};
        for (int j = 0; make.number < 0 && j < met && j < KEPT; j++)
            if (kept[j].own == make.own && kept[j].outer == make.outer && kept[j].outmost == make.outmost)
                make.number = kept[j].number;
        if (make.number < 0) {
            make.number = number_of_make(&make, &makes);
            kept[met++ % KEPT] = make;
        }
        int *out = groups + i * LEVELS;
        out[0] = (int)PyLong_AsLong(box->number);
        out[1] = (int)PyLong_AsLong(second->number);
        out[2] = (int)PyLong_AsLong(third->number);
        out[3] = (int)PyLong_AsLong(fourth->number);
        out[4] = make.number;
        for (int level = 0; level < LEVELS; level++)
            bad |= out[level] < 0;
        bad |= PyErr_Occurred() != NULL;
    }
    if (bad && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "boxes are numbered from 0 on");
    for (int i = 0; i < makes.count; i++)
        for (int j = 0; j < 3; j++)
            Py_DECREF(makes.met[i].parts[j]);
    PyMem_Free(makes.met);
    PyMem_Free(makes.slots);
    return bad ? -1 : 0;
}

/* For each block, level and weight, the sum of the weight in the block's group, in `sums` in this order. */
int sums_by_group(const int *groups, Py_ssize_t count, const float *const *weights, int kinds, double *sums)
{
    int most = 0;
    for (Py_ssize_t i = 0; i < count * LEVELS; i++)
        most = groups[i] > most ? groups[i] : most;
    double *totals = PyMem_Malloc(((size_t)most + 1) * (size_t)kinds * sizeof(double));
    if (totals == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (int level = 0; level < LEVELS; level++) {
        for (Py_ssize_t i = 0; i < count; i++)
            for (int kind = 0; kind < kinds; kind++)
                totals[groups[i * LEVELS + level] * kinds + kind] = 0;
        for (Py_ssize_t i = 0; i < count; i++)
            for (int kind = 0; kind < kinds; kind++)
                totals[groups[i * LEVELS + level] * kinds + kind] += weights[kind] ? weights[kind][i] : 1.0f;
        for (Py_ssize_t i = 0; i < count; i++)
            memcpy(sums + (i * LEVELS + level) * kinds, totals + groups[i * LEVELS + level] * kinds,
                   (size_t)kinds * sizeof(double));
    }
    PyMem_Free(totals);
    return 0;
}

static float above_zero(double value) { return value > 1.0 ? (float)value : 1.0f; }

/* Of each group of a block: its part of the page's running text, its size, and how much of it is links. */
static int write_groups(float *dense, Py_ssize_t count, const int *groups, const float *const *weights, float total)
{
    double *sums = PyMem_Malloc((size_t)count * LEVELS * 4 * sizeof(double));
    if (sums == NULL || sums_by_group(groups, count, weights, 4, sums) < 0) {
        PyMem_Free(sums);
        if (!PyErr_Occurred())
            PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        float *out = dense + i * FEATURES + SHAPES + 10;
        for (int level = 0; level < LEVELS; level++) {
            const double *sum = sums + (i * LEVELS + level) * 4;
            out[3 * level] = (float)(sum[0] / total);
            out[3 * level + 1] = (float)(log_of_count(sum[3]) / 4);
            out[3 * level + 2] = (float)(sum[2] / above_zero(sum[1]));
        }
    }
    PyMem_Free(sums);
    return 0;
}

/* For each block the number of its text, the same for the same text. A text of a length that no other has is not looked at. */
static int number_texts(Run **runs, Py_ssize_t count, int *numbers)
{
    enum { LENGTHS = 1024 };
    int lengths[LENGTHS] = {0}, bad = 0;
    PyObject *texts = PyDict_New();
    for (Py_ssize_t i = 0; i < count; i++)
        lengths[PyUnicode_GET_LENGTH(runs[i]->text) % LENGTHS]++;
    bad = texts == NULL;
    for (Py_ssize_t i = 0; !bad && i < count; i++) {
        int is_alone = lengths[PyUnicode_GET_LENGTH(runs[i]->text) % LENGTHS] == 1;
        int number = is_alone ? 0 : numbered(texts, Py_NewRef(runs[i]->text));
        bad = number < 0;
        /* Those that are alone have numbers of their own behind those of all others. */
        numbers[2 * i] = is_alone ? (int)(count + i) : number;
    }
    Py_XDECREF(texts);
    return bad ? -1 : 0;
}

/* How often the same text stands among the blocks, and how often two blocks of such makes follow each other. */
static int write_counts(Run **runs, Py_ssize_t count, const int *groups, const float *density, float *dense)
{
    PyObject *pairs = PyDict_New();
    int *numbers = PyMem_Calloc((size_t)count * 6 + 1, sizeof(int));
    int *same = numbers + 2 * count, bad = !pairs || !numbers || number_texts(runs, count, numbers) < 0;
    for (Py_ssize_t i = 0; !bad && i < count; i++) {
        int before = i ? groups[(i - 1) * LEVELS + LEVELS - 1] : -1, make = groups[i * LEVELS + LEVELS - 1];
        numbers[2 * i + 1] = numbered(pairs, PyLong_FromLongLong((long long)before * 1000000 + make));
        bad = numbers[2 * i + 1] < 0;
        if (!bad) {
            same[2 * numbers[2 * i]]++;
            same[2 * numbers[2 * i + 1] + 1]++;
        }
    }
    for (Py_ssize_t i = 0; !bad && i < count; i++) {
        float *out = dense + i * FEATURES + SHAPES, often = (float)(log_of_count(same[2 * numbers[2 * i + 1] + 1]) / 3);
        int linked = i && density[i - 1] > 0.8f;
        PyObject *tag = i ? ((Box *)runs[i - 1]->box)->tag : NULL;
        out[25] = least((float)same[2 * numbers[2 * i]] - 1, 3.0f);
        out[26] = (float)(linked && PyUnicode_GET_LENGTH(tag) == 2 && PyUnicode_READ_CHAR(tag, 0) == 'h');
        out[27] = linked ? often : 0.0f;
        out[28] = often;
    }
    Py_XDECREF(pairs);
    PyMem_Free(numbers);
    if (bad && !PyErr_Occurred())
        PyErr_NoMemory();
    return bad ? -1 : 0;
}

/* Of the three blocks before and the three behind: how long, how much of it links, whether in the same box. The length of a
   block is among its own numbers as it is wanted here, but for the cut at 3. */
static void write_neighbours(float *dense, Py_ssize_t count, const int *groups, const float *density, const float *chars)
{
    static const int away[] = {-3, -2, -1, 1, 2, 3};
    for (Py_ssize_t i = 0; i < count; i++) {
        float *out = dense + i * FEATURES + SHAPES + 29;
        for (int k = 0; k < 6; k++, out += 3) {
            Py_ssize_t j = i + away[k];
            int is_there = j >= 0 && j < count;
            float length = is_there ? dense[j * FEATURES] : -1.0f;
            out[0] = length < 3.0f ? length : log_of_number(chars[j]) / 3;
            out[1] = is_there ? density[j] : -1.0f;
            out[2] = (float)(is_there && groups[j * LEVELS + 1] == groups[i * LEVELS + 1]);
        }
    }
}

/* The means over the blocks at most 4, and at most 12, places away: how many are running text, how much is links. */
static void write_means(float *dense, Py_ssize_t count, const float *good, const float *density, double *sums)
{
    static const Py_ssize_t reaches[] = {4, 12};
    sums[0] = sums[1] = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        sums[2 * i + 2] = sums[2 * i] + (good[i] > 0);
        sums[2 * i + 3] = sums[2 * i + 1] + density[i];
    }
    for (Py_ssize_t i = 0; i < count; i++)
        for (int k = 0; k < 2; k++) {
            Py_ssize_t low = i - reaches[k] > 0 ? i - reaches[k] : 0;
            Py_ssize_t high = i + reaches[k] + 1 < count ? i + reaches[k] + 1 : count;
            float *out = dense + i * FEATURES + SHAPES + 47 + 2 * k;
            out[0] = (float)((sums[2 * high] - sums[2 * low]) / (double)(high - low));
            out[1] = (float)((sums[2 * high + 1] - sums[2 * low + 1]) / (double)(high - low));
        }
}

/* Where the block stands on the page, and after the headline. */
static void write_order(Run **runs, const Py_ssize_t *rows, Py_ssize_t count, const Hints *hints, float *dense)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        float *out = dense + i * FEATURES + SHAPES;
        Py_ssize_t gap = i ? rows[i] - rows[i - 1] - 1 : rows[0];
        long images = PyLong_AsLong(runs[i]->images), before = i ? PyLong_AsLong(runs[i - 1]->images) : 0;
        out[0] = (float)((double)rows[i] / (double)hints->total);
        out[3] = (float)(log_of_count((double)hints->total) / 5);
        out[4] = out[5] = out[6] = 0;
        if (hints->start >= 0) {
            double after = (double)(rows[i] - hints->start) / 20;
            out[4] = 1;
            out[5] = rows[i] > hints->start;
            out[6] = (float)(after < -2 ? -2 : after > 2 ? 2 : after);
        }
        out[7] = (float)(log_of_count((double)gap) / 3);
        out[8] = least((float)(images - before), 2);
        out[9] = 0;
        if (i)
            out[9 - FEATURES] = out[8];
    }
}

int places_of(Run **runs, const Py_ssize_t *rows, Py_ssize_t count, const Hints *hints, const float *shapes, float *dense,
              int *groups)
{
    float *numbers = PyMem_Malloc((size_t)count * 4 * sizeof(float));
    double *sums = PyMem_Malloc(((size_t)count + 1) * 2 * sizeof(double));
    float *density = numbers, *chars = numbers + count, *good = numbers + 2 * count, *links = numbers + 3 * count;
    int bad = !numbers || !sums || number_groups(runs, count, groups) < 0;
    if (!bad) {
        float total = 0, before = 0;
        for (Py_ssize_t i = 0; i < count; i++) {
            const float *shape = shapes + i * SHAPES;
            float plain = shape[0] - shape[2];
            scale(shape, dense + i * FEATURES);
            chars[i] = shape[0];
            links[i] = shape[2];
            density[i] = shape[2] / shape[0];
            good[i] = plain > 80 && density[i] < 0.4f ? plain : 0;
            total += good[i];
        }
        total += 1;
        for (Py_ssize_t i = 0; i < count; i++) {
            float *out = dense + i * FEATURES + SHAPES;
            out[1] = before / total;
            out[2] = (total - 1 - before - good[i]) / total;
            before += good[i];
        }
        const float *weights[] = {good, chars, links, NULL};
        write_order(runs, rows, count, hints, dense);
        write_neighbours(dense, count, groups, density, chars);
        write_means(dense, count, good, density, sums);
        bad = write_groups(dense, count, groups, weights, total) < 0
            || write_counts(runs, count, groups, density, dense) < 0;
    }
    PyMem_Free(numbers);
    PyMem_Free(sums);
    if (bad && !PyErr_Occurred())
        PyErr_NoMemory();
    return bad ? -1 : 0;
}

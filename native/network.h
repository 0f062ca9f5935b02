/* What the rooms of the classifier share.

   Decides nothing. Refuses to be included by any other room. */

#ifndef ONRECORD_NETWORK_H
#define ONRECORD_NETWORK_H

#include "onrecord.h"

enum { SHAPES = 27, FEATURES = 78, LEVELS = 5, UNITS = 48, NARROW = 24, WIDE = UNITS + 2 * NARROW, SEEN = WIDE + LEVELS + 7 };

enum { MASKS = 8, MOST_BOX_WORDS = 64 * MASKS, FAR_KEPT = 64 };

/* Eight numbers at once, wherever they lie. */
typedef float Eight __attribute__((vector_size(32), aligned(4)));

typedef struct {
    PyObject_HEAD
    int box_words, masks; /* How many words of boxes there are, and how many numbers of 64 bits hold them. */
    Words texts;
    float *near_rows, *far_rows, *inline_rows, *text_rows;
    float *linear, *linear_bias, *first_kernel, *first_bias, *second_kernel, *second_bias, *guess, *again, *again_bias,
        *out;
    float guess_bias, out_bias;
} Network;

/* What the rest of the page says of the article; NULL where it says nothing. */
typedef struct {
    PyObject *headline, *summary, *body;
    Py_ssize_t start; /* -1 where no block prints the headline. */
    Py_ssize_t total; /* Blocks on the page. */
} Hints;

extern PyTypeObject NetworkType;

/* The words of a box and of all around it, a bit each, and what they add. */
typedef struct {
    const Box *box;
    uint64_t set[MASKS];
    float sums[UNITS];
} Far;

/* What was worked out of the boxes around the blocks so far: of some boxes, and of those around the block before. */
typedef struct {
    Far far[FAR_KEPT];
    PyObject *own; /* The element of its box; NULL where there is none. */
    const Box *parent;
    float sums[UNITS];
} Around;

int shape_of(Run *run, const Hints *hints, float *out);
int add_words(Network *network, Run *run, float *sums, Around *around);

/* The inline element of a block with this number, NULL where there are not so many. */
static inline Element *element_in(const Run *run, Py_ssize_t i)
{
    return i < PySequence_Fast_GET_SIZE(run->elements)
        ? (Element *)PyTuple_GET_ITEM(PySequence_Fast_GET_ITEM(run->elements, i), 0) : NULL;
}
int places_of(Run **runs, const Py_ssize_t *rows, Py_ssize_t count, const Hints *hints, const float *shapes, float *dense,
              int *groups);
int sums_by_group(const int *groups, Py_ssize_t count, const float *const *weights, int kinds, double *sums);

#endif
